#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (unit.kind != UnitKind::container && unit.kind != UnitKind::kube) continue;
        const syntax::UnitEntry* type = last_value(unit, "Service", "Type");
        if (type != nullptr && type->value != "notify" && type->value != "oneshot")
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("a container's service is never of type `", visible(type->value), "`"),
                        .at = type->value_at,
                        .help = "take the line out, or write `oneshot`"});
        const syntax::UnitEntry* kill = last_value(unit, "Service", "KillMode");
        if (kill != nullptr && kill->value != "mixed" && kill->value != "control-group")
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("a container's service has no `KillMode=", visible(kill->value), "`"),
                        .at = kill->value_at,
                        .help = "take the line out"});
    }
}

}  // namespace

extern const Rule service_type = {
    .info =
        {
            .code = "service-type",
            .summary = "a Quadlet has a service type that its generator refuses",
            .why = "The generator decides how the service tells that it is up: a container is `notify`, or `oneshot` "
                   "when `Type=` says so.\n"
                   "With another type it makes no unit at all; `KillMode=` may be `mixed` or `control-group`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Service]
Type=exec

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

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
