#include "apply/marks.hpp"

#include "plan/plan_json.hpp"

namespace nagaya::apply {

Result<void> Marks::begin(plan::Plan& plan, const state::Deployed& deployed, uint64_t generation) {
    for (const state::Content* content : plan::contents_to_keep(plan)) {
        if (content->filled()) {
            TRY(storage_.keep(*content));
        } else {
            // Known by its name only: it must be in the store already.
            state::Content copy = *content;
            TRY(storage_.fill(copy));
        }
    }
    records_ = std::make_unique<JournalRecords>(plan, deployed, generation);
    TRY(add(records_->begin(), {}));
    records_->forget_begin();
    return {};
}

Result<void> Marks::begun(const std::vector<uint32_t>& steps) { return add(records_->begun(steps), steps); }

Result<void> Marks::add(std::string_view bytes, const std::vector<uint32_t>& steps) {
    size_t mine = 0;
    {
        const std::lock_guard lock(mutex_);
        if (broken_) return std::unexpected(*broken_);
        if (Result<void> appended = storage_.append(bytes); !appended) {
            broken_ = appended.error();
            return appended;
        }
        bytes_ += bytes.size();
        begun_.insert(steps.begin(), steps.end());
        mine = ++appended_;
    }
    return sync_up_to(mine);
}

// One thread syncs for all whose records are there when it begins; the others wait for it, or for the next.
Result<void> Marks::sync_up_to(size_t count) {
    std::unique_lock lock(mutex_);
    while (synced_ < count && !broken_) {
        if (syncing_) {
            synced_one_.wait(lock);
            continue;
        }
        syncing_ = true;
        const size_t appended = appended_;
        lock.unlock();
        Result<void> synced = storage_.sync();
        lock.lock();
        syncing_ = false;
        if (synced) {
            synced_ = appended;
        } else {
            broken_ = synced.error();
        }
        synced_one_.notify_all();
    }
    if (synced_ < count) return std::unexpected(*broken_);
    return {};
}

Result<void> Marks::commit(const std::set<uint32_t>& steps_after) {
    const size_t before = bytes_;
    Result<void> committed = add(records_->commit(steps_after), {});
    // After a failure the record may be in the file all the same, and the next command would believe it.
    if (!committed && !storage_.cut_journal(before)) undecided_ = true;
    return committed;
}

std::set<uint32_t> Marks::all_begun() const {
    const std::lock_guard lock(mutex_);
    return begun_;
}

}  // namespace nagaya::apply
