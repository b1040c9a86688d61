#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"
#include "lower/lowering.hpp"
#include "lower/unit_name.hpp"

namespace nagaya::lower {

using model::StartPolicy;

namespace {

using UnitKey = std::pair<std::string, std::string>;  // account, name without extension

StartPolicy declared_policy(const LoweredService& service, const LoweredUnit& unit) {
    const auto& start = service.service->start;
    const StartPolicy otherwise = unit.parsed.no_start ? StartPolicy::none : StartPolicy::automatic;
    if (start.empty()) return otherwise;
    for (const std::string& name : {unit.source->name, unit_name(unit.source->name, ""), unit.unit}) {
        const auto found = start.find(name);
        if (found != start.end() && found->second.value != StartPolicy::automatic) return found->second.value;
    }
    return otherwise;
}

constexpr std::array<std::string_view, 3> triggers = {".timer", ".socket", ".path"};

/// Is there a timer, socket or path of the same name, which starts the unit when its time has come?
bool is_triggered(const LoweredUnit& unit, const std::set<UnitKey>& triggering) {
    return !triggering.empty() && extension(unit.unit) == ".service" &&
           triggering.contains({unit.account, std::string(stem(unit.unit))});
}

StartPolicy automatic_policy(const LoweredUnit& unit, const std::set<UnitKey>& triggering) {
    if (is_template(unit.source->name) || is_triggered(unit, triggering)) return StartPolicy::none;
    const std::string_view kind = extension(unit.source->name);
    if (is_quadlet(unit.source->name)) {
        // The generator reads [Install] itself; networks, volumes and images come with the containers that use them.
        return kind == ".container" || kind == ".pod" || kind == ".kube" ? StartPolicy::start : StartPolicy::none;
    }
    return syntax::find_section(unit.parsed, "Install") ? StartPolicy::enable : StartPolicy::start;
}

void decide(Lowering& lowering, const LoweredService& service, LoweredUnit& unit, const std::set<UnitKey>& triggering) {
    StartPolicy policy = declared_policy(service, unit);
    if (policy == StartPolicy::automatic) policy = automatic_policy(unit, triggering);
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
    std::set<UnitKey> triggering;
    for (const LoweredService& service : lowering.services)
        for (const LoweredUnit& unit : service.units)
            if (std::ranges::find(triggers, extension(unit.unit)) != triggers.end())
                triggering.emplace(unit.account, stem(unit.unit));
    for (LoweredService& service : lowering.services) {
        for (LoweredUnit& unit : service.units) decide(lowering, service, unit, triggering);
    }
}

}  // namespace nagaya::lower
