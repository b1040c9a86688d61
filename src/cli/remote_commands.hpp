// Hosts, and commands on several of them.
#pragma once

#include <vector>

#include "cli/command.hpp"

namespace nagaya::cli {

/// "host init".
std::vector<Command> host_init_commands();

/// `more`, the options of commands that several hosts can be given to (--all, --parallel, --max-failures), and those of every
/// command on a host, of which --host takes a list here.
std::vector<Option> on_hosts(std::vector<Option> more);

/// Runs a command: once, or once for each of several hosts.
int run_command(const Command& command, const Arguments& arguments, app::Console& console);

}  // namespace nagaya::cli
