#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (unit.kind != UnitKind::container || last_value(unit, "Service", "Restart") != nullptr) continue;
        const syntax::UnitEntry* type = last_value(unit, "Service", "Type");
        if (type != nullptr && type->value == "oneshot") continue;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("`", unit.name, "` is not started again when it fails"),
                    .at = unit.at(),
                    .help = "add `Restart=on-failure` and `RestartSec=10` to its `[Service]` section"});
    }
}

}  // namespace

extern const Rule missing_restart = {
    .info =
        {
            .code = "missing-restart",
            .summary = "a container stays down when it ends",
            .why = "Without `Restart=` in `[Service]` systemd leaves a container that failed as it is. `on-failure` "
                   "brings back what\n"
                   "crashed; `always` also what ended by itself.\n"
                   "At a boot a busy systemd 257 can miss Podman's word that a container is up, and then fails it "
                   "(`Failed with "
                   "result\n"
                   "'protocol'`): that too stays down without it.",
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
