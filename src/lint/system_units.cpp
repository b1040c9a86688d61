#include "lint/system_units.hpp"

#include <algorithm>
#include <array>

namespace nagaya::lint {
namespace {

constexpr auto system_units = std::to_array<std::string_view>({
    "NetworkManager-wait-online.service",
    "NetworkManager.service",
    "auditd.service",
    "chrony.service",
    "chronyd.service",
    "cloud-final.service",
    "cloud-init.service",
    "containerd.service",
    "cron.service",
    "cryptsetup.target",
    "docker.service",
    "docker.socket",
    "emergency.target",
    "firewalld.service",
    "getty.target",
    "graphical.target",
    "initrd.target",
    "local-fs-pre.target",
    "local-fs.target",
    "multi-user.target",
    "network-pre.target",
    "network.target",
    "nfs-client.target",
    "nftables.service",
    "nss-lookup.target",
    "nss-user-lookup.target",
    "remote-fs-pre.target",
    "remote-fs.target",
    "rescue.target",
    "rpcbind.service",
    "rpcbind.target",
    "rsyslog.service",
    "ssh.service",
    "sshd.service",
    "swap.target",
    "sysinit.target",
    "systemd-networkd-wait-online.service",
    "systemd-networkd.service",
    "systemd-resolved.service",
    "systemd-timesyncd.service",
    "systemd-user-sessions.service",
    "time-set.target",
    "time-sync.target",
    "umount.target",
    "zfs-import.target",
    "zfs-mount.service",
    "zfs.target",
});
static_assert(std::ranges::is_sorted(system_units));

// With the name of a pool, a device or an interface behind it.
constexpr auto system_prefixes =
    std::to_array<std::string_view>({"systemd-cryptsetup@", "wg-quick@", "zfs-import-", "zfs-load-key", "zpool-"});

constexpr auto brought = std::to_array<std::string_view>(
    {"podman.service", "podman.socket", "podman-auto-update.service", "podman-auto-update.timer",
     "podman-restart.service", "podman-clean-transient.service", "podman-user-wait-network-online.service",
     "dbus.service", "dbus.socket", "dbus-broker.service", "systemd-tmpfiles-setup.service",
     "systemd-tmpfiles-clean.service", "systemd-tmpfiles-clean.timer", "systemd-exit.service", "pipewire.service"});

}  // namespace

bool is_only_of_system(std::string_view name) {
    return std::ranges::binary_search(system_units, name) ||
           std::ranges::any_of(system_prefixes, [&](std::string_view prefix) { return name.starts_with(prefix); });
}

bool is_brought(std::string_view name) { return std::ranges::find(brought, name) != brought.end(); }

}  // namespace nagaya::lint
