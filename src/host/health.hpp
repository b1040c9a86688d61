// Whether a unit is up, not only started.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "host/account_files.hpp"
#include "host/podman.hpp"
#include "host/systemd.hpp"
#include "state/health.hpp"

namespace nagaya::host {

/// Asks how the unit is right now.
using AskPulse = std::function<Result<UnitPulse>()>;

struct Watch {
    std::string unit;  ///< for messages
    AskPulse pulse;    ///< empty: no unit is watched
    /// Automatic restarts when its start job ended; nothing: what the first look says.
    std::optional<uint32_t> restarts = {};
    /// When it becomes true, waiting fails; true from the start: not looked at (the way back must not stop either).
    const std::atomic<bool>* stop = nullptr;
};

/// Waits until all probes hold, each within its time from now on. First of all the unit must be settled: active for `settle_ms`
/// (2 s without any probe) and not restarted by itself. It is watched all along, and one that fails or restarts ends the waiting at once. The failure
/// says which probe, what it said last, and how long was waited.
Result<void> await_health(const PasswdEntry& account, const std::vector<state::Probe>& probes, const Watch& watch,
                          const LineSink& progress);

/// Waits until one probe holds; not for `settled`.
Result<void> await_probe(const PasswdEntry& account, const state::Probe& probe, const Watch& watch,
                         const LineSink& progress);

}  // namespace nagaya::host
