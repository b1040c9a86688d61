#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"
#include "model/duration.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container(context, [&](const Unit& unit) {
        const syntax::UnitEntry* interval = last_value(unit, "Container", "HealthInterval");
        if (interval == nullptr) return;
        const auto ms = model::parse_duration(interval->value);
        if (!ms || *ms >= 10'000 || *ms == 0) return;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("`", unit.name, "` logs its health ", 3'600'000 / *ms, " times an hour"),
                    .at = interval->value_at,
                    .help = "write `30s`, and `HealthStartupInterval=` for the time while it starts",
                    .fixes = {{.at = interval->value_at, .replacement = "30s"}}});
    });
}

}  // namespace

extern const Rule chatty_health_check = {
    .info =
        {
            .code = "chatty-health-check",
            .summary = "a health check fills the journal",
            .why =
                "Podman writes an event for each check, and each run is a unit of its own that systemd logs: an "
                "interval of a few\n"
                "seconds makes thousands of lines an hour, and costs a process each time. 30 seconds is the default;\n"
                "`HealthStartupInterval=` is quick while the container starts, `HealthLogDestination=` sends the "
                "results elsewhere.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
HealthCmd=curl -fs http://127.0.0.1/
HealthInterval=2s

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
HealthCmd=curl -fs http://127.0.0.1/
HealthInterval=30s

[Install]
WantedBy=default.target
)",
            .severity = Severity::note,
        },
    .check = check,
};

}  // namespace nagaya::lint
