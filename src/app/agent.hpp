// nagaya agent: what a session starts on a host.
#pragma once

#include "app/console.hpp"

namespace nagaya::app {

/// Speaks frames on standard input and output (remote/agent.hpp) until the session is over.
int agent(Console& console);

}  // namespace nagaya::app
