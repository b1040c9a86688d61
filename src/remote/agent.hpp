// The other end of a session: runs on the host as root, and runs commands of nagaya there.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "host/descriptor.hpp"

namespace nagaya::remote {

struct AgentOptions {
    /// The program whose commands are run, with what stands before their names.
    std::vector<std::string> program = {"/proc/self/exe"};
    /// Root's own directory in memory, below which sites are put.
    std::string directory = "/run/nagaya";
    std::string key = {};      ///< of this program, for the greeting
    std::string version = {};  ///< of this program, for the greeting
    /// How long commands may take to end after SIGTERM, before SIGKILL.
    int grace_seconds = 10;
};

/// Speaks frames on the two descriptors until the other side ends the connection, is silent for too long, or a signal asks
/// this process to end (SIGTERM, SIGINT, SIGHUP; they are blocked for this thread meanwhile). Each command runs in a process
/// group of its own. At the end commands that still run get SIGTERM, which makes an apply take back what it began, and after
/// the grace SIGKILL, which leaves that to the next command; then the sites are removed.
///
/// Must be called in the only thread of its process.
Result<void> serve(const AgentOptions& options, host::Descriptor from, host::Descriptor to);

}  // namespace nagaya::remote
