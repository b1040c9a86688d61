// What Podman keeps after the unit that made it has stopped is made anew when its definition changed: networks. A pod is made
// anew by each start of its unit (podman-systemd.unit(5)), and takes its containers along.
#include "base/text.hpp"
#include "plan/order.hpp"
#include "plan/orderer.hpp"

namespace nagaya::plan {

using state::PodmanObject;
using state::ResourceId;

/// The units that run and name the Quadlet of `put`'s unit in theirs.
std::vector<const ResourceId*> Orderer::members_of(const UnitPut& put) const {
    const std::string& quadlet = put.resource->role;  // "lan.network"
    std::vector<const ResourceId*> members;
    for (const auto& [file, users] : desired_.used_by) {
        const state::Resource* resource = desired_.find(file);
        if (!resource || resource->role != quadlet || !users.contains(*put.id)) continue;
        for (const ResourceId& user : users) {
            const auto* unit = observed_.get<state::Unit>(user);
            if (user != *put.id && unit && unit->active) members.push_back(&user);
        }
    }
    return members;
}

// At the end of all preparation and of all writing, so that as little as possible is between the stops and the starts.
void Orderer::remake_networks() {
    for (const std::string& service : services_in_order()) {
        for (const UnitPut& put : group(service).units) {
            const auto& unit = std::get<state::Unit>(put.resource->value);
            const bool is_network = unit.creates && unit.creates->kind == PodmanObject::Kind::network;
            // A new account has no network yet.
            const bool may_exist = observed_.find({state::Kind::account, "", unit.account}) != nullptr;
            if (is_network && put.change.changed && may_exist) remake_network(service, put);
        }
    }
}

void Orderer::remake_network(const std::string& service, const UnitPut& put) {
    const auto& unit = std::get<state::Unit>(put.resource->value);
    const bool runs = put.change.running == UnitVerb::restart;
    const std::string why = nagaya::concat(put.change.why, "; it is made anew, with what uses it");
    Frontier after = frontier_of(service);
    join(after, reasons_for(service, put));
    join(after, stop_members(service, put));
    const auto in_chain = [&](Step step) {
        step.because = reasons_for(service, put);
        steps_.chain(std::move(step), after);
    };
    if (runs) in_chain(unit_step(service, unit, UnitVerb::stop, why));
    Step removal;
    removal.service = service;
    removal.action = RemovePodmanObject{unit.account, *unit.creates};
    removal.why = put.change.why;
    removal.follows = leaving_from(unit.account);
    in_chain(std::move(removal));
    const uint32_t removed = after.front();
    if (runs) {
        in_chain(unit_step(service, unit, UnitVerb::start, why));
        steps_.at(after.front()).remember.emplace_back(*put.id, entry_of(*put.resource));
        remade_.insert(*put.id);
        network_starts_[service].push_back(after.front());
    }
    for (const auto& [file, users] : desired_.used_by) {
        if (!users.contains(*put.id)) continue;
        for (const ResourceId& user : users) join(network_waits_[user], after);
    }
    for (const ResourceId* member : members_of(put)) {
        Stopped& waiting = stopped_[*member];
        waiting.after.push_back(after.front());
        if (waiting.service != service) waiting.because.push_back(removed);
    }
}

/// The stops of all units that use it, dependents first.
Frontier Orderer::stop_members(const std::string& service, const UnitPut& put) {
    std::map<std::string, std::vector<const ResourceId*>> by_service;
    for (const ResourceId* member : members_of(put)) by_service[desired_.find(*member)->service].push_back(member);
    Frontier stops;
    std::vector<std::string> services = in_needs_order(desired_.services);
    for (auto name = services.rbegin(); name != services.rend(); ++name) {
        const auto members = by_service.find(*name);
        if (members == by_service.end()) continue;
        Frontier after = frontier_of(*name);
        join(after, frontier_of(service));
        const Frontier dependents = stops;
        for (const ResourceId* member : members->second) {
            const auto [stopped, is_new] = stopped_.try_emplace(*member);
            if (is_new) {
                const auto& unit = std::get<state::Unit>(desired_.find(*member)->value);
                const std::string why = nagaya::concat(put.resource->role, " is made anew: ", put.change.why);
                Step step = unit_step(*name, unit, UnitVerb::stop, why);
                step.follows = dependents;
                step.because = file_waits_[*member];
                stopped->second = {.service = *name, .why = nagaya::concat(put.resource->role, " is made anew")};
                stopped->second.after = {steps_.add(std::move(step), after)};
            }
            stops.push_back(stopped->second.after.front());
        }
    }
    settle(stops);
    return stops;
}

/// What comes after the stops of units that leave the account: they may use what is made anew.
Frontier Orderer::leaving_from(const std::string& account) {
    Frontier leaving;
    for (const std::string& service : services_in_order()) {
        const auto of_account = [&](const Leave& unit) { return unit.id->scope == account; };
        if (std::ranges::any_of(group(service).leaving_units, of_account)) append(leaving, frontier_of(service));
    }
    settle(leaving);
    return leaving;
}

// The restart of a pod's unit is one of all its containers. Each is then only waited for.
void Orderer::bring_members(const std::string& service, const UnitPut& pod, uint32_t last) {
    for (const ResourceId* member : members_of(pod)) {
        const std::string& owner = desired_.find(*member)->service;
        if (owner != service && started_.contains(owner)) continue;
        const auto [stopped, is_new] = stopped_.try_emplace(*member);
        Stopped& waiting = stopped->second;
        if (is_new)
            waiting = {.service = owner, .why = nagaya::concat(pod.resource->role, " starts anew"), .by_pod = true};
        waiting.after.push_back(last);
        if (owner != service) waiting.because.push_back(last);
    }
}

}  // namespace nagaya::plan
