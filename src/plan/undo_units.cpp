#include "plan/undo_units.hpp"

#include <algorithm>

namespace nagaya::plan {

namespace {

bool is_start(UnitVerb verb) {
    return verb == UnitVerb::start || verb == UnitVerb::restart || verb == UnitVerb::reload;
}

bool changes_a_file(const Action& action) {
    return std::holds_alternative<PutFile>(action) || std::holds_alternative<PutSymlink>(action) ||
           std::holds_alternative<RemoveFile>(action);
}

/// Accounts whose manager the plan restarts, and may have restarted: none of their units is as it was.
std::set<std::string> restarted_managers(const Plan& plan, const std::set<uint32_t>& begun) {
    std::set<std::string> accounts;
    for (const uint32_t id : begun) {
        const auto* set = std::get_if<SetAccounts>(&plan.steps[id].action);
        if (!set || plan.steps[id].disruption == Disruption::none) continue;
        for (const state::Account& account : set->accounts) accounts.insert(account.name);
    }
    return accounts;
}

const state::Unit* unit_before(const Step& step) {
    if (step.before.empty() || !step.before.front().second) return nullptr;
    return std::get_if<state::Unit>(&step.before.front().second->value);
}

TouchedUnit first_seen(const Step& step, const ChangeUnit& change) {
    TouchedUnit touched{.first = &step, .service = step.service, .unit = change.unit};
    touched.position = step.id;
    const state::Unit* before = unit_before(step);
    if (!before) return touched;
    touched.was_active = before->active;
    touched.was_enabled = before->enabled;
    touched.unit = *before;
    touched.unit.momentary = change.unit.momentary;
    touched.unit.creates = change.unit.creates;
    return touched;
}

class Collector {
public:
    Collector(const Plan& plan, const std::set<uint32_t>& begun, const std::set<std::string>* services,
              bool perhaps_booted)
        : plan_(plan), begun_(begun), services_(services), managers_(restarted_managers(plan, begun)) {
        if (perhaps_booted) on_disk_ = changed_on_disk(plan, begun);
    }

    std::vector<TouchedUnit> collect() {
        for (const Step& step : plan_.steps) {
            const auto* change = std::get_if<ChangeUnit>(&step.action);
            if (change && (!services_ || services_->contains(step.service))) note(step, *change);
        }
        std::vector<TouchedUnit> touched;
        for (auto& [name, unit] : units_) {
            if (!unit.begun.empty()) touched.push_back(std::move(unit));
        }
        std::ranges::sort(touched, {}, &TouchedUnit::position);
        mark_stops(touched);
        return touched;
    }

private:
    void note(const Step& step, const ChangeUnit& change) {
        auto& unit =
            units_.try_emplace({change.unit.account, change.unit.name}, first_seen(step, change)).first->second;
        if (is_start(change.verb) && !unit.starts) {
            unit.starts = true;
            unit.position = step.id;
        }
        if (begun_.contains(step.id)) unit.begun.insert(change.verb);
        if (perhaps(step)) {
            unit.begun.insert(change.verb);
            // A boot may have started what the plan only starts after a stop.
            if (unit.was_active && change.verb == UnitVerb::start) unit.begun.insert(UnitVerb::stop);
        }
        // A manager that is restarted takes its units with it.
        if (unit.was_active && managers_.contains(change.unit.account)) unit.begun.insert(UnitVerb::start);
    }

    bool perhaps(const Step& step) const {
        return on_disk_.contains(step.service) || std::ranges::any_of(step.because, [&](uint32_t other) {
                   return begun_.contains(other) && on_disk_.contains(plan_.steps[other].service);
               });
    }

