// Runs a plan.
#pragma once

#include <set>
#include <string>

#include "apply/machine.hpp"

namespace nagaya::apply {

struct Outcome {
    size_t done = 0;
    size_t failed = 0;
    size_t skipped = 0;
    std::set<std::string> failed_services;  ///< services with a step that failed or was skipped
    bool record_failed = false;             ///< the record of what was done could not be written

    bool ok() const { return failed == 0 && skipped == 0 && !record_failed; }
};

struct EngineOptions {
    size_t workers = 8;  ///< steps under way at once
};

/// Runs every step after the steps it needs, several at once; a failed step stops the steps that need it and no others. The
/// record is `deployed` with what each step says, written at the start (adoptions), after a failure and at the end.
Outcome run(const plan::Plan& plan, state::Deployed deployed, Machine& machine, Watcher& watcher,
            EngineOptions options);

}  // namespace nagaya::apply
