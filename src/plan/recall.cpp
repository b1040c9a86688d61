#include "plan/recall.hpp"

namespace nagaya::plan {

void recall(state::HostState& observed, const state::HostState& last) {
    observed.services = last.services;
    for (const auto& [id, resource] : last.resources()) {
        const auto* known = std::get_if<state::Unit>(&resource.value);
        const bool says_more =
            known && (!known->probes.empty() || !known->reloaded_by.empty() || known->creates.has_value());
        const state::Resource* found = says_more ? observed.find(id) : nullptr;
        if (!found) continue;
        state::Resource more = *found;
        auto& unit = std::get<state::Unit>(more.value);
        unit.probes = known->probes;
        unit.reloaded_by = known->reloaded_by;
        unit.creates = known->creates;
        observed.put(id, std::move(more));
    }
}

}  // namespace nagaya::plan
