// Where a change begins to be seen: what leaves is stopped, files are written, managers read them.
#include "plan/order.hpp"
#include "plan/orderer.hpp"

namespace nagaya::plan {

using state::ResourceId;

std::set<std::string> Orderer::managers_touched(const Group& owner) const {
    std::set<std::string> touched;
    const auto note = [&](const std::string& path) {
        if (std::optional<std::string> reader = managers_.reader_of(path)) touched.insert(*std::move(reader));
    };
    for (const Put& put : owner.files) note(put.id->name);
    for (const Leave& leaving : owner.leaving_files) note(leaving.id->name);
    for (const UnitPut& unit : owner.units) {
        if (unit.change.reload || unit.change.unmask) touched.insert(unit.id->scope);
    }
    return touched;
}

// Whatever can fail unseen is over when a service is ready.
void Orderer::make_ready(const std::string& service) {
    Group& owner = group(service);
    Frontier& frontier = frontier_of(service);
    const std::string account = account_of(service);
    if (!prepared_.contains(service)) prepare(owner, account, frontier);
    const auto regrouped = regrouped_.find(account);
    if (regrouped != regrouped_.end()) join(frontier, regrouped->second);
    join(frontier, image_waits_[service]);
    for (const std::string& reader : managers_touched(owner)) join(frontier, manager_ready(reader));
    for (const Leave& unit : owner.leaving_units) join(frontier, manager_ready(unit.id->scope));
    for (const UnitPut& unit : owner.units) {
        if (unit.change.enabling || unit.change.running) join(frontier, manager_ready(unit.id->scope));
    }
}

// What is seen begins here.
void Orderer::commit(const std::string& service) {
    Group& owner = group(service);
    Frontier& frontier = frontier_of(service);
    for (const UnitPut& put : owner.units) {
        if (!put.change.unmask) continue;
        const auto& unit = std::get<state::Unit>(put.resource->value);
        steps_.chain(unit_step(service, unit, UnitVerb::unmask, "masked by hand"), frontier);
    }
    write(owner, frontier);
    reload(service, owner, managers_touched(owner), frontier);
}

// Dependents first (N08). What a service that left needed is known if the observed state says so.
void Orderer::stop_leaving(const std::vector<std::string>& services) {
    if (services.empty()) return;
    std::map<std::string, state::ServiceOrder> needs = observed_.services;
    for (const auto& [service, order] : desired_.services) {
        std::vector<std::string>& all = needs[service].needs;
        all.insert(all.end(), order.needs.begin(), order.needs.end());
    }
    for (const std::string& service : services) needs.try_emplace(service);
    const std::set<std::string> changed(services.begin(), services.end());
    std::map<std::string, Frontier> dependents;  // service → the last stops of those that need it
    std::vector<std::string> order = in_needs_order(needs);
    std::ranges::reverse(order);
    for (const std::string& service : order) {
        Frontier& before = dependents[service];
        settle(before);
        Frontier stops = changed.contains(service) ? stop_leaving(service, before) : Frontier();
        if (stops.empty()) stops = before;
        if (stops.empty()) continue;
        for (const std::string& need : needs.at(service).needs) append(dependents[need], stops);
    }
}

/// Stops and disables what leaves the service, after `dependents`; the stops.
Frontier Orderer::stop_leaving(const std::string& service, const Frontier& dependents) {
    Group& owner = group(service);
    Frontier& frontier = frontier_of(service);
    const bool service_left = !desired_.services.contains(service);
    Frontier all;
    for (int turn = 0; turn <= 3; ++turn) {
        Frontier stopped;
        for (const Leave& leaving : owner.leaving_units) {
            const auto& unit = std::get<state::Unit>(leaving.observed->value);
            if (stop_rank(unit.name) != turn || !(unit.active || unit.failed)) continue;
            stopped.push_back(steps_.add(unit_step(service, unit, UnitVerb::stop, "no longer in the site"), frontier));
            steps_.at(stopped.back()).follows = dependents;
        }
        if (service_left) append(leaving_stops_, stopped);
        append(all, stopped);
        if (!stopped.empty()) frontier = stopped;
    }
    for (const Leave& leaving : owner.leaving_units) {
        const auto& unit = std::get<state::Unit>(leaving.observed->value);
        if (!unit.enabled) continue;
        steps_.chain(unit_step(service, unit, UnitVerb::disable, "no longer in the site"), frontier);
    }
    for (const UnitPut& put : owner.units) {
        if (put.change.enabling != UnitVerb::disable) continue;
        const auto& unit = std::get<state::Unit>(put.resource->value);
        steps_.chain(unit_step(service, unit, UnitVerb::disable, "the site does not enable it"), frontier);
    }
    return all;
}

void Orderer::write(Group& owner, Frontier& frontier) {
    for (const Leave& leaving : owner.leaving_files) {
        file_steps_.emplace(*leaving.id, steps_.chain(step_for(leaving), frontier));
    }
    for (const Leave& leaving : owner.leaving_directories) steps_.chain(step_for(leaving), frontier);
    for (const Put& put : owner.late_directories) steps_.chain(step_for(put), frontier);
    for (const Put& put : owner.files) file_steps_.emplace(*put.id, steps_.chain(step_for(put), frontier));
}

// One reload for each manager of this service. It is the service's own step, so that no service waits for another's build;
// the engine lets one reload serve everyone who is ready for it.
void Orderer::reload(const std::string& service, Group& owner, const std::set<std::string>& touched,
                     Frontier& frontier) {
    Frontier reloads;
    std::map<std::string, uint32_t> by_account;
    for (const std::string& account : touched) {
        Step step;
        step.service = service;
        step.action = ReloadManager{account};
        step.why = "its units are changed";
        by_account[account] = steps_.add(std::move(step), frontier);
        reloads.push_back(by_account[account]);
    }
    if (!reloads.empty()) frontier = reloads;
    // The step that settles what the manager of `account` knows; null when no step is left that could carry it.
    const auto settling_step = [&](const std::string& account) -> Step* {
        const auto reloaded = by_account.find(account);
        if (reloaded != by_account.end()) return &steps_.at(reloaded->second);
        return frontier.empty() || steps_.at(frontier.back()).service != service ? nullptr
                                                                                 : &steps_.at(frontier.back());
    };
    for (const ResourceId* unit : owner.forgotten_units) {
        Step* step = settling_step(unit->scope);
        (step ? step->forget : changes_.forget).push_back(*unit);
    }
    for (const UnitPut& put : owner.units) {
        if (put.change.running || put.change.enabling == UnitVerb::enable) continue;
        Step* step = settling_step(put.id->scope);
        (step ? step->remember : changes_.adopt).emplace_back(*put.id, state::entry_of(*put.resource));
    }
}

}  // namespace nagaya::plan
