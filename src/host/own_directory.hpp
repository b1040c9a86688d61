// Files that the user asks nagaya to write into their own tree, with the user's own rights: paths may be relative, links are
// followed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace nagaya::host {

/// Creates the file and its parents; a file that is there already is a failure and stays as it is.
Result<void> create_file(const std::string& path, std::string_view bytes, bool executable = false);

/// The file's bytes; nothing when it cannot be read.
std::optional<std::string> read_own_file(const std::string& path);

/// Makes the directory that holds `path`, and its parents.
Result<void> make_directories_for(const std::string& path);

/// `path` from the root, without "." and ".." and without following links; it need not exist.
Result<std::string> absolute_path(const std::string& path);

}  // namespace nagaya::host
