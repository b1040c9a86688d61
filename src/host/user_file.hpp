// Files that the user names on the command line: read with the user's own rights, links followed.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace nagaya::host {

/// The bytes of the file `path`, or "-" for standard input. `limit` when there are more bytes than that, `not_found` when nothing is there.
Result<std::string> read_user_file(const std::string& path, size_t limit);

/// Is `path` there, and not a directory?
bool is_user_file(const std::string& path);

/// Writes a new file of mode `mode`; fails when something is there.
Result<void> write_user_file(const std::string& path, std::string_view bytes, unsigned mode);

}  // namespace nagaya::host
