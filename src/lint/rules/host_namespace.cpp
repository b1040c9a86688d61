#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container(context, [&](const Unit& unit) {
        const std::vector<Word> arguments = podman_arguments(context, unit);
        for (const std::string_view name : {"--pid", "--ipc", "--uts", "--cgroupns"}) {
            const auto value = podman_option(arguments, name);
            if (!value || value->value != "host") continue;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("`", unit.name, "` shares `", name, "` with the host"),
                        .at = value->at,
                        .help = "leave it out, or allow it with a reason"});
        }
    });
}

}  // namespace

extern const Rule host_namespace = {
    .info =
        {
            .code = "host-namespace",
            .summary = "a container shares the processes, the memory or the users of the host",
            .why = "`--pid=host` lets it see the processes of the host, with their environments where the ids allow "
                   "it, and send signals;\n"
                   "`--ipc=host` shares memory segments, `--uts=host` the host name. They are for programs that watch "
                   "the host.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PodmanArgs=--pid=host

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
# nagaya: allow host-namespace: measures the processes of the host
PodmanArgs=--pid=host

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
