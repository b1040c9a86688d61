#include <algorithm>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/ports.hpp"
#include "lint/publish.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// Everything that a service lays open, or the fact that it cannot be told from its files.
struct Reach {
    std::vector<Published> lines;
    bool known = true;
    bool containers = false;
};

bool on_host_network(const Expansion& expansion, const Unit& unit) {
    for (const auto* entry : all_values(unit, section_of(unit.kind), "Network")) {
        // An option behind the name may hold what only the host knows: pasta:--map-host-loopback=@@HOST_LOOPBACK@@.
        const auto name = expansion.expand(std::string_view(entry->value).substr(0, entry->value.find(":-")));
        // Another container's network publishes there, not here.
        if (!name || *name == "host" || name->starts_with("container:") || name->ends_with(".container")) return true;
    }
    return false;
}

/// A hand-written service that goes on running can listen on anything.
bool may_listen(const Unit& unit) {
    if (unit.quadlet() || !unit.name.ends_with(".service")) return false;
    const auto* type = last_value(unit, "Service", "Type");
    return type == nullptr || type->value != "oneshot";
}

Reach reach_of(const Context& context, const model::Host* host, const model::Service& service) {
    const Expansion expansion(context.site(), host, service);
    Reach reach;
    const auto take = [&](PublishedLines published) {
        reach.known = reach.known && published.complete;
        std::ranges::move(published.lines, std::back_inserter(reach.lines));
    };
    for (const Unit& unit : context.units(service)) {
        take(context.parts_on(host, unit).published);
        take(listened_by(expansion, unit));
        const bool container = unit.quadlet() && (unit.kind == UnitKind::container || unit.kind == UnitKind::pod);
        reach.containers = reach.containers || container;
        if (container &&
            (on_host_network(expansion, unit) || last_value(unit, section_of(unit.kind), "PodmanArgs") != nullptr))
            reach.known = false;
        if (unit.kind == UnitKind::kube || may_listen(unit))
            reach.known = false;  // a kube file's ports stand in its YAML
    }
    return reach;
}

bool serves(const Published& line, const model::Service& service, const model::Port& port) {
    if (line.first == 0 || line.protocol != name(port.protocol.value)) return false;
    const auto within = [&](uint16_t number) { return line.first <= number && number <= line.last; };
    if (within(port.target.value) && share_address(line.address, "127.0.0.1")) return true;
    return port.listen && !is_proxied(service, port) && within(port.listen->value);
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const auto& [service_name, service] : context.site().services) {
        if (service.ports.empty()) continue;
        const auto hosts = context.hosts_of(service);
        const auto reach = reach_of(context, hosts.empty() ? nullptr : hosts.front()->host, service);
        if (!reach.known || !reach.containers) continue;
        for (const auto& port : service.ports) {
            // What is handed over as a socket is published nowhere.
            if (port.target.value == 0 || model::way_of(port, service.rootful()) == model::Way::fd) continue;
            if (std::ranges::any_of(reach.lines, [&](const Published& line) { return serves(line, service, port); }))
                continue;
            std::string upper;
            for (char c : port.name.value)
                upper += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
            const bool udp = port.protocol.value == model::Protocol::udp;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("no container of service `", service_name, "` publishes port `",
                                          port.name.value, "`"),
                        .at = port.name.at,
                        .help = concat("add `PublishPort=@@PUBLISH_", upper, "@@:<port in the container>",
                                       udp ? "/udp" : "", "` to a container")});
        }
    }
}

}  // namespace

extern const Rule unpublished_port = {
    .info =
        {
            .code = "unpublished-port",
            .summary = "a declared port is published by no container of the service",
            .why = "`[[port]]` says where the world's connections go: to `target` on 127.0.0.1 of the host. Something "
                   "must\n"
                   "listen there, and that is a `PublishPort=` of a container or pod of the same service, or a socket "
                   "unit.\n"
                   "Without it every connection is refused. Services whose ports cannot be told from their files "
                   "(`.kube`\n"
                   "files, the host's network, `PodmanArgs=`, plain services) are not checked.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[[port]]
name = "http"
listen = 80
target = 8080

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=127.0.0.1:8081:80

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[[port]]
name = "http"
listen = 80
target = 8080

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=@@PUBLISH_HTTP@@:80

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
