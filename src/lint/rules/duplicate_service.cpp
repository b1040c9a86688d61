#include <map>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const auto& [name, host] : context.site().hosts) {
        std::map<std::string_view, Span> first;
        for (const auto& listed : host.services) {
            const auto [place, is_new] = first.try_emplace(listed.value, listed.at);
            if (is_new) continue;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("host `", name, "` lists `", listed.value, "` twice"),
                        .at = listed.at,
                        .labels = {{.at = place->second, .message = "first listed here"}},
                        .help = "take one of them out"});
        }
    }
}

}  // namespace

extern const Rule duplicate_service = {
    .info =
        {
            .code = "duplicate-service",
            .summary = "a host lists a service twice",
            .why = "A service runs once on a host, however often it is listed. The second entry says nothing, and is "
                   "often a\n"
                   "copy that should have named another service.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web", "web"]

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
