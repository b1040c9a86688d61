// The process that minds a host, from before its boot until nothing of it is left.
//
// It is forked off by `up`, leaves the terminal and the session, and lives as long as the host. Everything a host needs hangs
// on it: the mounts are in its mount namespace, the network namespace is held by a mount there, systemd-nspawn dies with it,
// and the processes are in the host's cgroup. So whatever dies, the kernel takes most of it away, and the keeper the rest:
// the cgroup, and with the last host the host infra, the bridge and the egress.
//
// `up` holds the lifeline. Until it has said that the host is good, the end of `up` (Ctrl-C, kill -9) is the end of the host.
#pragma once

#include <string>

#include "base/result.hpp"
#include "host/descriptor.hpp"
#include "lab/cgroup.hpp"
#include "lab/place.hpp"
#include "lab/record.hpp"

namespace nagaya::lab {

struct HostJob {
    Place place;
    CgroupTree cgroups;
    std::string name;
    HostRecord record;
    bool fresh;                   ///< the disk is new, and goes when the boot does not succeed
    std::string notify;           ///< sd_notify(3) socket that hears of the boot, "@name"
    std::string extra_bind = {};  ///< nspawn --bind=, for the host infra
    std::string ignition = {};    ///< fills a fresh disk
};

/// What `up` holds of a keeper.
struct Keeper {
    host::Descriptor lifeline;  ///< write "c" to commit; closing it before ends the host
    host::Descriptor
        reports;  ///< "claimed\n" once its lock is held, then "error TEXT" if it fails; end of file when it is gone
};

/// Forks the keeper off. It is no child of this process.
Result<Keeper> start_keeper(const HostJob& job);

/// Lock held by the keeper of a host for all its life.
std::string keeper_lock(const Place& place, std::string_view name);
bool has_keeper(const Place& place, std::string_view name);

}  // namespace nagaya::lab
