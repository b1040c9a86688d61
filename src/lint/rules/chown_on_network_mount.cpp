#include "base/text.hpp"
#include "lint/bind_mounts.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container_on_hosts(context, [&](const HostView& view, const Unit& unit) {
        for (const BindMount& bind : context.parts_on(view.host, unit).mounts) {
            const model::Mount* mount = bind.chowned ? mount_of(*view.host, bind.source) : nullptr;
            if (mount == nullptr || !keeps_no_labels(*mount)) continue;
            report.add(
                {.code = info.code,
                 .severity = info.severity,
                 .message = concat("`", visible(bind.source),
                                   "` is to be given to the container's user, and lies where the server refuses that"),
                 .at = bind.at,
                 .labels = {{.at = mount->kind.at, .message = concat("on host `", view.host->name, "`")}},
                 .help = "leave `U` out",
                 .fixes = without(context.sources(), bind.owner_at)});
        }
    });
}

}  // namespace

extern const Rule chown_on_network_mount = {
    .info =
        {
            .code = "chown-on-network-mount",
            .summary = "a mount of a network file system has the option U",
            .why = "With `:U` Podman gives every file below the directory to the container's user before each start. "
                   "NFS, virtiofs and\n"
                   "FUSE servers refuse that to an ordinary account (\"operation not permitted\"), and the container "
                   "does not start. Leave\n"
                   "it out; on such a file system the server decides who owns what, and the container's user must be "
                   "one that may read it.",
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
Volume=/mnt/media/films:/films:U

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
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
