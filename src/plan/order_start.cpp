// Units are enabled and started, in the order of needs.
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

// Who needs a service waits for its starts, or, when it has none, for those of what it needs itself.
void Orderer::start(const std::string& service) {
    Frontier needed;
    const auto order = desired_.services.find(service);
    if (order != desired_.services.end()) {
        for (const std::string& need : order->second.needs) append(needed, started_[need]);
    }
    settle(needed);
    Frontier starts;
    const auto owner = changes_.groups.find(GroupKey{.service = service, .account = {}});
    if (owner != changes_.groups.end()) {
        for (const UnitPut& put : owner->second.units) start_unit(service, put, needed, starts);
    }
    started_[service] = starts.empty() ? std::move(needed) : std::move(starts);
}

void Orderer::start_unit(const std::string& service, const UnitPut& put, const Frontier& needed, Frontier& starts) {
    const auto& unit = std::get<state::Unit>(put.resource->value);
    Frontier after = frontier_of(service);
    const bool enable = put.change.enabling == UnitVerb::enable;
    if (enable) {
        const bool is_new = put.change.running == UnitVerb::start && put.change.why == "new";
        after = {steps_.add(unit_step(service, unit, UnitVerb::enable, is_new ? "new" : "not enabled"), after)};
    }
    if (put.change.running) {
        join(after, needed);
        join(after, file_waits_[*put.id]);
        for (const ResourceId* file : put.removed_inputs) {
            const auto removal = file_steps_.find(*file);
            const bool of_another = removal != file_steps_.end() && steps_.at(removal->second).service != service;
            if (of_another) join(after, {removal->second});
        }
        const uint32_t step = steps_.add(unit_step(service, unit, *put.change.running, put.change.why), after);
        steps_.at(step).follows = leaving_stops_;
        starts.push_back(step);
        after = {step};
    }
    if (enable || put.change.running) steps_.at(after.back()).remember.emplace_back(*put.id, entry_of(*put.resource));
}

}  // namespace nagaya::plan
