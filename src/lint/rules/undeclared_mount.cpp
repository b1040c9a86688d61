#include <algorithm>

#include "base/text.hpp"
#include "lint/bind_mounts.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container_on_hosts(context, [&](const HostView& view, const Unit& unit) {
        if (view.host->mounts.empty()) return;
        for (const VolumeLine& volume : context.parts_on(view.host, unit).volumes) {
            const model::Mount* mount = volume.is_bind() ? mount_of(*view.host, volume.source) : nullptr;
            if (mount == nullptr || mount->mode.value == model::MountMode::automount || mount->where.value == "/")
                continue;
            if (lies_in(volume.source, context.site().settings.data_root.value)) continue;
            const bool needed = std::ranges::any_of(
                unit.service->needs_mounts, [&](const auto& need) { return lies_in(volume.source, need.value); });
            // The manager of an account has no mount units of the host to wait for.
            const bool in_unit = unit.system() && last_value(unit, "Unit", "RequiresMountsFor") != nullptr;
            if (needed || in_unit) continue;
            report.add(
                {.code = info.code,
                 .severity = info.severity,
                 .message = concat("`", visible(volume.source), "` lies on `", mount->where.value, "`, and service `",
                                   unit.service->name, "` does not wait for that"),
                 .at = volume.entry->value_at,
                 .labels = {{.at = mount->where.at, .message = concat("mounted on host `", view.host->name, "`")}},
                 .help = concat("put `mounts = [\"", mount->where.value, "\"]` under `[needs]` in service.toml")});
        }
    });
}

}  // namespace

extern const Rule undeclared_mount = {
    .info =
        {
            .code = "undeclared-mount",
            .summary = "a container uses a mount that its service does not need",
            .why = "The directory lies on a file system that the host mounts. A service that does not name it under "
                   "`[needs] mounts` may\n"
                   "start before it: Podman then finds nothing, or the empty directory below the mount point, and the "
                   "program writes\n"
                   "there.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

[[mount]]
where = "/mnt/media"
kind = "nfs4"

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=/mnt/media/films:/films:ro

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

[[mount]]
where = "/mnt/media"
kind = "nfs4"

== services/web/service.toml
[needs]
mounts = ["/mnt/media"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=/mnt/media/films:/films:ro

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
