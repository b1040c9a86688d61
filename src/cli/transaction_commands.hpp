// The rows of the command table that bring a host from one state to another, and back.
#pragma once

#include <vector>

#include "cli/command.hpp"

namespace nagaya::cli {

/// plan, apply.
std::vector<Command> apply_commands();
/// generations, rollback, diff, prune.
std::vector<Command> generation_commands();

}  // namespace nagaya::cli
