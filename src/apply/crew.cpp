#include "apply/crew.hpp"

#include <algorithm>
#include <thread>

#include "base/text.hpp"

namespace nagaya::apply {

using plan::Step;

void Crew::watch(const std::function<void(Watcher&)>& call) {
    const std::lock_guard guard(watching_);
    call(watcher_);
}

void Crew::run(size_t workers) {
    {
        const std::lock_guard lock(mutex_);
        note_skipped();
    }
    if (workers <= 1) return work();
    std::vector<std::jthread> threads;
    for (size_t i = 0; i < workers; ++i) threads.emplace_back([this] { work(); });
}

bool Crew::settled() const {
    return std::ranges::all_of(lanes_, [](const Lane* lane) { return lane->schedule.settled(); });
}

bool Crew::can_take() const {
    return std::ranges::any_of(lanes_, [this](const Lane* lane) { return lane->schedule.can_take(reloading_); });
}

void Crew::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return settled() || can_take(); });
        if (settled()) return;
        const Batch batch = take();
        lock.unlock();
        perform(batch);
        lock.lock();
        changed_.notify_all();
    }
}

// What goes back comes before what goes on: somebody misses it.
Crew::Batch Crew::take() {
    Batch batch;
    for (auto lane = lanes_.rbegin(); lane != lanes_.rend() && batch.steps.empty(); ++lane) {
        batch = {.lane = *lane, .steps = (*lane)->schedule.take(reloading_)};
    }
    if (const std::string* account = reloaded_account(batch.lane->steps[batch.steps.front()])) {
        reloading_.insert(*account);
    }
    return batch;
}

void Crew::perform(const Batch& batch) {
    Lane& lane = *batch.lane;
    const Step& first = lane.steps[batch.steps.front()];
    Result<void> announced = lane.announce ? lane.announce(batch.steps) : Result<void>();
    if (!announced) {
        const std::lock_guard lock(mutex_);
        if (const std::string* account = reloaded_account(first)) reloading_.erase(*account);
        lane.unannounced(announced.error());
        for (const uint32_t step : batch.steps) lane.schedule.give_back(step);
        look_around();
        return;
    }
    for (size_t next = 0; next < batch.steps.size();) {
        const Step& step = lane.steps[batch.steps[next]];
        const bool at_once = reloaded_account(step) != nullptr;
        for (size_t i = next; i < (at_once ? batch.steps.size() : next + 1); ++i) {
            watch([&](Watcher& watcher) { watcher.step_started(lane.steps[batch.steps[i]]); });
        }
        const Result<void> result = perform_step(step);
        const std::vector<std::string> log = result ? std::vector<std::string>() : log_of(step);
        const std::lock_guard lock(mutex_);
        const bool goes_on = end(batch, next, result, log);
        if (!goes_on) {
            for (; next < batch.steps.size(); ++next) lane.schedule.give_back(batch.steps[next]);
        }
        look_around();
        changed_.notify_all();
    }
}

Result<void> Crew::perform_step(const Step& step) {
    const auto progress = [&](std::string_view line) {
        watch([&](Watcher& watcher) { watcher.step_progress(step, line); });
    };
    const auto* put = std::get_if<plan::PutFile>(&step.action);
    if (!put || put->file.content.filled()) return machine_.perform(step.action, progress);
    plan::PutFile with_content = *put;
    TRY(within(concat("looking for what stood in ", visible(put->path)), storage_.fill(with_content.file.content)));
    return machine_.perform(with_content, progress);
}

std::vector<std::string> Crew::log_of(const Step& step) {
    constexpr size_t lines = 20;
    if (const auto* health = std::get_if<plan::AwaitHealth>(&step.action)) {
        return machine_.last_log_lines(health->unit, lines);
    }
    const auto* change = std::get_if<plan::ChangeUnit>(&step.action);
    const bool starts = change && (change->verb == plan::UnitVerb::start || change->verb == plan::UnitVerb::restart ||
                                   change->verb == plan::UnitVerb::reload);
    return starts ? machine_.last_log_lines(change->unit, lines) : std::vector<std::string>();
}

// Reloads of one manager were one deed and end together.
bool Crew::end(const Batch& batch, size_t& next, const Result<void>& result, const std::vector<std::string>& log) {
    Lane& lane = *batch.lane;
    const std::string* account = reloaded_account(lane.steps[batch.steps[next]]);
    if (account) reloading_.erase(*account);
    const size_t last = account ? batch.steps.size() : next + 1;
    for (; next < last; ++next) {
        const Step& step = lane.steps[batch.steps[next]];
        if (result) {
            lane.schedule.done(step.id);
            watch([&](Watcher& watcher) { watcher.step_done(step); });
            if (lane.done) lane.done(step);
        } else {
            lane.schedule.failed(step.id);
            watch([&](Watcher& watcher) { watcher.step_failed(step, result.error(), log); });
            if (lane.failed) lane.failed(step, result.error());
        }
    }
    return result && !lane.schedule.is_given_up(lane.steps[batch.steps.front()].service);
}

// What hears of the end of a step may skip more, and those are to be heard of too, also when nothing is left to be done.
void Crew::look_around() {
    note_skipped();
    do {
        if (after_each) after_each();
    } while (note_skipped());
}

bool Crew::note_skipped() {
    bool any = false;
    for (Lane* lane : std::vector<Lane*>(lanes_)) {
        // What hears of a skipped step may skip more.
        for (std::vector<uint32_t> skipped = lane->schedule.take_skipped(); !skipped.empty();
             skipped = lane->schedule.take_skipped()) {
            any = true;
            for (const uint32_t step : skipped) {
                watch([&](Watcher& watcher) { watcher.step_skipped(lane->steps[step]); });
                if (lane->skipped) lane->skipped(lane->steps[step]);
            }
        }
    }
    return any;
}

}  // namespace nagaya::apply
