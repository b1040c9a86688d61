#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const auto& [name, service] : context.site().services) {
        for (const auto& port : service.ports) {
            const bool around = port.via.value == model::Via::redirect || port.via.value == model::Via::socket_proxy;
            if (!port.listen && port.via.value != model::Via::automatic)
                report.add({.code = info.code,
                            .severity = info.severity,
                            .message = concat("port `", port.name.value, "` of service `", name,
                                              "` has a way in, and no `listen`"),
                            .at = port.via.at,
                            .help = "add `listen`, or take `via` out"});
            else if (port.listen && service.rootful() && around)
                report.add({.code = info.code,
                            .severity = info.severity,
                            .message = concat("service `", name, "` runs as root, which may listen on port ",
                                              port.listen->value, " itself"),
                            .at = port.via.at,
                            .help = "take `via` out, and publish `@@PUBLISH_<NAME>@@`"});
        }
    }
}

}  // namespace

extern const Rule pointless_way = {
    .info =
        {
            .code = "pointless-way",
            .summary = "a way in that has nothing to do",
            .why = "`via` says how connections get from `listen` to a container that may not listen there itself. A "
                   "rootful container may\n"
                   "listen everywhere, and the detour costs time and, with `socket-proxy`, the clients' addresses. A "
                   "port without\n"
                   "`listen` is for services of the same host and has no way in.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[account]
name = "root"

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
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[account]
name = "root"

[[port]]
name = "http"
listen = 80

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=@@PUBLISH_HTTP@@:80

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
