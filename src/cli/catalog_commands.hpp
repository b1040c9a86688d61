// nagaya catalog.
#pragma once

#include <vector>

#include "cli/command.hpp"

namespace nagaya::cli {

std::vector<Command> catalog_commands();

}  // namespace nagaya::cli
