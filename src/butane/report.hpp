// What was found in a Butane file, in the reference's order and forms.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "ignition/path.hpp"
#include "syntax/yaml.hpp"

namespace nagaya::butane {

struct Entry {
    Severity severity = Severity::error;
    ignition::Path path = {};  ///< in the file's own words; empty for the whole
    std::string message = {};
    bool at_key = false;         ///< it is about the key at the end of `path`, not about its value
    Span at = {};                ///< filled by `locate`
    std::string inner_key = {};  ///< goes on behind `path`: a key of a config inside the file
};
using Entries = std::vector<Entry>;

bool has_errors(const Entries& entries);

/// Gives each entry from `first` on its place in the file: that of the deepest node on its path, so that a field which is
/// missing is where its mapping begins.
void locate(Entries& entries, size_t first, const syntax::YamlNode& root);

/// "error at $.storage.files.0.path, line 6 col 13: path not absolute", a line each.
std::string print_raw(const Sources& sources, const Entries& entries);

/// As the reference shows them to people, with two lines around each place.
std::string print_excerpts(const Sources& sources, const Entries& entries, bool colour);

/// The entries as our own findings (code "butane").
void add_findings(const Sources& sources, const Entries& entries, Report& report);

}  // namespace nagaya::butane
