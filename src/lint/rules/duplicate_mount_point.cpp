#include <map>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container(context, [&](const Unit& unit) {
        std::map<std::string_view, const syntax::UnitEntry*> seen;
        const auto& volumes = context.parts_of(unit).volumes;
        for (const VolumeLine& volume : volumes) {
            std::string_view target = volume.target;
            while (target.size() > 1 && target.ends_with('/')) target.remove_suffix(1);
            const auto [before, is_new] = seen.try_emplace(target, volume.entry);
            if (is_new) continue;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("`", visible(before->first), "` is taken already"),
                        .at = volume.entry->value_at,
                        .labels = {{.at = before->second->value_at, .message = "mounted here first"}},
                        .help = "take one of them out"});
        }
    });
}

}  // namespace

extern const Rule duplicate_mount_point = {
    .info =
        {
            .code = "duplicate-mount-point",
            .summary = "two volumes are mounted in the same place",
            .why = "Podman refuses a container with two mounts at one path (\"duplicate mount destination\").",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=/srv/a:/data
Volume=/srv/b:/data:ro

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
Volume=/srv/a:/data
Volume=/srv/b:/more:ro

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
