// When units count as up: HealthCmd= of containers and [health] of service.toml become probes.
#include <algorithm>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "lower/lowering.hpp"
#include "lower/podman_names.hpp"
#include "lower/unit_name.hpp"
#include "lower/unit_values.hpp"
#include "model/duration.hpp"

namespace nagaya::lower {

using state::Probe;

namespace {

constexpr uint32_t default_within = 60'000;

uint64_t container_duration(const LoweredUnit& unit, std::string_view key, uint64_t otherwise) {
    return model::parse_duration(last_value(unit, "Container", key)).value_or(otherwise);
}

/// How long Podman itself would wait before it calls the container unhealthy (podman-run(1)), between 10 s and 10 min; a
/// minute when the unit leaves all of that to Podman.
uint32_t container_within(const LoweredUnit& unit) {
    const bool said = std::ranges::any_of(
        std::initializer_list<std::string_view>{"HealthStartPeriod", "HealthInterval", "HealthRetries"},
        [&](std::string_view key) { return !last_value(unit, "Container", key).empty(); });
    if (!said) return default_within;
    const uint64_t retries = parse_number(last_value(unit, "Container", "HealthRetries")).value_or(3);
    const uint64_t most = 600'000;
    const uint64_t interval = std::min(container_duration(unit, "HealthInterval", 30'000), most);
    const uint64_t period = std::min(container_duration(unit, "HealthStartPeriod", 0), most);
    return static_cast<uint32_t>(
        std::clamp<uint64_t>(period + interval * std::min<uint64_t>(retries, 100), 10'000, most));
}

void add_container_probe(LoweredUnit& unit) {
    if (extension(unit.source->name) != ".container") return;
    // systemd hears from Podman when the container is healthy, so the end of the start job says it all.
    unit.starts_healthy = last_value(unit, "Container", "Notify") == "healthy";
    const std::string command = last_value(unit, "Container", "HealthCmd");
    if (command.empty() || command == "none" || unit.starts_healthy) return;
    std::optional<std::string> name = container_name(unit);
    if (!name) return;
    unit.probes.push_back({.kind = Probe::Kind::container,
                           .target = *std::move(name),
                           .command = {},
                           .within_ms = container_within(unit)});
}

/// The unit that a [health] is about; null after a finding.
LoweredUnit* unit_of(Lowering& lowering, LoweredService& service, const model::Health& health) {
    if (health.unit) return find_named(lowering, service, health.unit->value, health.unit->at);
    std::vector<LoweredUnit*> started;
    for (LoweredUnit& unit : service.units) {
        if (unit.active && !unit.momentary && extension(unit.unit) == ".service") started.push_back(&unit);
    }
    if (started.size() == 1) return started.front();
    std::vector<std::string> names;
    for (const LoweredUnit* unit : started) names.push_back(concat('`', unit->source->name, '`'));
    lowering.report.add(
        {.code = "health-unit-unclear",
         .message = concat("[health] of service `", service.name(),
                           "` does not say which unit it is about: the service starts ",
                           names.empty() ? std::string("none that runs on") : join(names, ", ")),
         .at = health.at,
         .help = names.empty() ? std::string("take the table out, or name the unit: `unit = \"…\"`")
                               : concat("add `unit = \"", started.front()->source->name, "\"`, or another of them")});
    return nullptr;
}

bool add_text_probe(Lowering& lowering, const LoweredService& service, Probe::Kind kind,
                    const std::optional<Located<std::string>>& text, LoweredUnit& unit) {
    if (!text) return false;
    std::optional<std::string> target = service.variables.expand(text->value, text->at, lowering.report);
    if (target) unit.probes.push_back({.kind = kind, .target = *std::move(target), .command = {}});
    return true;
}

bool add_command_probe(Lowering& lowering, const LoweredService& service, const model::Health& health,
                       LoweredUnit& unit) {
    if (health.command.empty()) return false;
    Probe probe{.kind = Probe::Kind::command, .target = {}, .command = {}};
    for (const Located<std::string>& word : health.command) {
        std::optional<std::string> text = service.variables.expand(word.value, word.at, lowering.report);
        if (!text) return true;
        probe.command.push_back(*std::move(text));
    }
    unit.probes.push_back(std::move(probe));
    return true;
}

void add_declared(Lowering& lowering, LoweredService& service, const model::Health& health) {
    LoweredUnit* unit = unit_of(lowering, service, health);
    if (!unit) return;
    const size_t first = unit->probes.size();
    bool named = add_text_probe(lowering, service, Probe::Kind::http, health.http, *unit);
    named = add_text_probe(lowering, service, Probe::Kind::tcp, health.tcp, *unit) || named;
    named = add_command_probe(lowering, service, health, *unit) || named;
    if (!named && first == 0 && health.settle_ms) {
        unit->probes.push_back({.kind = Probe::Kind::settled, .target = {}, .command = {}});
    }
    if (!named && first == 0 && !health.settle_ms && !unit->starts_healthy) {
        lowering.report.add(
            {.code = "health-without-probe",
             .severity = Severity::warning,
             .message = concat("[health] does not say what shows that `", unit->source->name, "` is up"),
             .at = health.at,
             .help = "add `http`, `tcp` or `command`, or `HealthCmd=` to the container"});
    }
    // What it says of time is also about the container's own HealthCmd=, but not about the probes of another table.
    for (size_t i = 0; i < unit->probes.size(); ++i) {
        Probe& probe = unit->probes[i];
        if (i < first && probe.kind != Probe::Kind::container) continue;
        if (health.within_ms) probe.within_ms = health.within_ms->value;
        if (health.settle_ms) probe.settle_ms = health.settle_ms->value;
    }
}

}  // namespace

LoweredUnit* find_named(Lowering& lowering, LoweredService& service, const std::string& name, Span at) {
    std::vector<std::string> known;
    for (LoweredUnit& unit : service.units) {
        if (is_called(unit, name)) return &unit;
        known.push_back(unit.source->name);
    }
    std::string help = did_you_mean(name, known);
    lowering.report.add({.code = "unknown-unit",
                         .message = concat("service `", service.name(), "` has no unit `", visible(name), "`"),
                         .at = at,
                         .help = help.empty() ? std::string("take the line out") : std::move(help)});
    return nullptr;
}

void lower_health(Lowering& lowering) {
    for (LoweredService& service : lowering.services) {
        for (LoweredUnit& unit : service.units) add_container_probe(unit);
        for (const model::Health& health : service.service->health) add_declared(lowering, service, health);
        for (const LoweredUnit& unit : service.units) {
            auto creates = podman_object(unit);
            if (unit.probes.empty() && !creates) continue;
            const state::Resource* known = lowering.state.find(unit.unit_id());
            if (!known) continue;
            state::Resource resource = *known;
            auto& value = std::get<state::Unit>(resource.value);
            value.probes = unit.probes;
            value.creates = std::move(creates);
            lowering.state.put(unit.unit_id(), std::move(resource));
        }
    }
}

}  // namespace nagaya::lower
