// nagaya selinux.
#pragma once

#include <vector>

#include "cli/command.hpp"

namespace nagaya::cli {

std::vector<Command> selinux_commands();

}  // namespace nagaya::cli
