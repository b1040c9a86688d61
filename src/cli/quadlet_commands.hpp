// nagaya preview, quadlet.
#pragma once

#include <vector>

#include "cli/command.hpp"

namespace nagaya::cli {

std::vector<Command> quadlet_commands();

}  // namespace nagaya::cli
