#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

bool is_socket(std::string_view path) { return path.ends_with("/docker.sock") || path.ends_with("/podman.sock"); }

/// The directory that holds nothing but the socket.
bool holds_socket(std::string_view path) {
    if (path.ends_with('/')) path.remove_suffix(1);
    return path == "%t/podman" || path == "/run/podman" ||
           (path.starts_with("/run/user/") && path.ends_with("/podman"));
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container(context, [&](const Unit& unit) {
        for (const BindMount& mount : context.parts_of(unit).mounts) {
            const std::string_view source = mount.source;
            if (!is_socket(source) && !holds_socket(source)) continue;
            const bool nowhere = !unit.system() && !source.starts_with("%t/") && !source.starts_with("/run/user/");
            Diagnostic finding{
                .code = info.code,
                .severity = info.severity,
                .message =
                    concat("`", unit.name, "` may do with containers whatever ",
                           unit.system() ? "root" : concat("account `", unit.service->account.value, "`"), " may"),
                .at = mount.at,
                .help = mount.read_only ? "if that is what it is for: `# nagaya: allow api-socket: reason`"
                                        : "mount it `ro`, and allow it with a reason"};
            if (nowhere && is_socket(source)) {
                finding.help = "the account's own socket is `%t/podman/podman.sock`";
                if (mount.source_at != Span{})
                    finding.fixes = {{.at = mount.source_at, .replacement = "%t/podman/podman.sock"}};
            }
            report.add(std::move(finding));
        }
    });
}

}  // namespace

extern const Rule api_socket = {
    .info =
        {
            .code = "api-socket",
            .summary = "a container gets the socket of Podman or Docker",
            .why = "Whoever can write to that socket can start any container with any mount: inside a rootless account "
                   "everything that the\n"
                   "account may do, of root the whole host. Give it only to a program whose purpose that is, of an "
                   "account that runs\n"
                   "nothing else, mounted `ro` (which keeps the file in its place and limits no request), and say so "
                   "with an allowance.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=%t/podman/podman.sock:/var/run/docker.sock:ro

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
# nagaya: allow api-socket: shows the logs of this account
Volume=%t/podman/podman.sock:/var/run/docker.sock:ro

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
