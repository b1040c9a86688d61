// The disk of a host: an overlay over the image, with /home and /var/lib/containers on the real file system below (overlayfs
// cannot carry the upper directory of another overlay, which is what rootless Podman's storage wants to be).
//
//   hosts/NAME/host.json     the record
//   hosts/NAME/upper, work   of the overlay
//   hosts/NAME/root          where the overlay is mounted, in the keeper's mount namespace only
//   hosts/NAME/home, containers
//   hosts/NAME/dev           device nodes it has beside nspawn's own
//   hosts/NAME/console.log   what systemd printed
//   hosts/NAME/ready         there while the host is up and its `up` has succeeded
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "lab/place.hpp"
#include "lab/record.hpp"

namespace nagaya::lab {

/// Devices a host has beside those every container has, as far as this machine has them.
inline constexpr std::array<std::string_view, 4> host_devices = {"/dev/fuse", "/dev/net/tun", "/dev/autofs",
                                                                 "/dev/loop-control"};

Result<HostRecord> read_record(const Place& place, std::string_view name);

/// Everything a host finds on its first boot: its names, name servers, the registry in the place of docker.io, the lab's ssh
/// keys. On a later boot, when the network changed, only the names are written again.
Result<> prepare_disk(const Place& place, std::string_view name, const HostRecord& record, bool fresh);

/// For machines that cannot limit containers (no cgroup2 controllers): Podman asks for no limits, and those it is told to ask
/// for are dropped before crun sees them. On a fresh disk only.
Result<> drop_container_limits(const Place& place, std::string_view name);

/// For machines whose root may not raise limits (no CAP_SYS_RESOURCE): rootful Podman asks for no more open files and processes than
/// this process may have. On a fresh disk only.
Result<> keep_to_own_limits(const Place& place, std::string_view name);

/// Mounts the overlay at hosts/NAME/root in this process's mount namespace.
Result<> mount_disk(const Place& place, std::string_view name, const HostRecord& record);

/// The last lines of the console, each on a line of its own; empty when there are none.
std::string console_tail(const Place& place, std::string_view name);

/// The lab's ssh key pairs (user and host), made on first use.
Result<> ensure_ssh_keys(const Place& place);

}  // namespace nagaya::lab
