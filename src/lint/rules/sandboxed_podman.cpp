#include <array>

#include "base/letters.hpp"
#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

// systemd.exec(5), "Sandboxing". A user manager can do those that need mounts only in a user namespace of one id.
constexpr auto keys = std::to_array<std::string_view>(
    {"InaccessiblePaths", "NoNewPrivileges", "PrivateDevices", "PrivateMounts", "PrivateTmp", "PrivateUsers",
     "ProtectControlGroups", "ProtectHome", "ProtectKernelTunables", "ProtectSystem", "ReadOnlyPaths",
     "RestrictNamespaces", "TemporaryFileSystem"});

bool is_off(std::string_view value) {
    const std::string small = lower_case(value);
    return small.empty() || small == "no" || small == "false" || small == "off" || small == "0";
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        const bool runs = unit.kind == UnitKind::container || unit.kind == UnitKind::pod || unit.kind == UnitKind::kube;
        if (!runs || unit.system()) continue;
        for (const std::string_view key : keys) {
            const auto* entry = last_value(unit, "Service", key);
            if (entry == nullptr || is_off(entry->value)) continue;
            const bool same_key = unit.kind == UnitKind::container && key == "NoNewPrivileges";
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("`", key, "=` shuts podman in, which then cannot make a container"),
                        .at = entry->key_at,
                        .help = same_key ? "write it under [Container]: that is for the program in the container"
                                         : "take it out: the container is what the program is shut into"});
        }
    }
}

}  // namespace

extern const Rule sandboxed_podman = {
    .info =
        {
            .code = "sandboxed-podman",
            .summary = "the service of a container has a sandbox of systemd",
            .why = "The process of a container's service is podman, and not the program. A rootless podman needs "
                   "`newuidmap`, which has\n"
                   "rights of root, and the subordinate ids of its account. `NoNewPrivileges=` under [Service] takes "
                   "the first away, and\n"
                   "the options that give a service its own view of the file system the second: in a user manager they "
                   "work in a user\n"
                   "namespace that has a single id. The start fails with `newuidmap: … Operation not permitted`, or "
                   "does so after the next\n"
                   "boot only. What the program may do is said under [Container]: `NoNewPrivileges=`, `ReadOnly=`, "
                   "`DropCapability=`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Service]
NoNewPrivileges=yes

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
NoNewPrivileges=true

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
