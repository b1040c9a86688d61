#include <set>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/finding.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check_absent(const Context& context, const model::Service& service, const model::Need& need, const RuleInfo& info,
                  Report& report) {
    for (const auto* host : context.hosts_of(service)) {
        if (host->runs(need.service.value)) continue;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("service `", service.name, "` needs `", need.service.value, "`, which host `",
                                      host->host->name, "` does not run"),
                    .at = need.service.at,
                    .labels = {{.at = start_of(host->host->at), .message = "this host"}},
                    .help = concat("add `", need.service.value, "` to `services` of the host, or take the need out")});
    }
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    const auto& site = context.site();
    for (const auto& [name, service] : site.services) {
        for (const auto& need : service.needs) {
            if (site.find_service(need.service.value) != nullptr) {
                check_absent(context, service, need, info, report);
                continue;
            }
            Diagnostic finding{.code = info.code,
                               .severity = info.severity,
                               .message = concat("service `", name, "` needs `", need.service.value,
                                                 "`, which the site does not have"),
                               .at = need.service.at};
            auto candidates = names_of(site.services);
            std::erase(candidates, name);
            suggest(finding, context.sources(), need.service.value, candidates, "take the need out");
            report.add(std::move(finding));
        }
    }
}

}  // namespace

extern const Rule unknown_need = {
    .info =
        {
            .code = "unknown-need",
            .summary = "a service needs one that its host does not run",
            .why = "`[needs] services` orders services on one host: those named are started before, by an apply\n"
                   "and at boot. A service that the site does not have, or that runs\n"
                   "elsewhere, can never be waited for.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/service.toml
[needs]
services = ["database"]

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
services = ["database", "web"]

== services/database/database.container
[Container]
Image=docker.io/library/mariadb:11

[Install]
WantedBy=default.target

== services/web/service.toml
[needs]
services = ["database"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
