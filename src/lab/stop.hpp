// The ends of a host.
#pragma once

#include <string>

#include "base/result.hpp"
#include "lab/parts.hpp"

namespace nagaya::lab {

/// Is the host up, with an `up` that succeeded, and its init alive?
bool is_running(const Lab::Parts& parts, std::string_view name);

/// Waits until the keeper of a host that is on its way out has gone, ends it if it does not go, and removes what a keeper that
/// was killed left. Called with the lock `host-NAME` held.
Result<> end_of_keeper(const Lab::Parts& parts, const std::string& name);

/// Removes what killed keepers left on this machine: cgroups, and bridge and egress when nothing runs.
void sweep(const Lab::Parts& parts);

}  // namespace nagaya::lab
