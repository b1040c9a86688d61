// What Podman keeps after the unit that made it has stopped.
#pragma once

#include "base/result.hpp"
#include "host/account_files.hpp"
#include "state/resource.hpp"

namespace nagaya::host {

/// Removes the network or pod, so that the next start makes it anew; absent is fine. A network that containers still have is a
/// failure that names them. Never a volume.
Result<void> remove_podman_object(const PasswdEntry& account, const state::PodmanObject& object);

}  // namespace nagaya::host
