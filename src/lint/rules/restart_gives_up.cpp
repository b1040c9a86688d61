#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        const syntax::UnitEntry* restart = last_value(unit, "Service", "Restart");
        if (restart == nullptr || restart->value == "no" || last_value(unit, "Service", "RestartSec") != nullptr)
            continue;
        if (last_value(unit, "Unit", "StartLimitIntervalSec") != nullptr ||
            last_value(unit, "Unit", "StartLimitBurst") != nullptr ||
            last_value(unit, "Unit", "StartLimitInterval") != nullptr)
            continue;
        const Span end{.file = restart->value_at.file, .begin = restart->value_at.end, .end = restart->value_at.end};
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("`", unit.name, "` stays down after five failures within a second"),
                    .at = restart->value_at,
                    .help = "add `RestartSec=10`",
                    .fixes = {{.at = end, .replacement = "\nRestartSec=10", .safe = true}}});
    }
}

}  // namespace

extern const Rule restart_gives_up = {
    .info =
        {
            .code = "restart-gives-up",
            .summary = "a unit gives up after five quick failures",
            .why = "systemd starts a unit at most five times in ten seconds (`StartLimitBurst=`, "
                   "`StartLimitIntervalSec=`), and restarts\n"
                   "it after 100 ms. A container whose database is not there yet at boot uses that up in a second and "
                   "stays down.\n"
                   "`RestartSec=10` spreads the attempts, so that they never end.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Service]
Restart=on-failure

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Service]
Restart=on-failure
RestartSec=10

[Install]
WantedBy=default.target
)",
            .severity = Severity::note,
        },
    .check = check,
};

}  // namespace nagaya::lint
