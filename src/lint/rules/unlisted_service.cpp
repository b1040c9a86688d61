#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/finding.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    // A site that has no hosts yet is not finished; saying so once for every service would help nobody.
    // After errors it is often only what follows from them.
    if (context.hosts().empty() || report.has_errors()) return;
    for (const auto& [name, service] : context.site().services) {
        if (!context.hosts_of(service).empty()) continue;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("no host runs service `", name, "`"),
                    .at = start_of(service.at),
                    .help = concat("add `", name, "` to `services` of a file below hosts/")});
    }
}

}  // namespace

extern const Rule unlisted_service = {
    .info =
        {
            .code = "unlisted-service",
            .summary = "a service of the site runs on no host",
            .why =
                "A service reaches a host only when the host's file lists it. One that no host lists is checked as far "
                "as\n"
                "that goes without a host, and is never deployed. If that is meant, leave it: this is only a warning.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = []

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

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

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
