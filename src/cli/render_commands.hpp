// nagaya render … and nagaya try.
#pragma once

#include <vector>

#include "cli/command.hpp"

namespace nagaya::cli {

std::vector<Command> render_commands();

}  // namespace nagaya::cli
