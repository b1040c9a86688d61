// nagaya try: a host's state on a throw-away host, before it meets the real one.
#pragma once

#include <string>

#include "app/check.hpp"
#include "app/console.hpp"

namespace nagaya::app {

struct TryOptions {
    std::string site = ".";
    std::string host;            ///< --host; "" = the only one, or the one named like this machine
    std::string secrets;         ///< --secrets: where plain env files are
    std::string name;            ///< --as: of the lab host; "" = "try-" and the host's
    bool real_secrets = false;   ///< --real-secrets: not stand-ins
    bool from_ignition = false;  ///< --from ignition: made by its Ignition config, not by an apply
    bool keep = false;           ///< --keep: leave the lab host running
};

/// Boots a fresh lab host and applies the state of `host` to it, or has Ignition make it of that state before it boots; waits until its
/// services are healthy, and prints the table of status and the ports. On a terminal it then stays until Enter or Ctrl-C; it is thrown away at the end, also after a
/// failure, unless `keep`. Nothing of the site is changed: ids and ports that nagaya.lock does not have yet are handed out for this
/// once. The exit code of the apply, else of the status.
int try_host(const TryOptions& options, Console& console);

}  // namespace nagaya::app
