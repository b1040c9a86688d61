#include <array>
#include <set>

#include "base/text.hpp"
#include "lower/lowering.hpp"
#include "lower/unit_name.hpp"

namespace nagaya::lower {

using model::StartPolicy;

namespace {

using UnitKey = std::pair<std::string, std::string>;  // account, unit

StartPolicy declared_policy(const LoweredService& service, const LoweredUnit& unit) {
    const auto& start = service.service->start;
    for (const std::string& name : {unit.source->name, unit_name(unit.source->name, ""), unit.unit}) {
        const auto found = start.find(name);
        if (found != start.end() && found->second.value != StartPolicy::automatic) return found->second.value;
    }
    return unit.parsed.no_start ? StartPolicy::none : StartPolicy::automatic;
}

/// Is there a timer, socket or path of the same name, which starts the unit when its time has come?
bool is_triggered(const LoweredUnit& unit, const std::set<UnitKey>& all) {
    constexpr std::array<std::string_view, 3> triggers = {".timer", ".socket", ".path"};
    if (extension(unit.unit) != ".service") return false;
    for (const std::string_view trigger : triggers) {
        if (all.contains({unit.account, concat(stem(unit.unit), trigger)})) return true;
    }
    return false;
}

StartPolicy automatic_policy(const LoweredUnit& unit, const std::set<UnitKey>& all) {
    if (is_template(unit.source->name) || is_triggered(unit, all)) return StartPolicy::none;
    const std::string_view kind = extension(unit.source->name);
    if (is_quadlet(unit.source->name)) {
        // The generator reads [Install] itself; networks, volumes and images come with the containers that use them.
        return kind == ".container" || kind == ".pod" || kind == ".kube" ? StartPolicy::start : StartPolicy::none;
    }
    return syntax::find_section(unit.parsed, "Install") ? StartPolicy::enable : StartPolicy::start;
}

void decide(Lowering& lowering, const LoweredService& service, LoweredUnit& unit, const std::set<UnitKey>& all) {
    StartPolicy policy = declared_policy(service, unit);
    if (policy == StartPolicy::automatic) policy = automatic_policy(unit, all);
    if (is_template(unit.source->name)) policy = StartPolicy::none;
    unit.active = policy == StartPolicy::enable || policy == StartPolicy::start;
    // What a generator makes cannot be enabled (systemctl(1)): its [Install] is already in force.
    unit.enabled = policy == StartPolicy::enable && unit.source->place != model::UnitPlace::quadlet;

    const state::Resource* known = lowering.state.find(unit.unit_id());
    if (!known) return;
    state::Resource resource = *known;
    auto& value = std::get<state::Unit>(resource.value);
    value.active = unit.active;
    value.enabled = unit.enabled;
    lowering.state.put(unit.unit_id(), std::move(resource));
}

}  // namespace

void decide_starts(Lowering& lowering) {
    std::set<UnitKey> all;
    for (const LoweredService& service : lowering.services) {
        for (const LoweredUnit& unit : service.units) all.emplace(unit.account, unit.unit);
    }
    for (LoweredService& service : lowering.services) {
        for (LoweredUnit& unit : service.units) decide(lowering, service, unit, all);
    }
}

}  // namespace nagaya::lower
