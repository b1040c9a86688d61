#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container(context, [&](const Unit& unit) {
        const syntax::UnitEntry* pull = last_value(unit, "Container", "Pull");
        if (pull == nullptr || (pull->value != "always" && pull->value != "newer")) return;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("each start of `", unit.name, "` waits for the registry"),
                    .at = pull->value_at,
                    .help = "write `missing`; `nagaya apply` fetches images before anything stops",
                    .fixes = {{.at = pull->value_at, .replacement = "missing"}}});
    });
}

}  // namespace

extern const Rule pull_at_start = {
    .info =
        {
            .code = "pull-at-start",
            .summary = "a start waits for a registry",
            .why = "With `Pull=always` or `newer` each start, also the one after a crash at night, needs the registry: "
                   "it is slow at best,\n"
                   "and fails when the network, the registry or its rate limit does. An apply fetches images before it "
                   "stops anything;\n"
                   "`Pull=missing` (the default) is enough.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Pull=always

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
