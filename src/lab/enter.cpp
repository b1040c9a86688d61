// Programs and files in a running host.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <spawn.h>
#include <array>
#include <cerrno>
#include <cstdlib>

#include "base/check.hpp"
#include "base/text.hpp"
#include "host/descriptor.hpp"
#include "lab/disk.hpp"
#include "lab/files.hpp"
#include "lab/keeper.hpp"
#include "lab/lab.hpp"
#include "lab/parts.hpp"

namespace nagaya::lab {
namespace {

using host::Descriptor;

/// Longest path of a Unix socket is 107 bytes, and ssh adds 17 to it while it makes one.
constexpr size_t longest_control_path = 90;

Result<std::string> find_running(const Lab::Parts& parts, const std::string& name) {
    if (!is_host_name(name) || !exists(parts.place.host(name)))
        return fail(ErrorKind::not_found, concat("the lab has no host `", visible(name), "`"));
    if (!has_keeper(parts.place, name))
        return fail(ErrorKind::not_found, concat("host `", name, "` is down; `nagaya lab up ", name, "` boots it"));
    return host_cgroup(parts.cgroups, parts.place, name);
}

std::vector<std::string> enter_argv(pid_t init, const std::string& directory) {
    std::vector<std::string> argv = {"nsenter", "--target", concat(init), "--all", "--root", "--wd", "--"};
    if (!directory.empty()) argv.insert(argv.end(), {"env", "--chdir", directory, "--"});
    return argv;
}

std::vector<std::string> root_environment() {
    const char* terminal = std::getenv("TERM");
    return {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME=/root",
            "USER=root",
            "LOGNAME=root",
            "SHELL=/bin/bash",
            "LANG=C.UTF-8",
            concat("TERM=", terminal != nullptr ? terminal : "dumb")};
}

/// Changes a command so that it runs in the host. systemd and logind refuse callers outside the host's cgroups, so the program
/// joins them before it enters the namespaces.
Result<host::Command> in_host(const Lab::Parts& parts, const std::string& name, host::Command command) {
    CHECK(!command.run_as && command.cgroup.empty());
    const std::string cgroup = TRY(find_running(parts, name));
    const pid_t init = TRY(find_init(cgroup));
    const std::string leaf = cgroup + "/host/payload/nagaya-exec";
    if (mkdir(leaf.c_str(), 0755) != 0 && errno != EEXIST) return fail_errno(concat("`", leaf, "`"));
    std::vector<std::string> argv = enter_argv(init, command.directory);
    argv.insert(argv.end(), command.argv.begin(), command.argv.end());
    command.argv = std::move(argv);
    command.directory.clear();
    command.cgroup = leaf + "/cgroup.procs";
    if (command.environment.empty()) command.environment = root_environment();
    return command;
}

/// A running child of posix_spawn(3).
Result<pid_t> spawn(std::vector<std::string> argv, int input, int output) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, 0);
    if (output >= 0) posix_spawn_file_actions_adddup2(&actions, output, 1);
    std::vector<char*> raw;
    for (std::string& word : argv) raw.push_back(word.data());
    raw.push_back(nullptr);
    pid_t pid = -1;
    const int error = posix_spawnp(&pid, raw[0], &actions, nullptr, raw.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    errno = error;
    if (error != 0) return fail_errno(concat("`", argv[0], "`"));
    return pid;
}

Result<> wait_for(pid_t pid, std::string_view what) {
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
    return fail(ErrorKind::failed, concat("`", what, "` did not succeed"));
}

Result<> put_file(pid_t init, const std::string& source, const std::string& destination, mode_t mode) {
    const Descriptor file(open(source.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return fail_errno(concat("`", source, "`"));
    std::vector<std::string> argv = enter_argv(init, "");
    argv.insert(argv.end(), {"install", "-D", "-m", octal(mode & 0777), "--", "/dev/stdin", destination});
    const pid_t pid = TRY(spawn(std::move(argv), file.get(), -1));
    return wait_for(pid, "install");
}

/// tar here, tar there, a pipe between them.
Result<> put_directory(pid_t init, const std::string& source, const std::string& destination) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return fail_errno("pipe");
    Descriptor read_end(ends[0]);
    Descriptor write_end(ends[1]);
    const Descriptor null(open("/dev/null", O_RDONLY | O_CLOEXEC));
    std::vector<std::string> make = enter_argv(init, "");
    make.insert(make.end(), {"mkdir", "-p", "--", destination});
    TRY(host::run_ok({.argv = std::move(make)}));
    std::vector<std::string> unpack = enter_argv(init, "");
    unpack.insert(unpack.end(), {"tar", "-C", destination, "-xpf", "-"});
    const pid_t there = TRY(spawn(std::move(unpack), read_end.get(), -1));
    read_end.close();
    const Result<pid_t> here =
        spawn({"tar", "-C", source, "--owner=0", "--group=0", "--numeric-owner", "-cf", "-", "."}, null.get(),
              write_end.get());
    write_end.close();
    const Result<> packed = here ? wait_for(*here, "tar") : Result<>(std::unexpected(here.error()));
    TRY(wait_for(there, "tar in the host"));
    return packed;
}

}  // namespace

Result<int> Lab::exec(const std::string& name, std::vector<std::string> argv) const {
    const host::Command command = TRY(command_in(name, {.argv = std::move(argv)}));
    return host::run_attached(command);
}

Result<host::Command> Lab::command_in(const std::string& name, host::Command command) const {
    if (!command.give_up) command.give_up = parts_->give_up;
    return in_host(*parts_, name, std::move(command));
}

Result<host::Completed> Lab::run_in(const std::string& name, host::Command command) const {
    const host::Command there = TRY(command_in(name, std::move(command)));
    return host::run(there);
}

Result<> Lab::put(const std::string& name, const std::string& source, const std::string& destination) const {
    const std::string cgroup = TRY(find_running(*parts_, name));
    const pid_t init = TRY(find_init(cgroup));
    if (!destination.starts_with('/'))
        return fail(ErrorKind::malformed, concat("`", visible(destination), "` is no absolute path of the host"));
    struct stat status{};
    if (stat(source.c_str(), &status) != 0) return fail_errno(concat("`", source, "`"));
    std::string target = destination;
    if (target.ends_with('/')) {
        std::string plain = source;
        while (plain.size() > 1 && plain.ends_with('/')) plain.pop_back();
        target += plain.substr(plain.rfind('/') + 1);
    }
    const Result<> done =
        S_ISDIR(status.st_mode) ? put_directory(init, source, target) : put_file(init, source, target, status.st_mode);
    return within(concat("copying `", source, "` to `", target, "` of host `", name, "`"), done);
}

Result<int> Lab::ssh(const std::string& name, std::vector<std::string> argv) const {
    TRY(find_running(*parts_, name));
    const std::string directory = parts_->place.ssh();
    const std::string address_of_host = TRY(address(name));
    const std::string master = concat(directory, "/master-", name);
    std::vector<std::string> words = {"ssh",
                                      "-F",
                                      "none",
                                      "-i",
                                      directory + "/key",
                                      "-o",
                                      "IdentitiesOnly=yes",
                                      "-o",
                                      concat("UserKnownHostsFile=", directory, "/known_hosts"),
                                      "-o",
                                      "StrictHostKeyChecking=yes",
                                      "-o",
                                      "LogLevel=ERROR"};
    if (master.size() <= longest_control_path)
        words.insert(words.end(),
                     {"-o", "ControlMaster=auto", "-o", "ControlPath=" + master, "-o", "ControlPersist=60"});
    words.insert(words.end(), {"root@" + address_of_host, "--"});
    words.insert(words.end(), argv.begin(), argv.end());
    return host::run_attached({.argv = std::move(words)});
}

}  // namespace nagaya::lab
