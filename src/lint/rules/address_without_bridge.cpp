#include <algorithm>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

bool is_without_bridge(std::string_view network) {
    const std::string_view mode = network.substr(0, network.find(':'));
    return mode == "host" || mode == "none" || mode == "ns" || mode == "container" || mode == "pasta" ||
           mode == "slirp4netns" || mode.ends_with(".container");
}

void check_unit(const Context& context, const Unit& unit, const RuleInfo& info, Report& report) {
    const std::string_view section = section_of(unit.kind);
    const auto networks = all_values(unit, section, "Network");
    const auto bridge =
        std::ranges::find_if_not(networks, [](const auto* entry) { return is_without_bridge(entry->value); });
    if (bridge != networks.end()) return;
    if (networks.empty() &&
        (unit.system() || !option_values(podman_arguments(context, unit), {"--network", "--net"}).empty()))
        return;
    if (last_value(unit, "Container", "Pod") != nullptr) return;  // port-in-pod-member
    for (const std::string_view key : {"IP", "IP6", "NetworkAlias"})
        for (const syntax::UnitEntry* entry : all_values(unit, section, key)) {
            Diagnostic finding{.code = info.code,
                               .severity = networks.empty() ? Severity::warning : info.severity,
                               .message = networks.empty()
                                              ? concat("`", key,
                                                       "=` needs a network, and a container of an account has "
                                                       "none of its own")
                                              : concat("`", key, "=` needs a network of the kind bridge"),
                               .at = entry->key_at,
                               .help = "add `Network=` with a `.network` file, or take the line out"};
            if (!networks.empty())
                finding.labels = {{.at = networks[0]->value_at, .message = "this one has no addresses to give"}};
            report.add(std::move(finding));
        }
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units())
        if (unit.kind == UnitKind::container || unit.kind == UnitKind::pod) check_unit(context, unit, info, report);
}

}  // namespace

extern const Rule address_without_bridge = {
    .info =
        {
            .code = "address-without-bridge",
            .summary = "an address or an alias is asked for where no network gives it",
            .why = "A fixed address and a further name are things of a bridge network, which a `.network` file makes. "
                   "On the network of\n"
                   "the host, and on the one that a container of an account has unless it is told otherwise (pasta, "
                   "slirp4netns), Podman\n"
                   "refuses to make the container: `networks and static ip/mac address can only be used with Bridge "
                   "mode networking`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
IP=10.89.7.5

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
Network=front.network
IP=10.89.7.5

[Install]
WantedBy=default.target

== services/web/front.network
[Network]
Subnet=10.89.7.0/24
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
