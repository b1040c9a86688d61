#include "app/host_checks.hpp"

#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>

#include "base/text.hpp"
#include "host/facts.hpp"
#include "host/firewall.hpp"
#include "host/packages.hpp"
#include "host/process.hpp"
#include "host/safe_files.hpp"

namespace nagaya::app {

namespace {

constexpr unsigned oldest_systemd = 250;
constexpr host::Version oldest_podman{.major = 4, .minor = 4, .patch = 0};
constexpr uint64_t gigabyte = 1'000'000'000;
const std::vector<std::string> wanted_controllers = {"cpu", "io", "memory", "pids"};

constexpr std::string_view delegation_path = "/etc/systemd/system/user@.service.d/50-nagaya-delegate.conf";
constexpr std::string_view delegation_text =
    "# made by nagaya host init\n[Service]\nDelegate=cpu cpuset io memory pids\n";

/// What a program says on standard output, trimmed; "" when it fails.
std::string ask(std::vector<std::string> argv) {
    const auto done = host::run({.argv = std::move(argv), .timeout = std::chrono::seconds(20)});
    return done && done->exit_code == 0 ? std::string(trim(done->output)) : "";
}

Result<void> tell_program(std::vector<std::string> argv) {
    TRY(host::run_ok({.argv = std::move(argv), .timeout = std::chrono::seconds(60)}));
    return {};
}

/// The value of "key=value" in a list of lines.
std::string value_of(std::string_view lines, std::string_view key) {
    for (const std::string_view line : split(lines, '\n'))
        if (line.starts_with(key) && line.substr(key.size()).starts_with('='))
            return std::string(trim(line.substr(key.size() + 1)));
    return "";
}

void lacks(HostCheck& check, std::string_view os, std::string found, const host::Package& package) {
    check.state = CheckState::problem;
    check.found = std::move(found);
    check.fix = host::install_command(os, package);
    const bool fedora = os == "fedora" || os == "arch";
    const bool suse = os == "tumbleweed";
    std::string_view name = package.debian;
    if (fedora && !package.fedora.empty()) name = package.fedora;
    if (suse && !package.suse.empty()) name = package.suse;
    check.install = install_words(os, name);
}

HostCheck check_systemd() {
    HostCheck check{.name = "systemd", .found = "not running this machine"};
    check.state = CheckState::problem;
    if (!host::exists("/run/systemd/system")) return check;
    const std::string first(split(ask({"systemctl", "--version"}), '\n').front());
    const auto words = split_words(first);
    const auto version = words.size() > 1 ? parse_number(words[1]) : std::nullopt;
    check.found = words.size() > 1 ? std::string(words[1]) : "of an unknown version";
    if (version && *version >= oldest_systemd)
        check.state = CheckState::ok;
    else
        check.fix = concat("systemd ", oldest_systemd, " is the oldest that is known to work: upgrade the system");
    return check;
}

HostCheck check_podman(std::string_view os) {
    HostCheck check{.name = "podman", .found = {}};
    const auto version = host::podman_version();
    if (!version)
        lacks(check, os, "not installed", {.debian = "podman"});
    else if (*version < oldest_podman)
        lacks(check, os, concat(version->text(), ", which has no Quadlet"), {.debian = "podman"});
    else
        check.found = version->text();
    return check;
}

/// newuidmap(1) needs a right that only the file gives: set-user-ID root, or a capability.
bool is_privileged(const std::string& path) {
    struct stat status{};
    if (stat(path.c_str(), &status) != 0) return false;
    return (status.st_mode & S_ISUID) != 0 || getxattr(path.c_str(), "security.capability", nullptr, 0) > 0;
}

HostCheck check_idmap(std::string_view os) {
    HostCheck check{.name = "newuidmap", .found = "installed"};
    constexpr host::Package package{.debian = "uidmap", .fedora = "shadow-utils", .suse = "shadow"};
    for (const char* program : {"newuidmap", "newgidmap"}) {
        const auto path = host::find_program(program);
        if (!path) {
            lacks(check, os, concat("`", program, "` is not installed"), package);
        } else if (!is_privileged(*path)) {
            check.state = CheckState::problem;
            check.found = concat("`", *path, "` has neither set-user-ID nor a capability");
            check.fix = "install its package anew; a copy of a system made with tar may have lost it";
        }
    }
    return check;
}

HostCheck check_network_program(std::string_view os) {
    HostCheck check{.name = "pasta", .found = "installed"};
    if (host::find_program("pasta")) return check;
    lacks(check, os, "not installed", {.debian = "passt"});
    if (!host::find_program("slirp4netns")) return check;
    check.state = CheckState::warning;
    check.found = "not installed; slirp4netns is, and hides the addresses of clients";
    return check;
}

HostCheck check_user_bus(std::string_view os) {
    HostCheck check{.name = "user bus", .found = "there"};
    for (const char* directory : {"/usr/lib/systemd/user", "/etc/systemd/user", "/lib/systemd/user"})
        if (host::exists(concat(directory, "/dbus.socket"))) return check;
    lacks(check, os, "accounts would have no message bus",
          {.debian = "dbus-user-session", .fedora = "dbus-broker", .suse = "dbus-1"});
    return check;
}

Result<void> write_delegation() {
    TRY(host::write_file(delegation_path, delegation_text, {}, 0644));
    return tell_program({"systemctl", "daemon-reload"});
}

HostCheck check_cgroups() {
    HostCheck check{.name = "cgroups", .found = {}};
    struct statfs status{};
    if (statfs("/sys/fs/cgroup", &status) != 0 || status.f_type != CGROUP2_SUPER_MAGIC) {
        check.state = CheckState::problem;
        check.found = "not version 2";
        check.fix = "boot with `systemd.unified_cgroup_hierarchy=1`";
        return check;
    }
    const auto kernel = host::read_file("/sys/fs/cgroup/cgroup.controllers", 4096);
    const std::string available = kernel && *kernel ? std::string(trim((*kernel)->bytes)) : "";
    // A user manager that does not run is looked at all the same: systemd reads its unit for the answer.
    const std::string delegated = value_of(
        ask({"systemctl", "show", "user@65533.service", "--property=DelegateControllers"}), "DelegateControllers");
    const auto not_delegated = missing_controllers(delegated, wanted_controllers);
    const auto not_there = missing_controllers(available, wanted_controllers);
    check.found = concat("version 2, accounts get ", delegated.empty() ? "no controllers" : delegated);
    if (!not_delegated.empty()) {
        check.state = CheckState::warning;
        check.found += concat("; limits need ", join(not_delegated, ", "));
        check.fix = "write `Delegate=cpu cpuset io memory pids` below [Service] into ";
        check.fix += delegation_path;
        check.cure = write_delegation;
    } else if (!not_there.empty()) {
        check.state = CheckState::warning;
        check.found += concat("; the kernel has no ", join(not_there, ", "));
        check.fix = "limits on these have no effect here";
    }
    return check;
}

Result<void> want_network_online() {
    // Whoever manages the network has a unit that knows when it is there; only one that is installed is enabled.
    for (const auto& [network, wait] : {std::pair{"systemd-networkd.service", "systemd-networkd-wait-online.service"},
                                        std::pair{"NetworkManager.service", "NetworkManager-wait-online.service"}})
        if (ask({"systemctl", "is-active", network}) == "active") TRY(tell_program({"systemctl", "enable", wait}));
    TRY(tell_program({"systemctl", "add-wants", "multi-user.target", "network-online.target"}));
    return tell_program({"systemctl", "start", "--no-block", "network-online.target"});
}

HostCheck check_network_online() {
    HostCheck check{.name = "network", .found = "network-online.target is reached"};
    if (ask({"systemctl", "is-active", "network-online.target"}) == "active") return check;
    const std::string shown = ask({"systemctl", "show", "network-online.target", "--property=WantedBy,RequiredBy"});
    const bool wanted = !value_of(shown, "WantedBy").empty() || !value_of(shown, "RequiredBy").empty();
    check.state = CheckState::problem;
    check.found = wanted ? "network-online.target is wanted, but not reached"
                         : "nothing wants network-online.target: each rootless unit would wait 90 s for it";
    check.fix = "`systemctl add-wants multi-user.target network-online.target`, and start it";
    check.cure = want_network_online;
    return check;
}

HostCheck check_time() {
    const std::string shown = ask({"timedatectl", "show", "--property=NTPSynchronized,CanNTP,NTP"});
    HostCheck check{.name = "time", .found = "synchronised"};
    if (value_of(shown, "NTPSynchronized") == "yes") return check;
    check.state = CheckState::warning;
    check.found = "not synchronised; certificates and logs need it";
    check.fix = "`timedatectl set-ntp true`, or install a time service";
    if (value_of(shown, "CanNTP") == "yes" && value_of(shown, "NTP") != "yes")
        check.cure = [] { return tell_program({"timedatectl", "set-ntp", "true"}); };
    return check;
}

/// Rules of ours let nothing through that the table of somebody else drops.
HostCheck check_firewall(std::string_view os) {
    HostCheck check{.name = "firewall", .found = "no other table drops what arrives"};
    if (!host::find_program("nft")) {
        lacks(check, os, "`nft` is not installed", {.debian = "nftables"});
        check.state = CheckState::warning;
        return check;
    }
    const std::vector<std::string> closed = host::foreign_closed_chains();
    if (closed.empty()) return check;
    check.state = CheckState::warning;
    check.found = concat("the chain `", closed.front(), "` drops what it does not know");
    check.fix = "open the ports of services there too, or leave the closing to `[firewall] closed = true`";
    return check;
}

HostCheck check_subids() {
    HostCheck check{.name = "subids", .found = "/etc/subuid and /etc/subgid can be changed"};
    for (const std::string path : {"/etc/subuid", "/etc/subgid"}) {
        if (!host::exists(path)) {
            check.state = CheckState::problem;
            check.found = concat("there is no ", path);
            check.fix = "make it, empty, with mode 0644";
            check.cure = []() -> Result<void> {
                for (const std::string each : {"/etc/subuid", "/etc/subgid"})
                    if (!host::exists(each)) TRY(host::write_file(each, "", {}, 0644));
                return {};
            };
        } else if (access(path.c_str(), W_OK) != 0 || access("/etc", W_OK) != 0) {
            check.state = CheckState::problem;
            check.found = concat(path, " cannot be changed");
            check.fix = "run as root, on a file system that is not read-only";
        }
    }
    return check;
}

HostCheck check_space(const std::string& name, const std::string& path) {
    HostCheck check{.name = name, .found = {}};
    struct statvfs status{};
    if (statvfs(path.c_str(), &status) != 0) {
        check.state = CheckState::problem;
        check.found = concat("`", path, "` is not there");
        check.fix = "make it";
        return check;
    }
    const uint64_t free = uint64_t{status.f_bavail} * status.f_frsize;
    check.found = concat(free / gigabyte, ".", free / (gigabyte / 10) % 10, " GB free in ", path);
    if (free < 5 * gigabyte) {
        check.state = free < gigabyte ? CheckState::problem : CheckState::warning;
        check.fix = "make room: images and their layers are large";
    }
    if ((status.f_flag & ST_NOEXEC) != 0) {
        check.state = CheckState::problem;
        check.found = concat(path, " is mounted noexec");
        check.fix = "mount it without noexec: containers and nagaya run from there";
    }
    return check;
}

HostCheck check_root() {
    HostCheck check{.name = "root", .found = "yes"};
    if (host::is_root()) return check;
    return {
        .name = "root", .state = CheckState::problem, .found = "no", .fix = "run it as root, for instance with sudo"};
}

}  // namespace

std::vector<std::string> install_words(std::string_view os, std::string_view package) {
    const std::string name(package);
    if (os == "debian" || os == "ubuntu") return {"apt-get", "install", "-y", "--no-install-recommends", name};
    if (os == "fedora") return {"dnf", "install", "-y", name};
    if (os == "tumbleweed") return {"zypper", "--non-interactive", "install", name};
    if (os == "arch") return {"pacman", "-S", "--noconfirm", name};
    return {};
}

std::string os_of(std::string_view os_release) {
    const auto field = [&](std::string_view key) {
        std::string text = value_of(os_release, key);
        if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
        return text;
    };
    const std::string id = field("ID");
    if (id == "fedora" && field("VARIANT_ID") == "coreos") return "coreos";
    if (id == "opensuse-microos") return "microos";
    if (id == "opensuse-tumbleweed") return "tumbleweed";
    return id;
}

std::vector<std::string> missing_controllers(std::string_view available, const std::vector<std::string>& wanted) {
    const auto words = split_words(available);
    std::vector<std::string> missing;
    for (const std::string& one : wanted)
        if (std::ranges::find(words, one) == words.end()) missing.push_back(one);
    return missing;
}

std::vector<HostCheck> check_host(const std::string& os) {
    return {check_root(),
            check_systemd(),
            check_podman(os),
            check_idmap(os),
            check_network_program(os),
            check_user_bus(os),
            check_cgroups(),
            check_network_online(),
            check_time(),
            check_firewall(os),
            check_subids(),
            check_space("space", "/var/lib"),
            check_space("home", "/home")};
}

}  // namespace nagaya::app
