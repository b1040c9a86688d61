// nagaya try.
#pragma once

#include <vector>

#include "cli/command.hpp"

namespace nagaya::cli {

std::vector<Command> try_commands();

}  // namespace nagaya::cli
