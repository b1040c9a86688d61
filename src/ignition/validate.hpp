// What Ignition would refuse or warn of, in its own words: users look these messages up.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "ignition/config.hpp"
#include "ignition/path.hpp"
#include "ignition/version.hpp"

namespace nagaya::ignition {

struct Finding {
    Severity severity = Severity::error;
    Path path;
    std::string message;
};
using Findings = std::vector<Finding>;

/// The checks of `version` on all of `config`, in the order of its JSON, a structure's own findings before its members'.
void validate(const Config& config, Version version, Findings& findings);

/// Entries that stand twice in a list that has keys: "duplicate entry defined", at the later one.
void find_duplicates(const Config& config, Findings& findings);

bool has_errors(const Findings& findings);

}  // namespace nagaya::ignition
