#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

// podman-run(1), with what older releases had. Sorted.
constexpr auto options = std::to_array<std::string_view>({
    "add-host",
    "annotation",
    "arch",
    "attach",
    "authfile",
    "blkio-weight",
    "blkio-weight-device",
    "cap-add",
    "cap-drop",
    "cert-dir",
    "cgroup-conf",
    "cgroup-parent",
    "cgroupns",
    "cgroups",
    "chrootdirs",
    "cidfile",
    "conmon-pidfile",
    "cpu-period",
    "cpu-quota",
    "cpu-rt-period",
    "cpu-rt-runtime",
    "cpu-shares",
    "cpus",
    "cpuset-cpus",
    "cpuset-mems",
    "creds",
    "decryption-key",
    "detach",
    "detach-keys",
    "device",
    "device-cgroup-rule",
    "device-read-bps",
    "device-read-iops",
    "device-write-bps",
    "device-write-iops",
    "disable-content-trust",
    "dns",
    "dns-opt",
    "dns-option",
    "dns-search",
    "entrypoint",
    "env",
    "env-file",
    "env-host",
    "env-merge",
    "expose",
    "gidmap",
    "gpus",
    "group-add",
    "group-entry",
    "health-cmd",
    "health-interval",
    "health-log-destination",
    "health-max-log-count",
    "health-max-log-size",
    "health-on-failure",
    "health-retries",
    "health-start-period",
    "health-startup-cmd",
    "health-startup-interval",
    "health-startup-retries",
    "health-startup-success",
    "health-startup-timeout",
    "health-timeout",
    "help",
    "hostname",
    "hosts-file",
    "hostuser",
    "http-proxy",
    "image-volume",
    "init",
    "init-ctr",
    "init-path",
    "interactive",
    "ip",
    "ip6",
    "ipc",
    "kernel-memory",
    "label",
    "label-file",
    "link-local-ip",
    "log-driver",
    "log-opt",
    "mac-address",
    "memory",
    "memory-reservation",
    "memory-swap",
    "memory-swappiness",
    "mount",
    "name",
    "net",
    "network",
    "network-alias",
    "no-healthcheck",
    "no-hostname",
    "no-hosts",
    "oom-kill-disable",
    "oom-score-adj",
    "os",
    "passwd",
    "passwd-entry",
    "personality",
    "pid",
    "pidfile",
    "pids-limit",
    "platform",
    "pod",
    "pod-id-file",
    "preserve-fd",
    "preserve-fds",
    "privileged",
    "publish",
    "publish-all",
    "pull",
    "quiet",
    "rdt-class",
    "read-only",
    "read-only-tmpfs",
    "replace",
    "requires",
    "restart",
    "retry",
    "retry-delay",
    "rm",
    "rmi",
    "rootfs",
    "runtime-flag",
    "sdnotify",
    "seccomp-policy",
    "secret",
    "security-opt",
    "shm-size",
    "shm-size-systemd",
    "sig-proxy",
    "signature-policy",
    "stop-signal",
    "stop-timeout",
    "storage-opt",
    "subgidname",
    "subuidname",
    "sysctl",
    "systemd",
    "timeout",
    "tls-verify",
    "tmpfs",
    "tty",
    "tz",
    "uidmap",
    "ulimit",
    "umask",
    "unsetenv",
    "unsetenv-all",
    "user",
    "userns",
    "uts",
    "variant",
    "volume",
    "volumes-from",
    "workdir",
});
static_assert(std::ranges::is_sorted(options));

/// What a misspelt option is meant to be. One that is not much like any other may be of a newer release.
std::optional<std::string> option_meant(std::string_view name) {
    if (name.size() < 4 || std::ranges::binary_search(options, name)) return std::nullopt;
    const auto near = nearest(name, {options.begin(), options.end()});
    const size_t most = name.size() < 7 ? 1 : 2;
    return near && edit_distance(name, *near) <= most ? near : std::nullopt;
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container(context, [&](const Unit& unit) {
        for (const Word& word : podman_arguments(context, unit)) {
            if (!word.value.starts_with("--")) continue;
            const std::string_view name = word.value.substr(2, word.value.find('=') - 2);
            const auto meant = option_meant(name);
            if (!meant) continue;
            const uint32_t begin = word.at.begin + 2;
            const Span at{.file = word.at.file, .begin = begin, .end = begin + static_cast<uint32_t>(name.size())};
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("`podman run` has no option `--", visible(name), "`"),
                        .at = at,
                        .help = concat("did you mean `--", *meant, "`?"),
                        .fixes = {{.at = at, .replacement = *meant}}});
        }
    });
}

}  // namespace

extern const Rule unknown_podman_option = {
    .info =
        {
            .code = "unknown-podman-option",
            .summary = "`PodmanArgs=` has an option that is nearly one of Podman's",
            .why = "Podman refuses an option that it does not know (`unknown flag`), and the container does not start. "
                   "What stands in\n"
                   "`PodmanArgs=` goes to `podman run` as it is: Quadlet looks at none of it.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PodmanArgs=--memmory=1g

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
PodmanArgs=--memory=1g

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
