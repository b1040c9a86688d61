// The threads that do the steps of one or several schedules.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "apply/machine.hpp"
#include "apply/schedule.hpp"
#include "apply/storage.hpp"

namespace nagaya::apply {

/// One schedule under way, and who hears of it.
struct Lane {
    Lane(const std::vector<plan::Step>& its_steps, const std::set<uint32_t>& left_out)
        : steps(its_steps), schedule(its_steps, left_out) {}

    const std::vector<plan::Step>& steps;
    Schedule schedule;
    /// Called before the deeds of a batch, from any thread, several at once: a failure keeps them from being done.
    std::function<Result<void>(const std::vector<uint32_t>&)> announce = nullptr;
    /// Called while the crew's lock is held. `unannounced`: `announce` failed, and so the steps of the batch wait again.
    std::function<void(const Error&)> unannounced = nullptr;
    std::function<void(const plan::Step&)> done = nullptr;
    std::function<void(const plan::Step&, const Error&)> failed = nullptr;
    std::function<void(const plan::Step&)> skipped = nullptr;
};

class Crew {
public:
    Crew(Machine& machine, Storage& storage, Watcher& watcher)
        : machine_(machine), storage_(storage), watcher_(watcher) {}

    /// The lane outlives the run. Before `run`, or from within a callback. The youngest lane comes first.
    void add(Lane& lane) { lanes_.push_back(&lane); }

    /// Called while the lock is held, whenever something has ended.
    std::function<void()> after_each = nullptr;

    /// Runs until every lane is settled, with at most so many steps under way at once.
    void run(size_t workers);

    /// Tells the watcher something; one call at a time.
    void watch(const std::function<void(Watcher&)>& call);

private:
    struct Batch {
        Lane* lane = nullptr;
        std::vector<uint32_t> steps;
    };

    void work();
    bool settled() const;
    bool can_take() const;
    Batch take();
    void perform(const Batch& batch);
    Result<void> perform_step(const plan::Step& step);
    std::vector<std::string> log_of(const plan::Step& step);
    /// Called with the lock; false when the rest of the batch must not be done.
    bool end(const Batch& batch, size_t& next, const Result<void>& result, const std::vector<std::string>& log);
    /// Tells of steps that are skipped by now; false when there were none.
    bool note_skipped();
    /// After something ended. Called with the lock.
    void look_around();

    Machine& machine_;
    Storage& storage_;
    Watcher& watcher_;
    std::mutex watching_;  // one call to the watcher at a time; taken after mutex_, never before it
    std::mutex mutex_;     // everything below, and what the callbacks touch
    std::condition_variable changed_;
    std::vector<Lane*> lanes_;
    std::set<std::string> reloading_;
};

}  // namespace nagaya::apply