    // A unit that runs for the first time stops for good. What the plan stops in order to start it anew (for its socket, its
    // network) is stopped again in order to start it as it was. What only leaves has been stopped, and is not stopped again.
    static void mark_stops(std::vector<TouchedUnit>& touched) {
        std::set<std::pair<std::string, std::string>> sockets;  // service, account
        for (const TouchedUnit& unit : touched) {
            if (unit.starts && unit.unit.name.ends_with(".socket")) sockets.emplace(unit.service, unit.unit.account);
        }
        for (TouchedUnit& unit : touched) {
            const bool started = std::ranges::any_of(unit.begun, is_start);
            const bool stopped = unit.begun.contains(UnitVerb::stop);
            const bool comes_back = unit.starts || sockets.contains({unit.service, unit.unit.account});
            unit.stops_first = (started && !unit.was_active) || (stopped && comes_back);
        }
    }

    const Plan& plan_;
    const std::set<uint32_t>& begun_;
    const std::set<std::string>* services_;
    std::set<std::string> managers_;
    std::set<std::string> on_disk_;
    std::map<std::pair<std::string, std::string>, TouchedUnit> units_;  // account, name
};

}  // namespace

bool TouchedUnit::goes_back_to_running() const {
    return was_active &&
           std::ranges::any_of(begun, [](UnitVerb verb) { return is_start(verb) || verb == UnitVerb::stop; });
}

std::vector<UnitVerb> TouchedUnit::way_back() const {
    if (stops_first) return {UnitVerb::start};
    if (begun.contains(UnitVerb::restart)) return {UnitVerb::restart};
    // One that died of its new configuration takes no reload.
    if (begun.contains(UnitVerb::reload)) return {UnitVerb::start, UnitVerb::reload};
    return {UnitVerb::start};
}

std::set<std::string> changed_on_disk(const Plan& plan, const std::set<uint32_t>& begun) {
    std::set<std::string> services;
    std::vector<bool> awaited(plan.steps.size());  // comes after a wait for a manager, through steps of its own service
    for (const Step& step : plan.steps) {
        awaited[step.id] = std::ranges::any_of(step.after, [&](uint32_t other) {
            const Step& earlier = plan.steps[other];
            return std::holds_alternative<AwaitManager>(earlier.action) ||
                   (awaited[other] && earlier.service == step.service);
        });
    }
    std::set<std::string> have_manager;  // services that wait for one at all; those of root need not
    for (const Step& step : plan.steps) {
        if (awaited[step.id]) have_manager.insert(step.service);
    }
    for (const uint32_t id : begun) {
        const Step& step = plan.steps[id];
        if (!step.service.empty() && changes_a_file(step.action) &&
            (awaited[id] || !have_manager.contains(step.service))) {
            services.insert(step.service);
        }
    }
    return services;
}

std::vector<TouchedUnit> touched_units(const Plan& plan, const std::set<uint32_t>& begun,
                                       const std::set<std::string>* services, bool perhaps_booted) {
    return Collector(plan, begun, services, perhaps_booted).collect();
}

std::vector<StartOrder> start_order(const Plan& plan) {
    std::vector<StartOrder> order;
    std::map<std::string, size_t> places;
    // Which services' starts a step waits for, through steps that start nothing.
    std::vector<std::set<std::string>> waits(plan.steps.size());
    for (const Step& step : plan.steps) {
        const auto* change = std::get_if<ChangeUnit>(&step.action);
        const bool starts = (change && is_start(change->verb)) || std::holds_alternative<AwaitHealth>(step.action);
        std::set<std::string> earlier;
        for (const uint32_t other : step.after) earlier.insert(waits[other].begin(), waits[other].end());
        if (!starts) {
            waits[step.id] = std::move(earlier);
            continue;
        }
        const auto [place, is_new] = places.try_emplace(step.service, order.size());
        if (is_new) order.push_back({.service = step.service, .needs = {}});
        for (const std::string& other : earlier) {
            if (places.at(other) < place->second) order[place->second].needs.insert(other);
        }
        waits[step.id] = {step.service};
    }
    for (const Step& step : plan.steps) {
        const bool more =
            std::holds_alternative<ChangeUnit>(step.action) && places.try_emplace(step.service, order.size()).second;
        if (more) order.push_back({.service = step.service, .needs = {}});
    }
    return order;
}

}  // namespace nagaya::plan
