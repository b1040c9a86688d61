// What a state requires of a host and nagaya does not make so itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/account_database.hpp"
#include "host/precheck.hpp"

namespace nagaya::host {

/// The mount points in a /proc/self/mountinfo (proc_pid_mountinfo(5)). Pure.
std::set<std::string> parse_mount_points(std::string_view mountinfo);

/// The requirements of `desired` that are not met. Ports that our own accounts and units hold are free.
std::vector<Problem> unmet_requirements(const state::HostState& desired, const state::HostState& observed,
                                        const AccountDatabase& database);

}  // namespace nagaya::host
