// The journal of the apply that runs.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "apply/journal.hpp"
#include "apply/storage.hpp"

namespace nagaya::apply {

/// Safe to call from several threads, whose marks share their syncs.
class Marks {
public:
    explicit Marks(Storage& storage) : storage_(storage) {}

    /// Makes the plan, the record before it and every content that going back from it may need durable.
    Result<void> begin(plan::Plan& plan, const state::Deployed& deployed, uint64_t generation);

    /// Makes durable that these steps are begun. Once it has failed it always fails: what the disk holds is not known.
    Result<void> begun(const std::vector<uint32_t>& steps);

    /// The commit point. When it fails, `undecided` says whether the journal may hold the commit all the same.
    Result<void> commit(const std::set<uint32_t>& steps_after);
    bool undecided() const { return undecided_; }

    /// Steps whose deed may have happened.
    std::set<uint32_t> all_begun() const;

private:
    Result<void> add(std::string_view bytes, const std::vector<uint32_t>& steps);
    Result<void> sync_up_to(size_t count);

    Storage& storage_;
    std::unique_ptr<JournalRecords> records_;
    mutable std::mutex mutex_;
    std::condition_variable synced_one_;
    std::set<uint32_t> begun_;
    size_t bytes_ = 0;     // of the journal
    size_t appended_ = 0;  // records
    size_t synced_ = 0;    // of these
    bool syncing_ = false;
    bool undecided_ = false;
    std::optional<Error> broken_;
};

}  // namespace nagaya::apply
