#include <algorithm>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/publish.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (!unit.quadlet() || unit.service->proxies.empty() || unit.service->reverse_proxy) continue;
        for (const Published& port : context.parts_of(unit).published.lines) {
            if (!port.address.empty() && port.address != "0.0.0.0" && port.address != "[::]") continue;
            const bool declared = std::ranges::any_of(unit.service->ports, [&](const model::Port& one) {
                return one.listen && one.listen->value >= port.first && one.listen->value <= port.last;
            });
            if (declared || port.first == 0) continue;
            const std::string_view written = context.sources().text(port.at);
            const size_t skipped = port.address.empty() ? 0 : port.address.size() + 1;
            const Span head{
                .file = port.at.file, .begin = port.at.begin, .end = port.at.begin + static_cast<uint32_t>(skipped)};
            Diagnostic finding{
                .code = info.code,
                .severity = info.severity,
                .message = concat("`", visible(written), "` listens on every address, past the reverse proxy"),
                .at = port.at,
                .labels = {{.at = unit.service->proxies.front().at, .message = "published here"}},
                .help = "put `127.0.0.1:` in front"};
            if (written.starts_with(port.address)) finding.fixes = {{.at = head, .replacement = "127.0.0.1:"}};
            report.add(std::move(finding));
        }
    }
}

}  // namespace

extern const Rule published_to_all = {
    .info =
        {
            .code = "published-to-all",
            .summary = "a service behind the reverse proxy also listens on every address",
            .why = "`PublishPort=8080:80` listens on all addresses of the host, past the proxy: without https, without "
                   "its authentication,\n"
                   "and by every network the host is in. `127.0.0.1:` in front keeps the port for the proxy.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["front", "web"]

== services/front/service.toml
[reverse_proxy]

== services/front/front.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/web/service.toml
[proxy]
hosts = ["web.example.org"]
tls = false
upstream = "http://127.0.0.1:8080"

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=8080:80

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["front", "web"]

== services/front/service.toml
[reverse_proxy]

== services/front/front.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/web/service.toml
[proxy]
hosts = ["web.example.org"]
tls = false
upstream = "http://127.0.0.1:8080"

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=127.0.0.1:8080:80

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
