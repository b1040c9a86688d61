#include "base/text.hpp"
#include "lint/bind_mounts.hpp"
#include "lint/container.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const HostView& view : context.hosts()) {
        if (view.host->mounts.empty()) continue;
        for (const model::Service* service : view.services) {
            for (const Unit& unit : context.units(*service)) {
                for (const BindMount& bind : context.parts_on(view.host, unit).mounts) {
                    const model::Mount* mount = mount_of(*view.host, bind.source);
                    if (!bind.relabelled || !mount || !keeps_no_labels(*mount)) continue;
                    report.add(
                        {.code = info.code,
                         .severity = info.severity,
                         .message = concat("`", visible(bind.source),
                                           "` is to get an SELinux label, and lies where none can be kept"),
                         .at = bind.at,
                         .labels = {{.at = mount->kind.at, .message = concat("on host `", view.host->name, "`")}},
                         .help = "leave `z` and `Z` out; mount it with `context=` on hosts that enforce SELinux"});
                }
            }
        }
    }
}

}  // namespace

extern const Rule relabelled_network_mount = {
    .info =
        {
            .code = "relabelled-network-mount",
            .summary = "a mount of a network file system has the option z or Z",
            .why =
                "With `:z` or `:Z` Podman gives every file below the directory an SELinux label before the container "
                "starts. NFS, virtiofs\n"
                "and FUSE keep no labels: on a host that enforces SELinux this fails, or walks the whole tree over the "
                "network for nothing.\n"
                "There the label is an option of the mount: `context=system_u:object_r:container_file_t:s0`.",
            .bad = R"(== nagaya.toml
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
Volume=/mnt/media/films:/films:ro,z

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
