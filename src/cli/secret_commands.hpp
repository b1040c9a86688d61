// nagaya secret …
#pragma once

#include <vector>

#include "cli/command.hpp"

namespace nagaya::cli {

std::vector<Command> secret_commands();

}  // namespace nagaya::cli
