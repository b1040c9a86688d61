#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (unit.kind != UnitKind::container) continue;
        for (const syntax::UnitEntry* entry : all_values(unit, "Container", "PodmanArgs")) {
            for (const Word& word : words_at(context.sources(), entry->value_at)) {
                if (word.value != "--privileged" && word.value != "--privileged=true") continue;
                report.add({.code = info.code,
                            .severity = info.severity,
                            .message = concat("container `", unit.name, "` is privileged"),
                            .at = word.at,
                            .help = "name what it needs: `AddCapability=`, `AddDevice=`, `SecurityLabelDisable=`"});
            }
        }
    }
}

}  // namespace

extern const Rule privileged_container = {
    .info =
        {
            .code = "privileged-container",
            .summary = "a container has all capabilities and devices",
            .why = "With `--privileged` a container keeps every capability, sees every device and has no seccomp or "
                   "SELinux confinement.\n"
                   "In a rootless account that is still all that the account may do; of root it is the whole host. "
                   "Mostly one device or\n"
                   "one capability was wanted: `AddDevice=`, `AddCapability=`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PodmanArgs=--privileged

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
AddDevice=/dev/net/tun
AddCapability=NET_ADMIN

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
