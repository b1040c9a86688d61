// The rows of the command table about Compose files.
#pragma once

#include <vector>

#include "cli/command.hpp"

namespace nagaya::cli {

std::vector<Command> compose_commands();

}  // namespace nagaya::cli
