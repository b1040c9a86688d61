#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/ports.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const auto& [name, service] : context.site().services) {
        for (const auto& port : service.ports) {
            if (!wants_proxy(service, port) || port.protocol.value != model::Protocol::udp) continue;
            const bool written = port.via.value == model::Via::socket_proxy;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("port `", port.name.value, "` of service `", name,
                                          "` is udp, and its way in carries tcp only"),
                        .at = port.protocol.at,
                        .labels = {{.at = written ? port.via.at : port.listen->at,
                                    .message = written ? "this way in" : "below 1024 it needs a way in"}},
                        .help = "listen on 1024 or above with `via = \"direct\"`, or run the service as `root`"});
        }
    }
}

}  // namespace

extern const Rule udp_through_proxy = {
    .info =
        {
            .code = "udp-through-proxy",
            .summary = "a udp port is to come in through the socket proxy",
            .why = "The way in for ports below 1024 is a socket of the system manager and `systemd-socket-proxyd`, "
                   "which carries\n"
                   "streams: tcp. For udp there is none, so nothing would listen. Let the container publish a port "
                   "from 1024 on\n"
                   "itself (`via = \"direct\"`), or make the service rootful.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["dns"]

== services/dns/service.toml
[[port]]
name = "dns"
listen = 53
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
listen = 5353
via = "direct"
protocol = "udp"

== services/dns/dns.container
[Container]
Image=docker.io/coredns/coredns:1.12.0
PublishPort=5353:53/udp

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
