#include <optional>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container(context, [&](const Unit& unit) {
        std::optional<Word> driver;
        if (const auto* entry = last_value(unit, "Container", "LogDriver"))
            driver = {.value = entry->value, .at = entry->value_at};
        // Podman takes the last of an option, and the arguments come after what the keys make.
        if (const auto argument = podman_option(podman_arguments(context, unit), "--log-driver")) driver = argument;
        if (!driver || driver->value == "journald" || driver->value.starts_with("passthrough") || driver->value.empty())
            return;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("what `", unit.name, "` logs is not in the journal"),
                    .at = driver->at,
                    .help = "write `journald`",
                    .fixes = {{.at = driver->at, .replacement = "journald"}}});
    });
}

}  // namespace

extern const Rule logs_elsewhere = {
    .info =
        {
            .code = "logs-elsewhere",
            .summary = "a container does not log to the journal",
            .why = "`nagaya logs` and the last lines that a failed apply shows come from the journal. With "
                   "`LogDriver=none` there are\n"
                   "none; with `k8s-file` or `json-file` they go with the container.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
LogDriver=none

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
LogDriver=journald

[Install]
WantedBy=default.target
)",
            .severity = Severity::note,
        },
    .check = check,
};

}  // namespace nagaya::lint
