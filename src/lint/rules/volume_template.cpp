#include <algorithm>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if ((unit.kind != UnitKind::volume && unit.kind != UnitKind::network) || !unit.stem().contains('@')) continue;
        const std::string_view key = unit.kind == UnitKind::volume ? "VolumeName" : "NetworkName";
        if (last_value(unit, section_of(unit.kind), key) != nullptr) continue;
        const auto hosts = context.hosts_of(*unit.service);
        const bool broken =
            std::ranges::any_of(hosts, [](const HostView* view) { return view->podman >= PodmanVersion{5, 7}; });
        if (!broken) continue;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("an instance of `", unit.name, "` is called `systemd-", unit.stem(),
                                      "…-%i` by Podman 5.7 and later"),
                    .at = unit.at(),
                    .help = concat("add `", key, "=` with `%i`")});
    }
}

}  // namespace

extern const Rule volume_template = {
    .info =
        {
            .code = "volume-template",
            .summary = "instances of a volume or network template get a broken name",
            .why = "Since Podman 5.7 the generator names the instances of `data@.volume` wrongly: `data@one.volume` "
                   "makes a volume called\n"
                   "`systemd-data@on-%i`. Write one file for each, or give it `VolumeName=` (`NetworkName=`).",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
podman = "5.8"
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/web/data@.volume
[Volume]
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
podman = "5.8"
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target

== services/web/data@.volume
[Volume]
VolumeName=data-%i
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
