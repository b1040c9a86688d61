#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/ports.hpp"
#include "lint/publish.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check_port(const Context& context, const model::Service& service, const model::Port& port, const RuleInfo& info,
                Report& report) {
    for (const Unit& unit : context.units(service)) {
        for (const auto& line : context.parts_of(unit).published.lines) {
            const bool it = line.first <= port.target.value && port.target.value <= line.last;
            if (!it || !line.address.starts_with("127.")) continue;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("`", unit.name, "` publishes port `", port.name.value, "` on ", line.address,
                                          ", where no redirect arrives"),
                        .at = line.at,
                        .labels = {{.at = port.via.at == Span{} ? port.name.at : port.via.at,
                                    .message = "connections are redirected"}},
                        .help = "publish `@@PUBLISH_<NAME>@@:…`, which is right for every way in"});
        }
    }
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const auto& [name, service] : context.site().services) {
        for (const auto& port : service.ports) {
            if (port.listen && model::way_of(port, service.rootful()) == model::Way::redirect)
                check_port(context, service, port, info, report);
        }
    }
}

}  // namespace

extern const Rule redirect_to_loopback = {
    .info =
        {
            .code = "redirect-to-loopback",
            .summary = "a redirected port is published on the loopback only",
            .why = "A redirect changes the port of a packet and keeps it on the interface by which it came, so what "
                   "listens on\n"
                   "127.0.0.1 never sees it: every connection from outside is refused. `@@PUBLISH_<NAME>@@` is what to "
                   "publish for the\n"
                   "way in that the port has. The packet filter keeps others from the target itself.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[[port]]
name = "http"
listen = 80
via = "redirect"

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=127.0.0.1:@@PORT_HTTP@@:80

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
via = "redirect"

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
