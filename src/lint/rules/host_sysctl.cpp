#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// Of a container's own IPC and network (podman-run(1) --sysctl, sysctl(8)).
bool is_namespaced(std::string_view name) {
    constexpr auto settings =
        std::to_array<std::string_view>({"kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem",
                                         "kernel.shm_rmid_forced", "kernel.shmall", "kernel.shmmax", "kernel.shmmni"});
    return name.starts_with("net.") || name.starts_with("net/") || name.starts_with("fs.mqueue.") ||
           name.starts_with("fs/mqueue/") || std::ranges::find(settings, name) != settings.end();
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    const auto tell = [&](Word word) {
        const size_t equals = word.value.find('=');
        const std::string_view name = word.value.substr(0, equals);
        if (equals == std::string_view::npos || is_namespaced(name) || name.find_first_of("@%$") != name.npos) return;
        word.at.end = word.at.begin + static_cast<uint32_t>(equals);
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("`", visible(name), "` is a setting of the whole host; Podman refuses it here"),
                    .at = word.at,
                    .help = "set it on the host, in a file below /etc/sysctl.d, and take it out here"});
    };
    for (const Unit& unit : context.units()) {
        if (!unit.quadlet()) continue;
        for (const auto* entry : all_values(unit, "Container", "Sysctl"))
            for (const Word& word : words_at(context.sources(), entry->value_at, "\"'")) tell(word);
        if (const auto option = podman_option(podman_arguments(context, unit), "--sysctl")) tell(*option);
    }
}

}  // namespace

extern const Rule host_sysctl = {
    .info =
        {
            .code = "host-sysctl",
            .summary = "a container is to change a kernel setting of the whole host",
            .why = "Only the settings of a container's own namespaces can be set with `Sysctl=`: `net.*`, "
                   "`fs.mqueue.*` and those of System\n"
                   "V IPC (`kernel.shm*`, `kernel.msg*`, `kernel.sem`). All others are the host's; Podman refuses "
                   "them, and the container\n"
                   "does not start. `vm.max_map_count` of Elasticsearch and `vm.overcommit_memory` of Redis belong "
                   "into a file below\n"
                   "`/etc/sysctl.d` of the host.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Sysctl=vm.max_map_count=262144

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
Sysctl=net.core.somaxconn=1024

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
