#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    const auto tell = [&](const Unit& unit, Span at) {
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("`", unit.name, "` is in the network of the host"),
                    .at = at,
                    .help = "publish its ports instead; if it needs broadcasts or raw sockets: `# nagaya: allow "
                            "host-network: reason`"});
    };
    for (const Unit& unit : context.units()) {
        if (unit.kind != UnitKind::container && unit.kind != UnitKind::pod && unit.kind != UnitKind::kube) continue;
        for (const syntax::UnitEntry* entry : all_values(unit, section_of(unit.kind), "Network"))
            if (entry->value == "host") tell(unit, entry->value_at);
        const auto network = podman_option(podman_arguments(context, unit), "--network");
        if (network && network->value == "host") tell(unit, network->at);
    }
}

}  // namespace

extern const Rule host_network = {
    .info =
        {
            .code = "host-network",
            .summary = "a container uses the network of the host",
            .why = "It reaches everything that listens on the host's loopback, also the services of other accounts "
                   "that are meant for a\n"
                   "few, and its own ports are open on every address. Ports are published with `PublishPort=`; "
                   "services of the same host\n"
                   "are reached by `[needs] services`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Network=host

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
# nagaya: allow host-network: sends and answers broadcasts
Network=host

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
