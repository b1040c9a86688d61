#include "lab/cgroup.hpp"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "base/text.hpp"
#include "host/process.hpp"
#include "lab/files.hpp"

namespace nagaya::lab {
namespace {

using std::chrono::milliseconds;

std::vector<pid_t> processes_in(const std::string& cgroup) {
    std::vector<pid_t> pids;
    const Result<std::string> text = read_file(cgroup + "/cgroup.procs");
    if (!text) return pids;
    for (const std::string_view line : split(*text, '\n'))
        if (const std::optional<uint64_t> pid = parse_number(line); pid && *pid != 0)
            pids.push_back(static_cast<pid_t>(*pid));
    return pids;
}

std::vector<std::string> children(const std::string& cgroup) {
    std::vector<std::string> out;
    for (const std::string& name : names_in(cgroup))
        if (is_directory(concat(cgroup, "/", name))) out.push_back(concat(cgroup, "/", name));
    return out;
}

/// Passes on every controller this cgroup has. Those that cannot be had (a cgroup with processes in it, version 1) are simply
/// missing below; `has_controllers` is asked later.
void pass_controllers(const std::string& cgroup) {
    const Result<std::string> names = read_file(cgroup + "/cgroup.controllers");
    if (!names) return;
    for (const std::string_view name : split_words(trim(*names)))
        static_cast<void>(write_kernel_file(cgroup + "/cgroup.subtree_control", concat("+", name)));
}

Result<> make_cgroup(const std::string& path) {
    if (mkdir(path.c_str(), 0755) != 0 && errno != EEXIST) return fail_errno(concat("`", path, "`"));
    return {};
}

/// A scope that systemd leaves alone below (Delegate=), with this process in it (org.freedesktop.systemd1(5), StartTransientUnit).
Result<> start_scope(const std::string& unit, const std::string& cgroup) {
    TRY(host::run_ok({.argv = {"busctl",
                               "--quiet",
                               "call",
                               "org.freedesktop.systemd1",
                               "/org/freedesktop/systemd1",
                               "org.freedesktop.systemd1.Manager",
                               "StartTransientUnit",
                               "ssa(sv)a(sa(sv))",
                               unit + ".scope",
                               "fail",
                               "6",
                               "PIDs",
                               "au",
                               "1",
                               concat(getpid()),
                               "Delegate",
                               "b",
                               "true",
                               "Slice",
                               "s",
                               "machine.slice",
                               "CollectMode",
                               "s",
                               "inactive-or-failed",
                               "TasksMax",
                               "t",
                               "18446744073709551615",
                               "Description",
                               "s",
                               "nagaya lab host",
                               "0"}}));
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (std::chrono::steady_clock::now() < end) {
        for (const pid_t pid : processes_in(cgroup))
            if (pid == getpid()) return {};
        std::this_thread::sleep_for(milliseconds(5));
    }
    return fail(ErrorKind::timeout, concat("systemd did not make the scope `", unit, ".scope` within 10 s"));
}

/// The number a process has in its innermost pid namespace (proc_pid_status(5), NSpid).
uint64_t inner_pid(pid_t pid) {
    const Result<std::string> status = read_file(concat("/proc/", pid, "/status"));
    if (!status) return 0;
    for (const std::string_view line : split(*status, '\n')) {
        if (!line.starts_with("NSpid:")) continue;
        const std::vector<std::string_view> numbers = split_words(line.substr(6));
        return numbers.size() < 2 ? 0 : parse_number(numbers.back()).value_or(0);
    }
    return 0;
}

}  // namespace

Result<CgroupTree> find_cgroups() {
    const std::string mounts = TRY(read_file("/proc/self/mounts"));
    CgroupTree tree{.mount = {}, .systemd = is_directory("/run/systemd/system")};
    for (const std::string_view line : split(mounts, '\n')) {
        const std::vector<std::string_view> words = split_words(line);
        if (words.size() > 2 && words[2] == "cgroup2") tree.mount = std::string(words[1]);
    }
    if (tree.mount.empty())
        return fail(
            ErrorKind::unsupported,
            "cgroup2 is not mounted; mount it at /sys/fs/cgroup, or at /sys/fs/cgroup/unified beside version 1");
    return tree;
}

std::string host_cgroup(const CgroupTree& tree, const Place& place, std::string_view name) {
    if (tree.systemd) return concat(tree.mount, "/machine.slice/", place.unit(name), ".scope");
    return concat(tree.mount, "/", place.unit(name));
}

Result<> enter_host_cgroup(const CgroupTree& tree, const Place& place, std::string_view name) {
    const std::string cgroup = host_cgroup(tree, place, name);
    if (tree.systemd) {
        TRY(start_scope(place.unit(name), cgroup));
    } else {
        pass_controllers(tree.mount);
        TRY(make_cgroup(cgroup));
    }
    TRY(make_cgroup(cgroup + "/keeper"));
    TRY(write_kernel_file(cgroup + "/keeper/cgroup.procs", "0"));
    // Only a cgroup without processes of its own may pass controllers on.
    pass_controllers(cgroup);
    TRY(make_cgroup(cgroup + "/host"));
    return {};
}

bool has_controllers(const std::string& cgroup) {
    const Result<std::string> names = read_file(cgroup + "/cgroup.controllers");
    if (!names) return false;
    bool memory = false;
    bool pids = false;
    for (const std::string_view name : split_words(trim(*names))) {
        memory = memory || name == "memory";
        pids = pids || name == "pids";
    }
    return memory && pids;
}

std::vector<pid_t> processes_below(const std::string& cgroup) {
    std::vector<pid_t> pids = processes_in(cgroup);
    for (const std::string& child : children(cgroup)) {
        const std::vector<pid_t> below = processes_below(child);
        pids.insert(pids.end(), below.begin(), below.end());
    }
    return pids;
}

void kill_below(const std::string& cgroup) {
    // cgroup.kill is there since Linux 5.14 and leaves no gap for a fork.
    if (write_kernel_file(cgroup + "/cgroup.kill", "1")) return;
    for (const pid_t pid : processes_below(cgroup)) ::kill(pid, SIGKILL);
}

Result<> remove_cgroup(const std::string& cgroup) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (is_directory(cgroup)) {
        if (!processes_below(cgroup).empty()) kill_below(cgroup);
        for (const std::string& child : children(cgroup)) TRY(remove_cgroup(child));
        if (rmdir(cgroup.c_str()) == 0 || errno == ENOENT) return {};
        if (std::chrono::steady_clock::now() > end) return fail_errno(concat("`", cgroup, "`"));
        std::this_thread::sleep_for(milliseconds(5));
    }
    return {};
}

void remove_mirrored_cgroup(const Place& place, std::string_view name) {
    const std::string mirrored = concat("/sys/fs/cgroup/systemd/", place.unit(name));
    if (is_directory(mirrored)) static_cast<void>(remove_cgroup(mirrored));
}

Result<pid_t> find_init(const std::string& cgroup) {
    for (const std::string& where : {cgroup + "/host/payload/init.scope", cgroup + "/host/payload"})
        for (const pid_t pid : processes_in(where))
            if (inner_pid(pid) == 1) return pid;
    return fail(ErrorKind::not_found, "the host is not running");
}

}  // namespace nagaya::lab
