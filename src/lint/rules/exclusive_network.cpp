#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// Can a container with this network have no other? Bridges can be several.
bool is_exclusive(std::string_view value) {
    const std::string_view mode = value.substr(0, value.find(':'));
    return mode == "host" || mode == "none" || mode == "ns" || mode == "container" || mode == "pasta" ||
           mode == "slirp4netns" || mode.ends_with(".container");
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (unit.kind != UnitKind::container && unit.kind != UnitKind::pod && unit.kind != UnitKind::kube) continue;
        const auto networks = all_values(unit, section_of(unit.kind), "Network");
        if (networks.size() < 2) continue;
        for (const syntax::UnitEntry* entry : networks) {
            if (!is_exclusive(entry->value)) continue;
            const syntax::UnitEntry* other = entry == networks[0] ? networks[1] : networks[0];
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("`", visible(entry->value), "` cannot stand beside another network"),
                        .at = entry->value_at,
                        .labels = {{.at = other->value_at, .message = "the other"}},
                        .help = "take one of the two lines out"});
            break;
        }
    }
}

}  // namespace

extern const Rule exclusive_network = {
    .info =
        {
            .code = "exclusive-network",
            .summary = "a network that must be the only one stands beside another",
            .why = "A container can be in several bridge networks. `host`, `none`, `pasta`, `slirp4netns` and the "
                   "network of another container\n"
                   "are the only one, or Podman refuses to make the container: `cannot set multiple networks without "
                   "bridge network mode`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Network=back.network
Network=pasta

[Install]
WantedBy=default.target

== services/web/back.network
[Network]
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Network=back.network

[Install]
WantedBy=default.target

== services/web/back.network
[Network]
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
