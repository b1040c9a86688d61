// Units are enabled and started, in the order of needs.
#include "base/text.hpp"
#include "plan/orderer.hpp"

namespace nagaya::plan {

using state::ResourceId;

void Orderer::note_files_of_others() {
    for (const auto& [id, users] : desired_.used_by) {
        const auto step = file_steps_.find(id);
        if (step == file_steps_.end()) continue;
        for (const ResourceId& user : users) {
            const state::Resource* unit = desired_.find(user);
            const std::string& owner = steps_.at(step->second).service;
            if (unit && !owner.empty() && owner != unit->service) join(file_waits_[user], {step->second});
        }
    }
}

// Who needs a service waits for its starts, or for its health if it asks for that; when it has none, for those of what it
// needs itself.
void Orderer::start(const std::string& service) {
    Frontier needed;
    const auto order = desired_.services.find(service);
    if (order != desired_.services.end()) {
        for (const std::string& need : order->second.needs)
            append(needed, (order->second.healthy.contains(need) ? ready_ : started_)[need]);
    }
    settle(needed);
    Starts starts;
    const auto owner = changes_.groups.find(GroupKey{.service = service, .account = {}});
    if (owner != changes_.groups.end()) {
        // Sockets first: what they start can only run after them.
        Stopped stopped;
        for (const bool sockets : {true, false}) {
            for (const UnitPut& put : owner->second.units) {
                const bool anew = put.triggered && put.change.running;
                if (anew == sockets) start_unit(service, put, needed, stopped, starts);
            }
        }
        start_stopped(service, std::move(stopped), starts);
    }
    started_[service] = starts.begun.empty() ? needed : std::move(starts.begun);
    ready_[service] = starts.ready.empty() ? std::move(needed) : std::move(starts.ready);
}

/// The steps of other services that are a reason for what happens to the unit.
Frontier Orderer::reasons_for(const std::string& service, const UnitPut& put) const {
    Frontier reasons;
    for (const auto* waits : {&file_waits_, &image_reasons_}) {
        const auto found = waits->find(*put.id);
        if (found != waits->end()) append(reasons, found->second);
    }
    for (const ResourceId* file : put.removed_inputs) {
        const auto removal = file_steps_.find(*file);
        const bool of_another = removal != file_steps_.end() && steps_.at(removal->second).service != service;
        if (of_another) reasons.push_back(removal->second);
    }
    settle(reasons);
    return reasons;
}

/// The wait until what the step started is up; the step itself where there is nothing to wait for.
uint32_t Orderer::await_health(const Step& started) {
    const auto& unit = std::get<ChangeUnit>(started.action).unit;
    const bool runs_nothing = unit.creates && unit.creates->kind != state::PodmanObject::Kind::pod;
    if (unit.momentary || runs_nothing || !unit.name.ends_with(".service")) return started.id;
    Step step;
    step.service = started.service;
    step.action = AwaitHealth{unit};
    step.because = started.because;
    return steps_.add(std::move(step), {started.id});
}

void Orderer::start_unit(const std::string& service, const UnitPut& put, const Frontier& needed, Stopped& stopped,
                         Starts& starts) {
    const auto& unit = std::get<state::Unit>(put.resource->value);
    Frontier after = frontier_of(service);
    const bool enable = put.change.enabling == UnitVerb::enable;
    if (enable) {
        const bool is_new = put.change.running == UnitVerb::start && put.change.why == "new";
        after = {steps_.add(unit_step(service, unit, UnitVerb::enable, is_new ? "new" : "not enabled"), after)};
    }
    if (put.change.running) {
        join(after, needed);
        const Frontier because = reasons_for(service, put);
        join(after, because);
        UnitVerb verb = *put.change.running;
        if (put.triggered) {
            stop_for_socket(service, put, because, after);
            verb = UnitVerb::start;
        }
        const auto waits = stopped.find(*put.id);
        const bool was_stopped = waits != stopped.end();
        if (was_stopped) {
            join(after, waits->second);
            stopped.erase(waits);
            verb = UnitVerb::start;
        }
        if (was_stopped && !unit.active) {
            after = {after.back()};  // its socket's start, the youngest: the socket starts it when it has to run
        } else {
            const uint32_t id = steps_.add(unit_step(service, unit, verb, put.change.why), after);
            Step& step = steps_.at(id);
            step.because = because;
            step.follows = leaving_stops_;
            join(step.follows, started_again_[*put.id]);
            after = {starts.add(id, await_health(step))};
        }
        if (put.triggered) stopped[*put.triggered].push_back(after.back());
    }
    // What it was started with is remembered once it is known to be up: an apply that ends before starts it anew.
    if (enable || put.change.running) steps_.at(after.back()).remember.emplace_back(*put.id, entry_of(*put.resource));
}

// A connection between the two stops would start the service again, so the socket goes first (P06), and its service before
// it comes back: systemd refuses to start a socket whose service runs.
void Orderer::stop_for_socket(const std::string& service, const UnitPut& put, const Frontier& because,
                              Frontier& after) {
    const auto& socket = std::get<state::Unit>(put.resource->value);
    const auto& triggered = std::get<state::Unit>(desired_.find(*put.triggered)->value);
    const std::string why = nagaya::concat(socket.name, " starts anew: ", put.change.why);
    if (put.change.running == UnitVerb::restart) {
        steps_.chain(unit_step(service, socket, UnitVerb::stop, put.change.why), after);
        steps_.at(after.back()).follows = started_again_[*put.id];
        steps_.at(after.back()).because = because;
    }
    steps_.chain(unit_step(service, triggered, UnitVerb::stop, why), after);
    steps_.at(after.back()).follows = started_again_[*put.triggered];
    steps_.at(after.back()).because = because;
}

void Orderer::start_stopped(const std::string& service, Stopped stopped, Starts& starts) {
    for (auto& [id, after] : stopped) {
        const auto& unit = std::get<state::Unit>(desired_.find(id)->value);
        if (!unit.active) continue;
        settle(after);
        const uint32_t step = steps_.add(unit_step(service, unit, UnitVerb::start, "stopped for its socket"), after);
        starts.add(step, await_health(steps_.at(step)));
    }
}

}  // namespace nagaya::plan
