// The two halves of a boot, for `up` and for the host infra.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "base/result.hpp"
#include "lab/keeper.hpp"
#include "lab/parts.hpp"

namespace nagaya::lab {

/// A host between its keeper's claim and its commitment. Dropping it ends the host.
struct Booting {
    Keeper keeper;
    host::Descriptor notify;
    HostRecord record;
    std::chrono::steady_clock::time_point began;
    std::chrono::seconds patience;  ///< for the boot
};

/// Starts the keeper of a host that has none. Called with the lock `host-NAME` held.
Result<Booting> start_boot(const Lab::Parts& parts, const std::string& name, const std::string& image,
                           const std::string& extra_bind, const HostOptions& options = {});

/// Waits until systemd has booted, calls `before_commit`, and lets go of the host. When told to give up, the host is gone on return.
Result<> finish_boot(const Lab& lab, const Lab::Parts& parts, const std::string& name, Booting booting,
                     const std::function<Result<>()>& before_commit);

}  // namespace nagaya::lab
