#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

constexpr auto directories =
    std::to_array<std::string_view>({"/", "/boot", "/dev", "/etc", "/home", "/lib", "/proc", "/root", "/run", "/sys",
                                     "/usr", "/var", "/var/lib", "/var/run"});

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container(context, [&](const Unit& unit) {
        for (const BindMount& mount : context.parts_of(unit).mounts) {
            std::string_view source = mount.source;
            while (source.size() > 1 && source.ends_with('/')) source.remove_suffix(1);
            if (std::ranges::find(directories, source) == directories.end()) continue;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("`", unit.name, "` ", mount.read_only ? "reads" : "may write to", " all of `",
                                          source, "`"),
                        .at = mount.at,
                        .help = "mount what it needs of it, or allow it with a reason"});
        }
    });
}

}  // namespace

extern const Rule host_directory_mount = {
    .info =
        {
            .code = "host-directory-mount",
            .summary = "a container mounts a whole directory of the system",
            .why = "`/`, `/etc`, `/home` and their like hold the secrets and settings of everybody on the host. A "
                   "container that may write\n"
                   "there owns the host as far as its account does; one that may read there sees more than its "
                   "purpose. Mount the file or\n"
                   "directory that is wanted, and `ro` where reading is enough.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=/etc:/host/etc:ro

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
Volume=/etc/localtime:/etc/localtime:ro

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
