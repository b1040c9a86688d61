#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (!unit.system() || unit.quadlet()) continue;  // Quadlet asks for it itself
        bool wanted = false;
        for (const std::string_view key : {"Wants", "Requires", "BindsTo"})
            for (const syntax::UnitEntry* entry : all_values(unit, "Unit", key))
                wanted |= entry->value.contains("network-online.target");
        if (wanted) continue;
        for (const syntax::UnitEntry* entry : all_values(unit, "Unit", "After")) {
            if (!entry->value.contains("network-online.target")) continue;
            const Span end{.file = entry->value_at.file, .begin = entry->value_at.end, .end = entry->value_at.end};
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("nothing starts the target that `", unit.name, "` waits for"),
                        .at = part_at(context.sources(), entry->value_at, "network-online.target"),
                        .help = "add `Wants=network-online.target`",
                        .fixes = {{.at = end, .replacement = "\nWants=network-online.target", .safe = true}}});
        }
    }
}

}  // namespace

extern const Rule network_online_without_wants = {
    .info =
        {
            .code = "network-online-without-wants",
            .summary = "a unit waits for the network, which nothing asks for",
            .why = "`After=network-online.target` only orders: when nothing wants the target, it is never started, and "
                   "the unit starts\n"
                   "without a network. `Wants=` belongs to it.",
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

== services/web/units/root/sync.service
[Unit]
After=network-online.target

[Service]
ExecStart=/usr/bin/true

[Install]
WantedBy=multi-user.target
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

== services/web/units/root/sync.service
[Unit]
Wants=network-online.target
After=network-online.target

[Service]
ExecStart=/usr/bin/true

[Install]
WantedBy=multi-user.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
