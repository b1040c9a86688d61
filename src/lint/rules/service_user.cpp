#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (!unit.quadlet()) continue;
        for (const std::string_view key : {"User", "Group", "DynamicUser"}) {
            const syntax::UnitEntry* entry = last_value(unit, "Service", key);
            if (entry == nullptr || entry->value.empty() || (key == "DynamicUser" && !is_true(entry->value))) continue;
            report.add(
                {.code = info.code,
                 .severity = info.severity,
                 .message = concat("Podman does not support `", key, "=` in `[Service]`"),
                 .at = entry->key_at,
                 .help = "name the account in service.toml, and the user inside the container in `[Container]`"});
        }
    }
}

}  // namespace

extern const Rule service_user = {
    .info =
        {
            .code = "service-user",
            .summary = "a Quadlet sets the user of its service",
            .why = "`User=`, `Group=` and `DynamicUser=` in `[Service]` make systemd start Podman itself as another "
                   "user, without that\n"
                   "user's session: Podman does not support it, and fails or mixes up the storage of two accounts. "
                   "Here every service has\n"
                   "an account of its own (`[account]` in service.toml); the user inside the container is `User=` in "
                   "`[Container]`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Service]
User=web

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
User=1000

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
