// What follows the commit point, in the apply itself or after it was cut off there.
#pragma once

#include <cstdint>
#include <set>

#include "apply/machine.hpp"
#include "apply/storage.hpp"

namespace nagaya::apply {

struct Completion {
    std::set<uint32_t> done;
    std::vector<std::string> problems;  ///< steps that failed: the next plan has them again
    std::set<std::string> failed_services;
    size_t failed = 0;
    size_t skipped = 0;
};

/// Writes `record`, then does the steps `after_commit` of the plan, remembers them, and drops the journal. Doing it again does
/// the same. A failure of the storage leaves the journal, so that the next command completes it.
Result<Completion> complete(const plan::Plan& plan, const std::set<uint32_t>& after_commit, state::Deployed record,
                            Machine& machine, Storage& storage, Watcher& watcher, size_t workers);

}  // namespace nagaya::apply
