#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// Does the site build the image, from a Containerfile that brings a probe?
bool image_has_probe(const Context& context, const Unit& unit) {
    const auto* entry = last_value(unit, "Container", "Image");
    if (entry == nullptr) return false;
    const auto& site = context.site();
    const auto image = Expansion(site, nullptr, *unit.service).expand(entry->value);
    if (!image || !image->starts_with("localhost/")) return false;
    const auto name = image->substr(10, image->find(':', 10) - 10);
    const auto* service = site.find_service(name);
    const auto shared = site.images.find(name);
    const model::ImageSource* source = service != nullptr && service->image ? &*service->image
                                       : shared != site.images.end()        ? &shared->second
                                                                            : nullptr;
    return source != nullptr && context.sources().text(source->containerfile).contains("HEALTHCHECK");
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (unit.kind != UnitKind::container) continue;
        const auto* notify = last_value(unit, "Container", "Notify");
        if (notify == nullptr || notify->value != "healthy") continue;
        const auto* probe = last_value(unit, "Container", "HealthCmd");
        const bool none = probe != nullptr && (probe->value.empty() || probe->value == "none");
        if (!none && (probe != nullptr || image_has_probe(context, unit))) continue;
        Diagnostic finding{
            .code = info.code,
            .severity = info.severity,
            .message = concat("`", unit.name, "` waits to be healthy, and has no probe that could say so"),
            .at = notify->value_at,
            .help = "add `HealthCmd=`; a probe that another registry's image brings cannot be seen here"};
        if (none) finding.labels = {{.at = probe->value_at, .message = "switched off here"}};
        report.add(std::move(finding));
    }
}

}  // namespace

extern const Rule notify_healthy_without_probe = {
    .info =
        {
            .code = "notify-healthy-without-probe",
            .summary = "`Notify=healthy` without a health check",
            .why = "With `Notify=healthy` the unit counts as started once the container's health check succeeds. "
                   "Without a check\n"
                   "that never happens: the start hangs until `TimeoutStartSec` runs out and then fails, though the "
                   "program\n"
                   "runs. Give the container a `HealthCmd=`, or the image a `HEALTHCHECK`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Notify=healthy

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
Notify=healthy
HealthCmd=curl -fsS http://127.0.0.1/

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
