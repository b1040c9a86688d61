#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/ports.hpp"
#include "lint/publish.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check_ports(const model::Service& service, const RuleInfo& info, Report& report) {
    for (const auto& port : service.ports) {
        if (!port.listen || port.listen->value >= 1024 || port.via.value != model::Via::direct) continue;
        report.add(
            {.code = info.code,
             .severity = info.severity,
             .message = concat("account `", service.account.value, "` cannot listen on port ", port.listen->value),
             .at = port.listen->at,
             .labels = {{.at = port.via.at, .message = "the container is to take connections itself"}},
             .help = "take `via` out: below 1024 a socket of the system manager takes the connections"});
    }
}

void check_units(const Context& context, const model::Service& service, const RuleInfo& info, Report& report) {
    const Expansion expansion(context.site(), nullptr, service);
    for (const Unit& unit : context.units(service)) {
        for (const auto& line : published_by(expansion, unit).lines) {
            if (line.first == 0 || line.first >= 1024) continue;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("account `", service.account.value, "` cannot publish port ", line.first),
                        .at = part_at(context.sources(), line.at, concat(line.first)),
                        .help = concat("declare a `[[port]]` with `listen = ", line.first,
                                       "` in service.toml, and publish `127.0.0.1:@@PORT_<NAME>@@:…`")});
        }
    }
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const auto& [name, service] : context.site().services) {
        if (service.rootful()) continue;
        check_ports(service, info, report);
        check_units(context, service, info, report);
    }
}

}  // namespace

extern const Rule privileged_port = {
    .info =
        {
            .code = "privileged-port",
            .summary = "a rootless container wants a port below 1024",
            .why = "Ports below 1024 belong to root (`net.ipv4.ip_unprivileged_port_start`), so a container of an "
                   "ordinary\n"
                   "account fails to start with `rootlessport cannot expose privileged port`. The way in is a socket "
                   "unit of\n"
                   "the system manager, which hands each connection to the container's port on 127.0.0.1: declare a "
                   "`[[port]]`\n"
                   "with `listen`, and let the container publish `@@PORT_<NAME>@@`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=80:80

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

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=127.0.0.1:@@PORT_HTTP@@:80

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
