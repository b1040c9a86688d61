#include <array>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

constexpr auto keys = std::to_array<std::string_view>(
    {"PublishPort", "Network", "NetworkAlias", "IP", "IP6", "HostName", "DNS", "AddHost", "UserNS"});

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        const syntax::UnitEntry* pod =
            unit.kind == UnitKind::container ? last_value(unit, "Container", "Pod") : nullptr;
        if (pod == nullptr) continue;
        for (const std::string_view key : keys) {
            for (const syntax::UnitEntry* entry : all_values(unit, "Container", key)) {
                report.add({.code = info.code,
                            .severity = info.severity,
                            .message = concat("`", key, "=` of a container in a pod is refused"),
                            .at = entry->key_at,
                            .labels = {{.at = pod->value_at,
                                        .message = key == "UserNS" ? "the users are this pod's"
                                                                   : "the network is this pod's"}},
                            .help = concat("move the line to `", pod->value, "`")});
            }
        }
    }
}

}  // namespace

extern const Rule port_in_pod_member = {
    .info =
        {
            .code = "port-in-pod-member",
            .summary = "a container of a pod publishes ports, or has a network of its own",
            .why = "All containers of a pod share the network of the pod. Podman refuses `PublishPort=`, `Network=`, "
                   "`IP=` and the like on\n"
                   "a container that joins one (\"must be defined when the pod is created\"), so it does not start. "
                   "They belong into the\n"
                   "`.pod` file, and so does `UserNS=` (`--userns and --pod cannot be set together`).",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Pod=front.pod
PublishPort=127.0.0.1:8080:80

[Install]
WantedBy=default.target

== services/web/front.pod
[Pod]
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
PublishPort=127.0.0.1:8080:80
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
