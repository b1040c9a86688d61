#include "lower/ready_unit.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "lower/unit_name.hpp"
#include "lower/unit_values.hpp"
#include "model/duration.hpp"

namespace nagaya::lower {

using state::Probe;

namespace {

/// How long the start of the units may take (systemd's own default for one unit).
constexpr uint64_t longest_start_ms = 90'000;

/// What systemctl starts: all that runs; of a service whose units all end by themselves or wait for others, those.
std::vector<std::string> units_to_start(const LoweredService& service) {
    std::vector<std::string> units = running_units(service, service.account());
    if (!units.empty()) return units;
    for (const LoweredUnit& unit : service.units) {
        if (unit.active && unit.account == service.account()) units.push_back(unit.unit);
    }
    return units;
}

/// The command that waits for the probe; "" when the end of the start job says it all.
std::string probe_command(const LoweredUnit& unit, const Probe& probe) {
    const std::string ours = concat(nagaya_program, " probe --unit ", command_word(unit.unit), " --within ",
                                    model::print_duration(probe.within_ms), ' ');
    switch (probe.kind) {
        case Probe::Kind::settled: return {};
        case Probe::Kind::container:
            return concat("/usr/bin/timeout ", (probe.within_ms + 999) / 1000,
                          "s /usr/bin/podman wait --condition=healthy ", command_word(probe.target));
        case Probe::Kind::http: return concat(ours, "--http ", command_word(probe.target));
        case Probe::Kind::tcp: return concat(ours, "--tcp ", command_word(probe.target));
        case Probe::Kind::command: {
            std::string line = ours + "--command --";
            for (const std::string& word : probe.command) line += concat(' ', command_word(word));
            return line;
        }
    }
    return {};
}

/// The command lines that wait, and how long the longest of them may take: systemd counts each anew.
struct Waits {
    std::vector<std::string> commands;
    uint64_t longest_ms = longest_start_ms;
};

Waits waits_of(const LoweredService& service) {
    Waits waits;
    for (const LoweredUnit& unit : service.units) {
        if (!unit.active || unit.account != service.account()) continue;
        for (const Probe& probe : unit.probes) {
            std::string command = probe_command(unit, probe);
            if (command.empty()) continue;
            waits.commands.push_back(std::move(command));
            waits.longest_ms = std::max<uint64_t>(waits.longest_ms, probe.within_ms + 5'000);
        }
    }
    return waits;
}

}  // namespace

std::vector<std::string> running_units(const LoweredService& service, const std::string& manager) {
    std::vector<std::string> units;
    for (const LoweredUnit& unit : service.units) {
        if (unit.active && unit.account == manager && !unit.momentary && extension(unit.unit) == ".service")
            units.push_back(unit.unit);
    }
    return units;
}

bool can_be_healthy(const LoweredService& service) {
    return std::ranges::any_of(service.units,
                               [](const LoweredUnit& unit) { return unit.starts_healthy || !unit.probes.empty(); });
}

bool needs_ready_unit(const LoweredService& service, bool healthy) {
    if (!service.service->rootful()) return !units_to_start(service).empty();
    return healthy && !waits_of(service).commands.empty();
}

std::string ready_unit_name(const LoweredService& service) { return service.system_prefix + "ready.service"; }

void put_ready_unit(Lowering& lowering, const LoweredService& service, bool healthy) {
    const bool rootful = service.service->rootful();
    const std::string before =
        rootful ? join(running_units(service, "root"), " ") : concat("user@", service.ids->uid, ".service");
    std::string text =
        concat(generated_by(service.name()), "[Unit]\nDescription=", service.name(), " is up, for those who need it\n");
    if (!before.empty()) text += concat("Wants=", before, "\nAfter=", before, '\n');
    text += "\n[Service]\nType=oneshot\n";
    Waits waits;
    if (healthy) waits = waits_of(service);
    if (!rootful) {
        // A start that fails once may be mended by Restart=: where something waits behind it, that decides.
        text += concat("User=", service.account(), "\nEnvironment=XDG_RUNTIME_DIR=/run/user/", service.ids->uid,
                       "\nExecStart=", waits.commands.empty() ? "" : "-", "/usr/bin/systemctl --user start");
        for (const std::string& unit : units_to_start(service)) text += concat(' ', command_word(unit));
        text += '\n';
    }
    for (const std::string& command : waits.commands) text += concat("ExecStart=", command, '\n');
    text += concat("TimeoutStartSec=", (waits.longest_ms + 999) / 1000, "s\n");
    // It ends when all is well: nothing stays active that could be out of date, and whoever starts later looks anew.
    put_system_unit(
        lowering, service.name(), service.service->at, std::move(text),
        {.account = "root", .name = ready_unit_name(service), .momentary = true, .inputs = {}, .only_looks = true});
}

}  // namespace nagaya::lower
