#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// May its service have several ExecStart=? The generator makes those oneshot that make something and end.
bool is_oneshot(const Unit& unit) {
    if (const auto* type = last_value(unit, "Service", "Type"); type != nullptr) return type->value == "oneshot";
    return unit.kind != UnitKind::container && unit.kind != UnitKind::kube && unit.kind != UnitKind::pod;
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (!unit.quadlet() || is_oneshot(unit)) continue;
        const syntax::UnitEntry* entry = last_value(unit, "Service", "ExecStart");
        if (entry == nullptr || entry->value.empty()) continue;
        report.add(
            {.code = info.code,
             .severity = info.severity,
             .message = concat("`", unit.name, "` gets its `ExecStart=` from the generator, and this is a second one"),
             .at = entry->key_at,
             .help = "write `Exec=` in `[Container]`, or `ExecStartPre=` here"});
    }
}

}  // namespace

extern const Rule exec_start_in_quadlet = {
    .info =
        {
            .code = "exec-start-in-quadlet",
            .summary = "a Quadlet has an ExecStart of its own",
            .why = "The generator writes `ExecStart=` itself. With a second one systemd refuses the whole unit (only "
                   "`oneshot` may have\n"
                   "several). What the container runs is `Exec=` in `[Container]`; what runs before and after is "
                   "`ExecStartPre=` and\n"
                   "`ExecStartPost=`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Service]
ExecStart=/usr/bin/true

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
Exec=/usr/bin/true

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
