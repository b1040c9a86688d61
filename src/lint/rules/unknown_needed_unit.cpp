#include <algorithm>
#include <array>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"
#include "lint/system_units.hpp"

namespace nagaya::lint {
namespace {

// What the manager of an account has from systemd (systemd.special(7), "Units managed by the user service manager"), Podman and
// D-Bus. Sorted.
constexpr auto known_units = std::to_array<std::string_view>({
    "basic.target",
    "bluetooth.target",
    "dbus-broker.service",
    "dbus.service",
    "dbus.socket",
    "default.target",
    "exit.target",
    "graphical-session-pre.target",
    "graphical-session.target",
    "network-online.target",
    "paths.target",
    "podman-auto-update.service",
    "podman-auto-update.timer",
    "podman-restart.service",
    "podman-user-wait-network-online.service",
    "podman.service",
    "podman.socket",
    "printer.target",
    "shutdown.target",
    "smartcard.target",
    "sockets.target",
    "sound.target",
    "systemd-tmpfiles-clean.service",
    "systemd-tmpfiles-clean.timer",
    "systemd-tmpfiles-setup.service",
    "timers.target",
    "xdg-desktop-autostart.target",
});
static_assert(std::ranges::is_sorted(known_units));

/// Without such a unit the one that names it does not start (systemd.unit(5)); other keys are then ignored.
bool must_exist(std::string_view key) { return key == "Requires" || key == "Requisite" || key == "BindsTo"; }

/// May packages of the host bring it, or systemd make it?
bool may_be_there(std::string_view name) {
    const std::string_view type = extension_of(name);
    return (type != ".service" && type != ".socket" && type != ".timer" && type != ".path" && type != ".target") ||
           name.contains('@') || name.contains('%') || name.contains("@@") ||
           std::ranges::binary_search(known_units, name);
}

bool is_anywhere(const Context& context, const Unit& unit, std::string_view name) {
    if (context.unit_called(*unit.service, name) != nullptr) return true;
    return std::ranges::any_of(context.hosts_of(*unit.service), [&](const HostView* host) {
        return host->find_unit(name) != nullptr ||
               host->find_unit(concat(system_prefix(context.site(), *unit.service), name)) != nullptr;
    });
}

/// "did you mean `db.service`?", of the units of its service. The extension is alike in all of them, and says nothing.
std::string find_meant(const Context& context, const Unit& unit, std::string_view name) {
    std::vector<std::string> stems;
    for (const Unit& other : context.units(*unit.service))
        if (extension_of(other.generated) == extension_of(name)) stems.emplace_back(stem_of(other.generated));
    const auto meant = nearest(stem_of(name), stems);
    return meant ? concat("did you mean `", *meant, extension_of(name), "`?") : std::string();
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (unit.system()) continue;
        for (const Reference& reference : unit.references) {
            if (reference.section != "Unit" || reference.to_quadlet || may_be_there(reference.name) ||
                is_anywhere(context, unit, reference.name))
                continue;
            const bool needed = must_exist(reference.key);
            if (!needed && is_only_of_system(reference.name)) continue;  // user-manager-dependency
            const std::string meant = find_meant(context, unit, reference.name);
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("there is no unit `", reference.name, "` here, ",
                                          needed ? concat("and without it `", unit.generated, "` does not start")
                                                 : concat("so systemd ignores `", reference.key, "=`")),
                        .at = reference.at,
                        .help = meant.empty() ? "correct the name, or take it out: the manager of an account has no "
                                                "units of the system"
                                              : meant});
        }
    }
}

}  // namespace

extern const Rule unknown_needed_unit = {
    .info =
        {
            .code = "unknown-needed-unit",
            .summary = "a unit names one that its manager does not have",
            .why = "`Requires=`, `Requisite=` and `BindsTo=` of a unit that does not exist let the start fail (\"Unit "
                   "… not found\");\n"
                   "`After=`, `Wants=` and the like are silently ignored, and nothing waits for anything.\n"
                   "The manager of an account knows the account's own units and a few of systemd's, Podman's and "
                   "D-Bus's; a\n"
                   "`postgresql.service` of the distribution belongs to the system's manager. Should a package of the "
                   "host bring the\n"
                   "unit for users, say so at the line: `# nagaya: allow unknown-needed-unit …`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Unit]
Requires=postgresql.service
After=postgresql.service

[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Unit]
Requires=pages.service
After=pages.service

[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/web/pages.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
