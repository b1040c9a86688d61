// Runs a plan as a transaction.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "apply/machine.hpp"
#include "apply/storage.hpp"

namespace nagaya::apply {

enum class OnFailure {
    rollback,  ///< a service that fails goes back to what it was, with those that changed because of it
    keep,      ///< what was done to it stays
};

struct TransactionOptions {
    size_t workers = 8;  ///< steps under way at once
    OnFailure on_failure = OnFailure::rollback;
    uint64_t generation = 1;  ///< the number this apply makes
    /// When it becomes true (Ctrl-C) no further step is begun, and when those under way have ended, all that was begun goes
    /// back whatever `on_failure` says; nothing is committed. Null: never.
    const std::atomic<bool>* stop = nullptr;
    /// Asked for once, just before the commit point: the document of the generation, when the services given stay as they were
    /// before (OnFailure::rollback) or are half done (keep), and `deployed` is the record.
    std::function<std::string(const std::set<std::string>& held_back, const state::Deployed& deployed)> document;
};

struct TransactionOutcome {
    size_t done = 0;
    size_t failed = 0;
    size_t skipped = 0;
    size_t undone = 0;                         ///< steps of the way back that succeeded
    std::set<std::string> failed_services;     ///< with a step that failed or was skipped
    std::set<std::string> rolled_back;         ///< as they were before
    std::map<std::string, std::string> stuck;  ///< service → why its way back failed: it is half done
    bool committed = false;                    ///< a generation was made
    bool stopped = false;                      ///< `stop` became true before the commit point
    std::string storage_failure;               ///< the journal or record could not be written: what it means is said

    bool ok() const { return failed == 0 && skipped == 0 && !stopped && storage_failure.empty(); }
};

/// Runs the plan's steps, each after those it needs, several at once. Before the first deed, the plan and every content that
/// going back needs are durable; before each deed, that it was begun. A failed step stops those that need it; its service goes
/// back at once, while others go on. At the end one commit record makes the new generation hold, then the record is written,
/// irrevocable steps run, and the journal is dropped. When every service went back nothing is committed, and the record is as
/// before but for what was prepared (accounts, images, hooks that ran).
/// A failure of the journal stops all further deeds and takes back what was begun.
TransactionOutcome run_transaction(plan::Plan plan, state::Deployed deployed, Machine& machine, Storage& storage,
                                   Watcher& watcher, const TransactionOptions& options);

}  // namespace nagaya::apply
