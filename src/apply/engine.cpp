#include "apply/engine.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "apply/record.hpp"
#include "base/check.hpp"

namespace nagaya::apply {

namespace {

using plan::Step;

enum class Status { waiting, running, done, failed, skipped };

class Engine {
public:
    Engine(const plan::Plan& plan, state::Deployed deployed, Machine& machine, Watcher& watcher)
        : steps_(plan.steps), machine_(machine), watcher_(watcher), record_(std::move(deployed), machine) {
        status_.resize(steps_.size(), Status::waiting);
        missing_.resize(steps_.size(), 0);
        users_.resize(steps_.size());
        for (const Step& step : steps_) {
            CHECK(&steps_[step.id] == &step);
            for (const auto* waits : {&step.after, &step.follows}) {
                for (const uint32_t other : *waits) {
                    CHECK(other < step.id);
                    users_[other].push_back(step.id);
                    ++missing_[step.id];
                }
            }
        }
    }

    Outcome run(const plan::Plan& plan, size_t workers) {
        if (!record_.begin(plan)) {
            // What cannot be written down must not be made.
            outcome_.record_failed = true;
            for (const Step& step : steps_) skip(step);
            return outcome_;
        }
        {
            std::unique_lock lock(mutex_);
            for (const Step& step : steps_) {
                if (missing_[step.id] == 0) ready_.insert(place_of(step));
            }
        }
        {
            std::vector<std::jthread> pool;
            for (size_t i = 0; i < std::clamp<size_t>(workers, 1, std::max<size_t>(steps_.size(), 1)); ++i) {
                pool.emplace_back([this] { work(); });
            }
        }
        record_.save();
        outcome_.record_failed = record_.failed();
        CHECK(outcome_.done + outcome_.failed + outcome_.skipped == steps_.size());
        return outcome_;
    }

private:
    // Units first: a service whose files are written is not left waiting while others are prepared.
    using Place = std::pair<int, uint32_t>;

    static Place place_of(const Step& step) {
        const bool seen = std::holds_alternative<plan::ChangeUnit>(step.action) ||
                          std::holds_alternative<plan::ReloadManager>(step.action);
        return {seen ? 0 : 1, step.id};
    }

    void work() {
        std::unique_lock lock(mutex_);
        while (true) {
            changed_.wait(lock, [this] { return settled_ == steps_.size() || next_ready() != ready_.end(); });
            if (settled_ == steps_.size()) return;
            const std::vector<uint32_t> batch = take(next_ready());
            lock.unlock();
            const Result<void> result = perform(batch);
            std::vector<std::string> log;
            if (!result) log = log_of(steps_[batch.front()]);
            lock.lock();
            for (const uint32_t id : batch) finish(steps_[id], result, log);
            changed_.notify_all();
        }
    }

    static const std::string* reloads(const Step& step) {
        const auto* reload = std::get_if<plan::ReloadManager>(&step.action);
        return reload ? &reload->account : nullptr;
    }

    // A manager that is reloading takes no second reload: those that become ready meanwhile share the next one.
    std::set<Place>::iterator next_ready() {
        return std::ranges::find_if(ready_, [this](const Place& place) {
            const std::string* account = reloads(steps_[place.second]);
            return !account || !reloading_.contains(*account);
        });
    }

    std::vector<uint32_t> take(std::set<Place>::iterator first) {
        std::vector<uint32_t> batch = {first->second};
        const std::string* account = reloads(steps_[first->second]);
        ready_.erase(first);
        if (account) {
            reloading_.insert(*account);
            std::erase_if(ready_, [&](const Place& place) {
                const std::string* other = reloads(steps_[place.second]);
                if (!other || *other != *account) return false;
                batch.push_back(place.second);
                return true;
            });
        }
        for (const uint32_t id : batch) {
            status_[id] = Status::running;
            watch([&] { watcher_.step_started(steps_[id]); });
        }
        return batch;
    }

    Result<void> perform(const std::vector<uint32_t>& batch) {
        const Step& step = steps_[batch.front()];
        return machine_.perform(step.action,
                                [&](std::string_view line) { watch([&] { watcher_.step_progress(step, line); }); });
    }

    std::vector<std::string> log_of(const Step& step) {
        constexpr size_t lines = 20;
        const auto* change = std::get_if<plan::ChangeUnit>(&step.action);
        const bool starts =
            change && (change->verb == plan::UnitVerb::start || change->verb == plan::UnitVerb::restart);
        return starts ? machine_.last_log_lines(change->unit, lines) : std::vector<std::string>();
    }

    void finish(const Step& step, const Result<void>& result, const std::vector<std::string>& log) {
        if (const std::string* account = reloads(step)) reloading_.erase(*account);
        if (result) {
            status_[step.id] = Status::done;
            ++outcome_.done;
            record_.step_done(step);
            watch([&] { watcher_.step_done(step); });
        } else {
            status_[step.id] = Status::failed;
            ++outcome_.failed;
            outcome_.failed_services.insert(step.service);
            record_.save();
            watch([&] { watcher_.step_failed(step, result.error(), log); });
        }
        settle(step.id);
    }

    // Lets go of those that waited; a step that needed this one and cannot have it is skipped, and so are those after it.
    void settle(uint32_t first) {
        std::vector<uint32_t> settled = {first};
        while (!settled.empty()) {
            const uint32_t id = settled.back();
            settled.pop_back();
            ++settled_;
            for (const uint32_t user : users_[id]) {
                if (--missing_[user] > 0) continue;
                const bool possible = std::ranges::all_of(
                    steps_[user].after, [this](uint32_t needed) { return status_[needed] == Status::done; });
                if (possible) {
                    ready_.insert(place_of(steps_[user]));
                } else {
                    skip(steps_[user]);
                    settled.push_back(user);
                }
            }
        }
    }

    void skip(const Step& step) {
        status_[step.id] = Status::skipped;
        ++outcome_.skipped;
        outcome_.failed_services.insert(step.service);
        watch([&] { watcher_.step_skipped(step); });
    }

    void watch(const auto& call) {
        const std::lock_guard guard(watching_);
        call();
    }

    const std::vector<Step>& steps_;
    Machine& machine_;
    Watcher& watcher_;

    std::mutex watching_;  // one call to the watcher at a time; taken after mutex_, never before it
    std::mutex mutex_;     // everything below
    std::condition_variable changed_;
    Record record_;
    std::vector<Status> status_;
    std::vector<size_t> missing_;               // how many steps it still waits for
    std::vector<std::vector<uint32_t>> users_;  // who waits for it
    std::set<Place> ready_;
    std::set<std::string> reloading_;
    size_t settled_ = 0;
    Outcome outcome_;
};

}  // namespace

Outcome run(const plan::Plan& plan, state::Deployed deployed, Machine& machine, Watcher& watcher,
            EngineOptions options) {
    return Engine(plan, std::move(deployed), machine, watcher).run(plan, options.workers);
}

}  // namespace nagaya::apply
