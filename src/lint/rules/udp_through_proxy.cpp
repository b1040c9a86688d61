#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/ports.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const auto& [name, service] : context.site().services) {
        for (const auto& port : service.ports) {
            if (!is_proxied(service, port) || port.protocol.value != model::Protocol::udp) continue;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("port `", port.name.value, "` of service `", name,
                                          "` is udp, and its way in carries tcp only"),
                        .at = port.protocol.at,
                        .labels = {{.at = port.via.at, .message = "this way in"}},
                        .help = "write `via = \"redirect\"`, and publish `@@PUBLISH_<NAME>@@`"});
        }
    }
}

}  // namespace

extern const Rule udp_through_proxy = {
    .info =
        {
            .code = "udp-through-proxy",
            .summary = "a udp port is to come in through the socket proxy",
            .why =
                "`via = \"socket-proxy\"` is a socket of the system manager and `systemd-socket-proxyd`, which carries "
                "streams:\n"
                "tcp. For udp nothing would listen. `via = \"redirect\"` has the packet filter send what comes in to "
                "the\n"
                "container, for udp too, and the container sees the clients' addresses.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["dns"]

== services/dns/service.toml
[[port]]
name = "dns"
listen = 53
via = "socket-proxy"
protocol = "udp"

== services/dns/dns.container
[Container]
Image=docker.io/coredns/coredns:1.12.0
PublishPort=127.0.0.1:@@PORT_DNS@@:53/udp

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["dns"]

== services/dns/service.toml
[[port]]
name = "dns"
listen = 53
via = "redirect"
protocol = "udp"

== services/dns/dns.container
[Container]
Image=docker.io/coredns/coredns:1.12.0
PublishPort=@@PUBLISH_DNS@@:53/udp

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
