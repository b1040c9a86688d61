#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        const syntax::UnitEntry* type = last_value(unit, "Service", "Type");
        const syntax::UnitEntry* restart = last_value(unit, "Service", "Restart");
        if (type == nullptr || type->value != "oneshot" || restart == nullptr) continue;
        if (restart->value != "always" && restart->value != "on-success") continue;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("systemd refuses `", unit.name, "`: what runs once is not restarted `",
                                      restart->value, "`"),
                    .at = restart->value_at,
                    .labels = {{.at = type->value_at, .message = "runs once"}},
                    .help = "write `on-failure`",
                    .fixes = {{.at = restart->value_at, .replacement = "on-failure"}}});
    }
}

}  // namespace

extern const Rule oneshot_restart = {
    .info =
        {
            .code = "oneshot-restart",
            .summary = "a unit that runs once is to be restarted always",
            .why = "systemd refuses `Restart=always` and `Restart=on-success` for `Type=oneshot`: such a service would "
                   "never be over. The\n"
                   "unit is not loaded. `on-failure` is allowed.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Service]
Type=oneshot
Restart=always

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
Type=oneshot
Restart=on-failure
RestartSec=10

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
