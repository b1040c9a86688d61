// Services on their way back to what they were.
#pragma once

#include <list>
#include <map>
#include <set>
#include <string>

#include "apply/crew.hpp"

namespace nagaya::apply {

/// The ways back of one apply, one after another. Its members are touched in callbacks of the crew only, or when it does not
/// run.
class WaysBack {
public:
    WaysBack(const plan::Plan& plan, Crew& crew) : plan_(plan), crew_(crew) {}

    /// Sets out: the steps that take back what the begun ones of these services changed become a lane of the crew.
    void set_out(const std::set<std::string>& services, const std::set<uint32_t>& begun, std::string_view why);
    /// The same for everything that was begun, after a crash and perhaps a boot.
    void set_out(const std::set<uint32_t>& begun, std::string_view why);

    bool under_way() const { return !trips_.empty() && !trips_.back().lane.schedule.settled(); }
    /// Services of which a step of the way back failed, with what it said; all others are as they were before. Right when
    /// nothing is under way.
    const std::map<std::string, std::string>& stuck() const { return stuck_; }
    size_t steps_done() const { return steps_done_; }

private:
    struct Trip {
        Trip(plan::Plan its_plan, std::set<std::string> its_services)
            : plan(std::move(its_plan)), services(std::move(its_services)), lane(plan.steps, {}) {}
        plan::Plan plan;
        std::set<std::string> services;
        Lane lane;
    };
    void start(Trip& trip, std::string_view why);
    void blame(const Trip& trip, const plan::Step& step, const std::string& why);

    const plan::Plan& plan_;
    Crew& crew_;
    std::list<Trip> trips_;
    std::map<std::string, std::string> stuck_;
    size_t steps_done_ = 0;
};

}  // namespace nagaya::apply
