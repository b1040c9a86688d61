// The rows of the command table for certificates.
#pragma once

#include <vector>

#include "cli/command.hpp"

namespace nagaya::cli {

/// cert list, cert show and cert renew.
std::vector<Command> certificate_commands();

}  // namespace nagaya::cli
