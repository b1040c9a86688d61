#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (!unit.quadlet()) continue;
        const syntax::UnitEntry* entry = last_value(unit, section_of(unit.kind), "ServiceName");
        if (entry == nullptr || (!entry->value.empty() && !entry->value.ends_with(".service"))) continue;
        Diagnostic finding{
            .code = info.code,
            .severity = info.severity,
            .message = concat("the service will be called `", entry->value, ".service`"),
            .at = entry->value.empty() ? entry->key_at : entry->value_at,
            .help = entry->value.empty() ? "write a name, or take the line out" : "write the name without `.service`"};
        if (!entry->value.empty())
            finding.fixes = {{.at = entry->value_at,
                              .replacement = std::string(entry->value.substr(0, entry->value.size() - 8)),
                              .safe = true}};
        report.add(std::move(finding));
    }
}

}  // namespace

extern const Rule service_name_suffix = {
    .info =
        {
            .code = "service-name-suffix",
            .summary = "a service name is empty or has an ending",
            .why = "Quadlet puts `.service` behind `ServiceName=`, whatever it is: `web.service` becomes "
                   "`web.service.service`, and an\n"
                   "empty name `.service`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
ServiceName=front.service

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
ServiceName=front

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
