#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/finding.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    const auto& site = context.site();
    for (const auto& [name, host] : site.hosts) {
        for (const auto& listed : host.services) {
            if (site.find_service(listed.value) != nullptr) continue;
            Diagnostic finding{
                .code = info.code,
                .severity = info.severity,
                .message = concat("host `", name, "` lists `", listed.value, "`, which the site does not have"),
                .at = listed.at};
            suggest(finding, context.sources(), listed.value, names_of(site.services),
                    concat("make it with `nagaya new service ", listed.value, "`, or take it out of the list"));
            report.add(std::move(finding));
        }
    }
}

}  // namespace

extern const Rule unknown_service = {
    .info =
        {
            .code = "unknown-service",
            .summary = "a host lists a service that is not in the site",
            .why = "A host runs the services that its file lists, by the names of their directories below `services/`. "
                   "A name\n"
                   "without a directory can run nothing. Most often it is a spelling mistake, or the directory was "
                   "renamed.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["wbe"]

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
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
