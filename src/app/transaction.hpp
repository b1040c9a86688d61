// How every command that changes a host begins and ends.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/check.hpp"
#include "app/console.hpp"
#include "app/plan.hpp"
#include "app/prune.hpp"
#include "apply/storage.hpp"
#include "host/apply_lock.hpp"

namespace nagaya::app {

/// The right to change what one prefix has on this machine: nobody else changes it meanwhile, and nothing half done lies there.
struct Turn {
    host::ApplyLock lock;
    std::string prefix;
    std::unique_ptr<apply::Storage> storage;
};

/// Waits for whoever has the lock, or fails with `no_wait`; then brings an apply that was cut off to its end, telling the
/// user. A failure when that could not be done: the next command tries again.
Result<Turn> take_turn(const std::string& prefix, const ChangeOptions& options, Console& console);

/// What is to be known of a change besides its plan.
struct Change {
    std::string reason;  ///< "apply web"
    std::string site_commit;
    std::vector<std::string> services;  ///< the scope; empty = all
    ChangeOptions options;
    Format format = Format::text;
    std::optional<Retention> retention;  ///< what lies beyond it is removed afterwards; nothing is when absent
};

/// Pre-checks and runs a plan as a transaction, telling the user what happens. exit_findings when a pre-check found problems
/// (nothing was changed), exit_failed when a step failed, 128 + signal when the user stopped it.
int run_change(const Turn& turn, const Planned& planned, const Sources& sources, const Change& change,
               Console& console);

}  // namespace nagaya::app
