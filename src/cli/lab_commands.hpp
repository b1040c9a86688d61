// The rows of the command table for lab hosts.
#pragma once

#include <vector>

#include "cli/command.hpp"

namespace nagaya::cli {

/// "lab image" to "lab kill".
std::vector<Command> lab_commands();

}  // namespace nagaya::cli
