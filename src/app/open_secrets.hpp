// The encrypted secrets of a host, read on that host.
#pragma once

#include "app/console.hpp"
#include "app/workspace.hpp"

namespace nagaya::app {

/// Gives every encrypted secret of the services of `host` its text, with this machine's identity and nothing but memory. False when
/// one cannot be read; the user was told of all of them, and nothing should be planned then: without its text a secret would look as
/// if it had left the site.
bool open_secrets(Workspace& workspace, const model::Host& host, Console& console);

}  // namespace nagaya::app
