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
    for (const uint32_t network : network_starts_[service]) starts.add(network, network);
    const auto owner = changes_.groups.find(GroupKey{.service = service, .account = {}});
    if (owner != changes_.groups.end()) start_units(service, owner->second, needed, starts);
    start_stopped(service, starts);
    started_[service] = starts.begun.empty() ? needed : std::move(starts.begun);
    ready_[service] = starts.ready.empty() ? std::move(needed) : std::move(starts.ready);
}

namespace {

/// When its turn is: what others are made of or live in comes before these.
int stage_of(const UnitPut& put) {
    const std::string& role = put.resource->role;
    for (const std::string_view kind : {".image", ".build", ".network", ".volume"}) {
        if (role.ends_with(kind)) return 0;
    }
    const auto& unit = std::get<state::Unit>(put.resource->value);
    if (unit.comes_first) return 0;
    if (unit.creates && unit.creates->kind == state::PodmanObject::Kind::pod) return 1;
    if (!unit.comes_after.empty()) return 4;
    return put.triggered && put.change.running ? 2 : 3;  // what a socket starts can only run after it
}

}  // namespace

void Orderer::start_units(const std::string& service, const Group& owner, const Frontier& needed, Starts& starts) {
    Frontier made = needed;
    for (int stage = 0; stage <= 3; ++stage) {
        for (const UnitPut& put : owner.units) {
            if (stage_of(put) == stage && !remade_.contains(*put.id)) start_unit(service, put, made, starts);
        }
        if (stage != 0 || starts.ready.empty()) continue;
        append(made, starts.ready);
        settle(made);
    }
}

// What waits for another service without needing it: all starts are known by now, and nobody waits for these.
void Orderer::start_last(const std::string& service) {
    const auto owner = changes_.groups.find(GroupKey{.service = service, .account = {}});
    if (owner == changes_.groups.end()) return;
    const Frontier needed = ready_[service];
    Starts starts;
    for (const UnitPut& put : owner->second.units) {
        if (stage_of(put) == 4) start_unit(service, put, needed, starts);
    }
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
    if (!is_awaited(unit)) return started.id;
    Step step;
    step.service = started.service;
    step.action = AwaitHealth{unit};
    step.because = started.because;
    return steps_.add(std::move(step), {started.id});
}

void Orderer::start_unit(const std::string& service, const UnitPut& put, const Frontier& needed, Starts& starts) {
    const auto& unit = std::get<state::Unit>(put.resource->value);
    Frontier after = frontier_of(service);
    const bool enable = put.change.enabling == UnitVerb::enable;
    if (enable) {
        const bool is_new = put.change.running == UnitVerb::start && put.change.why == "new";
        after = {steps_.add(unit_step(service, unit, UnitVerb::enable, is_new ? "new" : "not enabled"), after)};
    }
    if (put.change.running) {
        join(after, needed);
        Frontier because = reasons_for(service, put);
        join(after, because);
        join(after, network_waits_[*put.id]);
        Step step = unit_step(service, unit, *put.change.running, put.change.why);
        if (put.triggered) {
            stop_for_socket(service, put, because, after);
            step = unit_step(service, unit, UnitVerb::start, put.change.why);
        }
        const auto stopped = stopped_.find(*put.id);
        const bool was_stopped = stopped != stopped_.end();
        if (was_stopped) {
            join(after, stopped->second.after);
            join(because, stopped->second.because);
            step = unit_step(service, unit, UnitVerb::start, put.change.why);
            if (stopped->second.by_pod) step.disruption = Disruption::restart;
            stopped_.erase(stopped);
        }
        if (was_stopped && !unit.active) {
            after = {after.back()};  // its socket's start, the youngest: the socket starts it when it has to run
        } else {
            step.because = because;
            step.follows = leaving_stops_;
            join(step.follows, started_again_[*put.id]);
            if (!unit.comes_after.empty()) join(step.follows, ready_[unit.comes_after]);
            const uint32_t id = steps_.add(std::move(step), after);
            after = {starts.add(id, await_health(steps_.at(id)))};
        }
        if (put.triggered) {
            Stopped& waiting = stopped_[*put.triggered];
            waiting.service = service;
            waiting.why = "stopped for its socket";
            waiting.after.push_back(after.back());
        }
        if (unit.creates && unit.creates->kind == state::PodmanObject::Kind::pod &&
            *put.change.running == UnitVerb::restart)
            bring_members(service, put, after.back());
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

void Orderer::start_stopped(const std::string& service, Starts& starts) {
    for (auto stopped = stopped_.begin(); stopped != stopped_.end();) {
        Stopped& waiting = stopped->second;
        if (waiting.service != service) {
            ++stopped;
            continue;
        }
        const state::Resource& resource = *desired_.find(stopped->first);
        const auto& unit = std::get<state::Unit>(resource.value);
        if (unit.active) {
            settle(waiting.after);
            Step step = unit_step(resource.service, unit, UnitVerb::start, waiting.why);
            step.because = waiting.because;
            if (waiting.by_pod) step.disruption = Disruption::restart;
            const uint32_t id = steps_.add(std::move(step), waiting.after);
            starts.add(id, await_health(steps_.at(id)));
        }
        stopped = stopped_.erase(stopped);
    }
}

}  // namespace nagaya::plan
