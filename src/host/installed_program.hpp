// This program on the host it runs on, for units that need it after nagaya has gone: /var/lib/nagaya/bin/nagaya, a link to
// nagaya-KEY beside it. KEY is the first 16 digits of the file's SHA-256, so that a new version never changes a file that runs.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace nagaya::host {

/// What units call.
inline constexpr std::string_view program_path = "/var/lib/nagaya/bin/nagaya";

/// Puts this program there, unless it is there, and makes the link lead to it. Versions that no link leads to, that do not run
/// and that are older than a day go.
Result<void> install_program(std::string_view directory = "/var/lib/nagaya/bin");

/// The name of this program's file there: "nagaya-0123456789abcdef".
Result<std::string> program_file_name();

}  // namespace nagaya::host
