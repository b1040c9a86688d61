#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container(context, [&](const Unit& unit) {
        if (!unit.service->health.empty() || last_value(unit, "Container", "HealthCmd") != nullptr) return;
        const syntax::UnitEntry* type = last_value(unit, "Service", "Type");
        if (type != nullptr && type->value == "oneshot") return;
        const auto& image = context.parts_of(unit).image;
        const model::ImageSource* built = image ? built_image(context.site(), *image) : nullptr;
        if (built != nullptr && context.sources().text(built->containerfile).contains("HEALTHCHECK")) return;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("nothing tells whether `", unit.name, "` works"),
                    .at = unit.at(),
                    .help = "add `HealthCmd=`, or `[health]` to service.toml"});
    });
}

}  // namespace

extern const Rule missing_health_check = {
    .info =
        {
            .code = "missing-health-check",
            .summary = "a container has no health check",
            .why = "Without a check, \"running\" only says that the process is there: an apply cannot see that the new "
                   "version answers,\n"
                   "nobody waits for it to be ready, and nothing restarts it when it hangs. `HealthCmd=` runs in the "
                   "container; `[health]`\n"
                   "in service.toml asks from the host.",
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
HealthCmd=curl -fs http://127.0.0.1/

[Install]
WantedBy=default.target
)",
            .severity = Severity::note,
        },
    .check = check,
};

}  // namespace nagaya::lint
