#include <algorithm>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// The Volume= of the unit that gives it the store of certificates, or something in it; null when none does.
const syntax::UnitEntry* find_mount(const Context& context, const Unit& unit) {
    const std::string& store = context.site().settings.certificates.directory.value;
    const Expansion expansion(context.site(), nullptr, *unit.service);
    for (const auto* volume : all_values(unit, "Container", "Volume")) {
        const auto source = expansion.expand(volume->value.substr(0, volume->value.find(':')));
        if (source && (*source == store || source->starts_with(store + "/"))) return volume;
    }
    return nullptr;
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (unit.kind != UnitKind::container || unit.system()) continue;
        const auto* mount = find_mount(context, unit);
        if (mount == nullptr) continue;
        const auto groups = all_values(unit, "Container", "GroupAdd");
        if (std::ranges::any_of(groups, [](const auto* group) { return trim(group->value) == "keep-groups"; }))
            continue;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("`", unit.name,
                                      "` mounts the certificates, and leaves the group that reads them behind"),
                    .at = mount->value_at,
                    .help = "add `GroupAdd=keep-groups` under [Container]"});
    }
}

}  // namespace

extern const Rule certificates_without_group = {
    .info =
        {
            .code = "certificates-without-group",
            .summary = "a container mounts the store of certificates and cannot read it",
            .why = "Only members of a group read the store, and that group has no number inside a rootless container: "
                   "Podman "
                   "leaves it\n"
                   "behind. `GroupAdd=keep-groups` lets the container's processes keep the groups of their account; "
                   "without "
                   "it they\n"
                   "get `Permission denied`, whatever user they are.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=@@CERTIFICATES@@:@@CERT_PATH@@:ro

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
Volume=@@CERTIFICATES@@:@@CERT_PATH@@:ro
GroupAdd=keep-groups

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
