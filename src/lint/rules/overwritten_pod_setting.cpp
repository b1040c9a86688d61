#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (unit.kind != UnitKind::pod) continue;
        const HostView* oldest = context.oldest_host_of(*unit.service);
        const PodmanVersion podman = oldest != nullptr ? oldest->podman : PodmanVersion{};
        const auto tell = [&](std::string_view key, std::string_view by) {
            const syntax::UnitEntry* entry = last_value(unit, "Service", key);
            if (entry == nullptr || entry->value.empty() || entry->value == by) return;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("the generator puts `", by.empty() ? key : concat(key, "=", by),
                                          by.empty() ? "=` of its own" : "`", " in the place of this line"),
                        .at = entry->key_at,
                        .help = "take it out"});
        };
        tell("Type", "forking");
        if (podman < PodmanVersion{5, 8}) tell("Restart", "on-failure");
        if (podman < PodmanVersion{5, 5}) tell("Environment", "");
    }
}

}  // namespace

extern const Rule overwritten_pod_setting = {
    .info =
        {
            .code = "overwritten-pod-setting",
            .summary = "a setting of a pod service is overwritten by the generator",
            .why = "For `.pod` files the generator writes `Type=forking` into `[Service]`, whatever stands there, and "
                   "until Podman 5.8\n"
                   "`Restart=on-failure`; until 5.5 it replaces the last `Environment=` line.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Pod=front.pod

[Install]
WantedBy=default.target

== services/web/front.pod
[Pod]

[Service]
Type=oneshot
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Pod=front.pod

[Install]
WantedBy=default.target

== services/web/front.pod
[Pod]
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
