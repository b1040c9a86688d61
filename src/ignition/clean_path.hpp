// Paths as texts.
#pragma once

#include <string>
#include <string_view>

namespace nagaya::ignition {

/// path.Clean of Go: without `//`, `.`, `..` and a slash at the end; "." for nothing.
std::string clean_path(std::string_view path);

/// systemd-escape --path: a path as the name of a unit.
std::string escape_path(std::string_view path);

}  // namespace nagaya::ignition
