#include <map>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const auto& [name, service] : context.site().services) {
        std::map<std::string_view, Span> first;
        for (const auto& port : service.ports) {
            const auto [place, is_new] = first.try_emplace(port.name.value, port.name.at);
            if (is_new) continue;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("service `", name, "` has two ports called `", port.name.value, "`"),
                        .at = port.name.at,
                        .labels = {{.at = place->second, .message = "the first one"}},
                        .help = "give the second one a name of its own"});
        }
    }
}

}  // namespace

extern const Rule duplicate_port = {
    .info =
        {
            .code = "duplicate-port",
            .summary = "two ports of a service have the same name",
            .why =
                "A port's name stands for its number in `@@PORT_<NAME>@@`, and names the socket unit that takes its\n"
                "connections. With two ports of one name it would be chance which of them is meant.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[[port]]
name = "http"
listen = 8080

[[port]]
name = "http"
listen = 8443

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=8080:80
PublishPort=8443:443

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
listen = 8080

[[port]]
name = "https"
listen = 8443

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=8080:80
PublishPort=8443:443

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
