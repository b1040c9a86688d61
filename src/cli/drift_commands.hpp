// The rows of the command table for what was changed on a host by hand.
#pragma once

#include <vector>

#include "cli/command.hpp"

namespace nagaya::cli {

/// drift and adopt.
std::vector<Command> drift_commands();

}  // namespace nagaya::cli
