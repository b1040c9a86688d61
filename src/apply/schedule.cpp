#include "apply/schedule.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace nagaya::apply {

using plan::Step;

namespace {

// One record says that a whole chain is begun. A longer one would keep others waiting for the machine.
constexpr size_t longest_chain = 32;

}  // namespace

bool changes_path(const plan::Action& action) {
    return std::holds_alternative<plan::PutDirectory>(action) || std::holds_alternative<plan::PutFile>(action) ||
           std::holds_alternative<plan::PutSymlink>(action) || std::holds_alternative<plan::RemoveFile>(action) ||
           std::holds_alternative<plan::RemoveDirectory>(action);
}

const std::string* reloaded_account(const Step& step) {
    const auto* reload = std::get_if<plan::ReloadManager>(&step.action);
    return reload ? &reload->account : nullptr;
}

Schedule::Schedule(const std::vector<Step>& steps, const std::set<uint32_t>& left_out) : steps_(steps) {
    status_.resize(steps_.size(), Status::waiting);
    missing_.resize(steps_.size(), 0);
    users_.resize(steps_.size());
    for (const Step& step : steps_) {
        CHECK(&steps_[step.id] == &step);
        if (left_out.contains(step.id)) {
            status_[step.id] = Status::left_out;
            continue;
        }
        ++chosen_;
        for (const auto* waits : {&step.after, &step.follows}) {
            for (const uint32_t other : *waits) {
                CHECK(other < step.id);
                if (left_out.contains(other)) continue;
                users_[other].push_back(step.id);
                ++missing_[step.id];
            }
        }
        if (missing_[step.id] == 0) ready_.insert(place_of(step));
    }
}

Schedule::Place Schedule::place_of(const Step& step) {
    const bool seen = std::holds_alternative<plan::ChangeUnit>(step.action) ||
                      std::holds_alternative<plan::AwaitHealth>(step.action) || reloaded_account(step);
    return {seen ? 0 : 1, step.id};
}

bool Schedule::is_running(const std::set<std::string>& services) const {
    return std::ranges::any_of(steps_, [&](const Step& step) {
        return status_[step.id] == Status::running && services.contains(step.service);
    });
}

std::set<Schedule::Place>::const_iterator Schedule::next(const std::set<std::string>& reloading) const {
    return std::ranges::find_if(ready_, [&](const Place& place) {
        const std::string* account = reloaded_account(steps_[place.second]);
        return !account || !reloading.contains(*account);
    });
}

bool Schedule::can_take(const std::set<std::string>& reloading) const { return next(reloading) != ready_.end(); }

std::vector<uint32_t> Schedule::take(const std::set<std::string>& reloading) {
    const auto first = next(reloading);
    if (first == ready_.end()) return {};
    std::vector<uint32_t> batch;
    const Step& step = steps_[first->second];
    run(step.id, batch);
    if (const std::string* account = reloaded_account(step)) {
        take_reloads(*account, batch);
    } else if (changes_path(step.action)) {
        take_chain(batch);
    }
    return batch;
}

void Schedule::take_reloads(const std::string& account, std::vector<uint32_t>& batch) {
    const std::set<Place> ready = ready_;
    for (const Place& place : ready) {
        const std::string* other = reloaded_account(steps_[place.second]);
        if (other && *other == account) run(place.second, batch);
    }
}

void Schedule::take_chain(std::vector<uint32_t>& batch) {
    std::set<uint32_t> chain = {batch.front()};
    for (size_t i = 0; i < batch.size(); ++i) {
        for (const uint32_t user : users_[batch[i]]) {
            if (batch.size() == longest_chain) return;
            if (chain.contains(user) || !continues(steps_[user], chain)) continue;
            if (steps_[user].service != steps_[batch.front()].service) continue;
            chain.insert(user);
            run(user, batch);
        }
    }
}

bool Schedule::continues(const Step& step, const std::set<uint32_t>& chain) const {
    const auto comes_first = [&](uint32_t other) {
        return chain.contains(other) || status_[other] == Status::done || status_[other] == Status::left_out;
    };
    return changes_path(step.action) && status_[step.id] == Status::waiting &&
           std::ranges::all_of(step.after, comes_first) && std::ranges::all_of(step.follows, comes_first);
}

void Schedule::run(uint32_t step, std::vector<uint32_t>& batch) {
    ready_.erase(place_of(steps_[step]));
    status_[step] = Status::running;
    batch.push_back(step);
}

void Schedule::end(uint32_t step, Status status) {
    CHECK(status_[step] == Status::running);
    status_[step] = status;
    tell_users(step);
}

void Schedule::give_back(uint32_t step) {
    CHECK(status_[step] == Status::running);
    status_[step] = Status::waiting;
    if (missing_[step] == 0 || given_up_.contains(steps_[step].service)) let_go(step);
}

void Schedule::give_up(const std::set<std::string>& services) {
    given_up_.insert(services.begin(), services.end());
    for (const Step& step : steps_) {
        if (status_[step.id] == Status::waiting && services.contains(step.service)) skip(step.id);
    }
}

// A step that waits for nothing any more is ready, unless what it needs was not done.
void Schedule::let_go(uint32_t step) {
    const bool possible =
        !given_up_.contains(steps_[step].service) && std::ranges::all_of(steps_[step].after, [this](uint32_t needed) {
            return status_[needed] == Status::done || status_[needed] == Status::left_out;
        });
    if (possible) {
        ready_.insert(place_of(steps_[step]));
    } else {
        skip(step);
    }
}

void Schedule::skip(uint32_t step) {
    ready_.erase(place_of(steps_[step]));
    status_[step] = Status::skipped;
    skipped_.push_back(step);
    tell_users(step);
}

// A loop and no recursion: a chain of needs may be as long as the plan.
void Schedule::tell_users(uint32_t first) {
    ++settled_;
    const bool at_it = !ended_.empty();
    ended_.push_back(first);
    if (at_it) return;
    for (size_t i = 0; i < ended_.size(); ++i) {
        for (const uint32_t user : users_[ended_[i]]) {
            if (--missing_[user] == 0 && status_[user] == Status::waiting) let_go(user);
        }
    }
    ended_.clear();
}

}  // namespace nagaya::apply
