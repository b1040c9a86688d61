#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (unit.kind != UnitKind::container && unit.kind != UnitKind::pod) continue;
        const std::string_view section = section_of(unit.kind);
        const syntax::UnitEntry* network = last_value(unit, section, "Network");
        if (network == nullptr) continue;
        const std::string_view mode = network->value;
        const bool none = mode == "none";
        if (!none && mode != "host" && !mode.starts_with("container:") && !mode.starts_with("ns:") &&
            !mode.ends_with(".container"))
            continue;
        for (const syntax::UnitEntry* entry : all_values(unit, section, "PublishPort")) {
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("`", visible(entry->value), "` is not published: `", unit.name, "` ",
                                          none ? "has no network" : "uses the network of another"),
                        .at = entry->value_at,
                        .labels = {{.at = network->value_at, .message = "that one"}},
                        .help = mode == "host" || none ? "take one of the two lines out"
                                                       : "publish the port where the network is made"});
        }
    }
}

}  // namespace

extern const Rule port_of_shared_network = {
    .info =
        {
            .code = "port-of-shared-network",
            .summary = "a container publishes ports, and has no network of its own to publish from",
            .why = "With `Network=host` the program listens on the host itself, and `PublishPort=` does nothing. With\n"
                   "`Network=container:x` the ports are those of the other container, and Podman refuses to start this "
                   "one.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
# nagaya: allow host-network: answers broadcasts
Network=host
PublishPort=127.0.0.1:8080:80

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
# nagaya: allow host-network: answers broadcasts
Network=host

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
