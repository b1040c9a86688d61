// A command for another host runs there: the program and the site are sent, and the same command is run with --local.
#pragma once

#include <string>
#include <vector>

#include "app/console.hpp"
#include "app/target.hpp"

namespace nagaya::app {

/// Sends this program and the site to `host` of the site, which is at `address`, runs `nagaya <words…> --local --site <copy>` there on this terminal,
/// and returns its exit code. A lab host that is not up is booted first.
int forward(const Workspace& workspace, std::string_view host, const Address& address,
            const std::vector<std::string>& words, Console& console);

/// The same for commands that need no site (status, logs, start …).
int forward_without_site(const Address& address, const std::vector<std::string>& words, Console& console);

}  // namespace nagaya::app
