#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

constexpr auto directories = std::to_array<std::string_view>(
    {"/",    "/bin",  "/boot", "/dev", "/etc", "/home", "/lib", "/lib64",   "/opt",     "/proc",   "/root",
     "/run", "/sbin", "/srv",  "/sys", "/tmp", "/usr",  "/var", "/var/lib", "/var/log", "/var/run"});

constexpr auto trees = std::to_array<std::string_view>({"/boot/", "/dev/", "/proc/", "/sys/"});

/// What systems have directly in /etc; what else lies there, such as /etc/harbor, is for one service. Sorted.
constexpr auto settings = std::to_array<std::string_view>({"NetworkManager",
                                                           "X11",
                                                           "alternatives",
                                                           "apt",
                                                           "audit",
                                                           "ca-certificates",
                                                           "containers",
                                                           "cron.d",
                                                           "crontab",
                                                           "crypto-policies",
                                                           "dbus-1",
                                                           "default",
                                                           "dnf",
                                                           "environment",
                                                           "fonts",
                                                           "fstab",
                                                           "group",
                                                           "gshadow",
                                                           "hostname",
                                                           "hosts",
                                                           "init.d",
                                                           "ld.so.cache",
                                                           "ld.so.conf",
                                                           "ld.so.conf.d",
                                                           "localtime",
                                                           "login.defs",
                                                           "logrotate.d",
                                                           "machine-id",
                                                           "modprobe.d",
                                                           "nsswitch.conf",
                                                           "os-release",
                                                           "pam.d",
                                                           "passwd",
                                                           "pki",
                                                           "polkit-1",
                                                           "profile",
                                                           "profile.d",
                                                           "protocols",
                                                           "resolv.conf",
                                                           "security",
                                                           "selinux",
                                                           "services",
                                                           "shadow",
                                                           "shells",
                                                           "skel",
                                                           "ssh",
                                                           "ssl",
                                                           "subgid",
                                                           "subuid",
                                                           "sudoers",
                                                           "sudoers.d",
                                                           "sysconfig",
                                                           "sysctl.d",
                                                           "systemd",
                                                           "timezone",
                                                           "tmpfiles.d",
                                                           "udev",
                                                           "xdg"});
static_assert(std::ranges::is_sorted(settings));

/// Is it below /etc or /usr, and not what an administrator put there for one service?
bool is_installed(std::string_view path) {
    constexpr std::string_view etc = "/etc/", usr = "/usr/", local = "/usr/local/";
    if (path.starts_with(etc)) {
        const auto below = path.substr(etc.size());
        return std::ranges::binary_search(settings, below.substr(0, below.find('/')));
    }
    if (path.starts_with(local)) return !path.substr(local.size()).contains('/');
    return path.starts_with(usr);
}

/// Is it the home of somebody, or what lets them log in? With labels for containers sshd(8) does not read it.
bool is_home(std::string_view path) {
    if (path.ends_with("/.ssh") || path.contains("/.ssh/") || path == "%h") return true;
    return path.starts_with("/home/") && !path.substr(6).contains('/');
}

bool is_of_system(std::string_view path) {
    while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    return std::ranges::find(directories, path) != directories.end() || is_home(path) || is_installed(path) ||
           std::ranges::any_of(trees, [&](std::string_view tree) { return path.starts_with(tree); });
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container(context, [&](const Unit& unit) {
        for (const BindMount& mount : context.parts_of(unit).mounts) {
            if ((!mount.relabelled && !mount.chowned) || !is_of_system(mount.source)) continue;
            const auto tell = [&](Span option, std::string_view what, std::string_view further) {
                const Span at = mount.place_of(option);
                report.add({.code = info.code,
                            .severity = info.severity,
                            .message = concat("`", visible(mount.source), "` is the system's, and is to ", what),
                            .at = at,
                            .help = concat("leave `", option == Span{} ? "the option" : context.sources().text(at),
                                           "` out", further),
                            .fixes = without(context.sources(), option)});
            };
            if (mount.relabelled)
                tell(mount.label_at, "get the label of a container",
                     "; if SELinux then forbids it, write `SecurityLabelDisable=true`");
            if (mount.chowned) tell(mount.owner_at, "be given to the user of a container", "");
        }
    });
}

}  // namespace

extern const Rule relabelled_system_directory = {
    .info =
        {
            .code = "relabelled-system-directory",
            .summary = "a directory of the system gets the label or the owner of a container",
            .why = "`:z` and `:Z` give everything below the directory an SELinux label for containers. On `/etc`, "
                   "`/home`, `/usr`, `/var`\n"
                   "and their like that takes the labels away that the system itself needs: logins and services fail "
                   "until the whole file\n"
                   "system is labelled anew. Mount the one file or directory that is wanted, or switch the separation "
                   "of this container\n"
                   "off with `SecurityLabelDisable=true`. `:U` gives everything below to the user of the container: of "
                   "root's the "
                   "system is then\n"
                   "broken, and in a rootless account the start fails.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=/etc:/host/etc:ro,z

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
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
