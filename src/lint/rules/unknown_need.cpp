#include <set>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/finding.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// A service that another names in [needs].
struct Named {
    const Located<std::string>& name;
    std::string_view verb;  ///< "needs", "reaches for"
};

void check_absent(const Context& context, const model::Service& service, const Named& need, const RuleInfo& info,
                  Report& report) {
    for (const auto* host : context.hosts_of(service)) {
        if (host->runs(need.name.value)) continue;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("service `", service.name, "` ", need.verb, " `", need.name.value,
                                      "`, which host `", host->host->name, "` does not run"),
                    .at = need.name.at,
                    .labels = {{.at = start_of(host->host->at), .message = "this host"}},
                    .help = concat("add `", need.name.value, "` to `services` of the host, or take the need out")});
    }
}

void check_named(const Context& context, const model::Service& service, const Named& need, const RuleInfo& info,
                 Report& report) {
    const auto& site = context.site();
    if (site.find_service(need.name.value) != nullptr) return check_absent(context, service, need, info, report);
    Diagnostic finding{.code = info.code,
                       .severity = info.severity,
                       .message = concat("service `", service.name, "` ", need.verb, " `", need.name.value,
                                         "`, which the site does not have"),
                       .at = need.name.at};
    auto candidates = names_of(site.services);
    std::erase(candidates, service.name);
    suggest(finding, context.sources(), need.name.value, candidates, "take the need out");
    report.add(std::move(finding));
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const auto& [name, service] : context.site().services) {
        for (const auto& need : service.needs)
            check_named(context, service, {.name = need.service, .verb = "needs"}, info, report);
        for (const auto& reach : service.reaches)
            check_named(context, service, {.name = reach, .verb = "reaches for"}, info, report);
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
Image=docker.io/library/memcached:1.6

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
