#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container(context, [&](const Unit& unit) {
        const bool limited =
            last_value(unit, "Container", "Memory") != nullptr || last_value(unit, "Service", "MemoryMax") != nullptr ||
            last_value(unit, "Service", "MemoryHigh") != nullptr || last_value(unit, "Service", "Slice") != nullptr ||
            last_value(unit, "Container", "Pod") != nullptr;
        if (limited) return;
        if (podman_option(podman_arguments(context, unit), "--memory") ||
            podman_option(podman_arguments(context, unit), "-m"))
            return;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("`", unit.name, "` has no memory limit"),
                    .at = unit.at(),
                    .help = "add `MemoryMax=` to its `[Service]` section"});
    });
}

}  // namespace

extern const Rule missing_memory_limit = {
    .info =
        {
            .code = "missing-memory-limit",
            .summary = "a container may take all memory of the host",
            .why = "A leak in one service then makes the kernel kill processes of others. `Memory=` (Podman 5.5), "
                   "`PodmanArgs=--memory=…`\n"
                   "or `MemoryMax=` in `[Service]` ends the one that leaks.",
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
MemoryMax=512M

[Install]
WantedBy=default.target
)",
            .severity = Severity::note,
        },
    .check = check,
};

}  // namespace nagaya::lint
