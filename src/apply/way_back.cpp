#include "apply/way_back.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "plan/undo.hpp"

namespace nagaya::apply {

using plan::Step;

void WaysBack::set_out(const std::set<std::string>& services, const std::set<uint32_t>& begun, std::string_view why) {
    const bool any =
        std::ranges::any_of(begun, [&](uint32_t id) { return services.contains(plan_.steps[id].service); });
    if (any) start(trips_.emplace_back(plan::undo_plan(plan_, begun, services), services), why);
}

void WaysBack::set_out(const std::set<uint32_t>& begun, std::string_view why) {
    if (begun.empty()) return;
    std::set<std::string> services = {""};
    for (const uint32_t id : begun) services.insert(plan_.steps[id].service);
    start(trips_.emplace_back(plan::undo_plan(plan_, begun), services), why);
}

void WaysBack::start(Trip& trip, std::string_view why) {
    // A later way back repeats the earlier one of a service that goes back again.
    for (const std::string& service : trip.services) stuck_.erase(service);
    trip.lane.done = [this](const Step&) { ++steps_done_; };
    trip.lane.failed = [this, &trip](const Step& step, const Error& error) {
        blame(trip, step, concat(text(step.action), ": ", error.text()));
    };
    trip.lane.skipped = [this, &trip](const Step& step) {
        blame(trip, step, concat(text(step.action), ": not done, because a step before it failed"));
    };
    crew_.watch([&](Watcher& watcher) { watcher.going_back(trip.services, why); });
    crew_.add(trip.lane);
}

void WaysBack::blame(const Trip& trip, const Step& step, const std::string& why) {
    if (!step.service.empty() || trip.services.contains("")) {
        stuck_.emplace(step.service, why);
        return;
    }
    for (const std::string& service : trip.services) stuck_.emplace(service, why);
}

}  // namespace nagaya::apply
