// A host's own cgroup (cgroups(7)): everything that belongs to a host is in it, so it tells what lives and what is left.
//
//   UNIT/keeper           the process that minds the host
//   UNIT/host/supervisor  systemd-nspawn
//   UNIT/host/payload     the host's own tree, in which its systemd rules
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/result.hpp"
#include "lab/place.hpp"

namespace nagaya::lab {

/// How this machine's cgroups are laid out.
struct CgroupTree {
    std::string mount;  ///< of cgroup2: /sys/fs/cgroup, or /sys/fs/cgroup/unified beside version 1
    bool systemd;       ///< systemd runs this machine, so a host's cgroup is a scope that systemd was asked for
};

/// Failure `unsupported` when cgroup2 is not mounted.
Result<CgroupTree> find_cgroups();

/// The directory of a host's cgroup, whether it exists or not.
std::string host_cgroup(const CgroupTree& tree, const Place& place, std::string_view name);

/// Makes the cgroup and moves this process into its leaf `keeper`; beside it makes the leaf `host` with every controller
/// that can be had.
Result<> enter_host_cgroup(const CgroupTree& tree, const Place& place, std::string_view name);

/// Can containers in the host be limited (memory, pids)?
bool has_controllers(const std::string& cgroup);

/// Processes in a cgroup and below it.
std::vector<pid_t> processes_below(const std::string& cgroup);
/// SIGKILL to every process in a cgroup and below it. Does not wait.
void kill_below(const std::string& cgroup);
/// Kills what is left below, and removes the tree of empty cgroups.
Result<> remove_cgroup(const std::string& cgroup);
/// Beside version 1 nspawn also makes the cgroup in version 1's named hierarchy, without processes, and leaves it there.
void remove_mirrored_cgroup(const Place& place, std::string_view name);

/// The init of the host whose cgroup this is; nothing when there is none.
Result<pid_t> find_init(const std::string& cgroup);

}  // namespace nagaya::lab
