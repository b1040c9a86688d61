#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"
#include "lint/system_units.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (unit.system() || !is_brought(unit.generated)) continue;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("`", unit.generated, "` stands in the place of the system's own unit"),
                    .at = unit.at(),
                    .help = "give the file another name"});
    }
}

}  // namespace

extern const Rule shadowed_system_unit = {
    .info =
        {
            .code = "shadowed-system-unit",
            .summary = "a unit is called like one that the system brings",
            .why = "Podman and systemd bring units of their own, such as `podman-auto-update.service` and "
                   "`podman.socket`. A unit of the\n"
                   "same name in an account replaces them there, wholly or in part, and what updates or cleans up "
                   "stops doing so.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/web/units/user/podman-auto-update.timer
[Timer]
OnCalendar=daily

[Install]
WantedBy=timers.target

== services/web/units/user/podman-auto-update.service
[Service]
ExecStart=/usr/bin/podman auto-update
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/web/units/user/web-update.timer
[Timer]
OnCalendar=daily

[Install]
WantedBy=timers.target

== services/web/units/user/web-update.service
[Service]
ExecStart=/usr/bin/podman auto-update
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
