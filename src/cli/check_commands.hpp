// Commands that find the mistakes of a site.
#pragma once

#include <vector>

#include "cli/command.hpp"

namespace nagaya::cli {

/// check.
std::vector<Command> check_commands();

}  // namespace nagaya::cli
