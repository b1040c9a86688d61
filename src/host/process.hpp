// Programs are started with argument vectors, never through a shell.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "host/descriptor.hpp"

namespace nagaya::host {

/// Who a program runs as; supplementary groups come from the account database (initgroups(3)).
struct RunAs {
    std::string account;
    uid_t uid;
    gid_t gid;
};

/// A program to run. The child gets exactly `environment`, only descriptors 0, 1, 2, default signals, and its own process group.
struct Command {
    std::vector<std::string> argv;              ///< argv[0] is looked up in PATH of this process unless it has a slash
    std::vector<std::string> environment = {};  ///< "NAME=value"; empty means this process's own environment
    std::string directory = {};                 ///< working directory; empty means this process's own
    std::optional<RunAs> run_as = {};
    std::string input = {};                ///< standard input; /dev/null when empty
    std::string cgroup = {};               ///< file cgroup.procs of a cgroup to join first; empty means no other cgroup
    std::chrono::milliseconds timeout{0};  ///< 0 = no bound; afterwards the process group is killed
    /// Asked five times a second; when true the process group gets SIGTERM, and SIGKILL five seconds later. May be empty.
    std::function<bool()> give_up = {};
    /// Called with each complete line of either output stream while the program runs (same thread as `run`).
    std::function<void(std::string_view line)> on_line = {};
};

/// How a program ended, with the last 1 MiB of each output stream.
struct Completed {
    int exit_code;       ///< 128 + signal when a signal ended it
    std::string output;  ///< standard output
    std::string errors;  ///< standard error
};

/// Runs a program to its end. Fails only when it cannot be started, its time is over or it was given up; a non-zero exit is a success here.
Result<Completed> run(const Command& command);

/// As `run`, and a non-zero exit is a failure whose message has the program's name, code and last lines of output.
Result<Completed> run_ok(const Command& command);

/// Starts a program connected to this process's own standard streams, in the foreground, and returns its exit code. It alone, not its
/// group, which is ours, is ended by `give_up`. With `run_as` it gets a terminal of its own in place of ours (relay.hpp).
Result<int> run_attached(const Command& command);

/// What a program that runs beside us gets as its descriptors 0, 1 and 2.
struct Streams {
    Descriptor input;
    Descriptor output;
    Descriptor errors;
    bool terminal = false;  ///< `input` is a pseudoterminal that becomes its controlling terminal
};

/// A program that runs beside us. Whoever has it must call `wait_for_end` once.
struct Running {
    pid_t pid;           ///< also its process group and session
    Descriptor process;  ///< pidfd, readable at the program's end (pidfd_open(2))
};

/// Starts a program and returns at once.
Result<Running> start_beside(const Command& command, Streams streams);

/// Waits until the process has ended; its exit code, 128 + signal when a signal ended it.
int wait_for_end(pid_t pid);

/// The first executable called `program` in PATH, or nothing.
std::optional<std::string> find_program(std::string_view program);

}  // namespace nagaya::host
