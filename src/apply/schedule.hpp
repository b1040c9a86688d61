// Which steps of a plan may run now. Plain bookkeeping without locks or threads.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "plan/plan.hpp"

namespace nagaya::apply {

/// Whether the action puts or removes a path: quick, and many of one service come one after another.
bool changes_path(const plan::Action& action);

/// The account whose manager the step reloads, or null.
const std::string* reloaded_account(const plan::Step& step);

class Schedule {
public:
    enum class Status { left_out, waiting, running, done, failed, skipped };

    /// `steps` outlive it. Those left out count for nothing: nobody waits for them.
    explicit Schedule(const std::vector<plan::Step>& steps, const std::set<uint32_t>& left_out = {});

    /// Every step has ended.
    bool settled() const { return settled_ == chosen_; }
    Status status(uint32_t step) const { return status_[step]; }
    /// Whether a step of one of the services is under way.
    bool is_running(const std::set<std::string>& services) const;

    /// Steps to run now, which become `running`; none when nothing is ready. Either one step; or a chain of steps that change
    /// paths of one service, to be done one after another; or all reloads of one manager that are ready, which are one deed.
    /// Nothing is taken that reloads a manager in `reloading`: those that become ready meanwhile share the next reload.
    std::vector<uint32_t> take(const std::set<std::string>& reloading);
    /// Whether `take` would give something.
    bool can_take(const std::set<std::string>& reloading) const;

    void done(uint32_t step) { end(step, Status::done); }
    void failed(uint32_t step) { end(step, Status::failed); }
    /// A step that was taken and did not run is ready again, or is skipped by now.
    void give_back(uint32_t step);
    /// From now on no step of these services is taken; those that wait are skipped.
    void give_up(const std::set<std::string>& services);
    bool is_given_up(const std::string& service) const { return given_up_.contains(service); }

    /// Steps skipped since the last call: a step that needs a failed or skipped one, or whose service was given up.
    std::vector<uint32_t> take_skipped() { return std::exchange(skipped_, {}); }

private:
    // Units first: a service whose files are written is not left waiting while others are prepared.
    using Place = std::pair<int, uint32_t>;
    static Place place_of(const plan::Step& step);

    std::set<Place>::const_iterator next(const std::set<std::string>& reloading) const;
    void take_reloads(const std::string& account, std::vector<uint32_t>& batch);
    void take_chain(std::vector<uint32_t>& batch);
    bool continues(const plan::Step& step, const std::set<uint32_t>& chain) const;
    void run(uint32_t step, std::vector<uint32_t>& batch);
    void end(uint32_t step, Status status);
    void let_go(uint32_t step);
    void skip(uint32_t step);
    void tell_users(uint32_t first);

    const std::vector<plan::Step>& steps_;
    std::vector<Status> status_;
    std::vector<size_t> missing_;               // how many steps it still waits for
    std::vector<std::vector<uint32_t>> users_;  // who waits for it
    std::set<Place> ready_;
    std::set<std::string> given_up_;
    std::vector<uint32_t> skipped_;
    std::vector<uint32_t> ended_;  // whose users are not told yet
    size_t chosen_ = 0;
    size_t settled_ = 0;
};

}  // namespace nagaya::apply
