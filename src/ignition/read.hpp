// Ignition configs as JSON into data, as Go's encoding/json reads them for Ignition.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ignition/config.hpp"
#include "ignition/path.hpp"
#include "ignition/version.hpp"

namespace nagaya::ignition {

/// A key that the version does not know, in the structure at `in`.
struct UnknownKey {
    Path in;
    std::string key;
};

struct ConfigRead {
    Config config;
    std::string error;  ///< in Go's words; "" when the text is JSON and everything has its type
    std::vector<UnknownKey> unknown;
};

/// Reads a config of `version`. At most 64 MiB and 1000 levels.
ConfigRead read_config(std::string_view json, Version version);

/// Is this a semantic version at all, such as "3.9.0"?
bool is_version(std::string_view text);

}  // namespace nagaya::ignition
