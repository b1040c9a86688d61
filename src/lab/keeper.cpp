#include "lab/keeper.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/text.hpp"
#include "host/process.hpp"
#include "lab/disk.hpp"
#include "lab/files.hpp"
#include "lab/ignition.hpp"
#include "lab/network.hpp"
#include "lab/nspawn.hpp"
#include "lab/trash.hpp"

namespace nagaya::lab {
namespace {

using host::Descriptor;
using std::chrono::milliseconds;

constexpr std::string_view lock_prefix = "keeper-";

std::string net_path(const HostJob& job) { return job.place.host(job.name) + "/net"; }

void report(const Descriptor& reports, std::string_view line) {
    if (write(reports.get(), line.data(), line.size()) < 0) return;  // nobody listens any more
}

void reap(pid_t pid) {
    while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) continue;
}

/// Claimed with the lock `network` held, so that the last keeper to leave never overlooks one that has just come.
Result<Lock> claim(const HostJob& job) {
    const Lock network = TRY(Lock::take(job.place.lock("network")));
    std::optional<Lock> claimed = TRY(Lock::try_take(keeper_lock(job.place, job.name), std::chrono::seconds(5)));
    if (!claimed) return fail(ErrorKind::timeout, concat("host `", job.name, "` has another keeper"));
    return std::move(*claimed);
}

Result<> own_mounts() {
    if (unshare(CLONE_NEWNS) != 0) return fail_errno("unshare");
    // Mounts the machine takes away go away here too; ours stay here.
    if (::mount(nullptr, "/", nullptr, MS_REC | MS_SLAVE, nullptr) != 0) return fail_errno("mount");
    return {};
}

/// A new network namespace, held by the mount at hosts/NAME/net, and its cable to the bridge.
Result<> connect(const HostJob& job) {
    std::array<int, 2> pipe_ends{};
    if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) return fail_errno("pipe");
    Descriptor ready(pipe_ends[0]);
    Descriptor tell(pipe_ends[1]);
    const pid_t holder = fork();
    if (holder < 0) return fail_errno("fork");
    if (holder == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (unshare(CLONE_NEWNET) == 0 && write(tell.get(), "1", 1) == 1)
            while (true) pause();
        _exit(1);
    }
    tell.close();
    char answer = 0;
    const auto plugged = [&]() -> Result<> {
        if (read(ready.get(), &answer, 1) != 1) return fail(ErrorKind::denied, "cannot make a network namespace");
        TRY(write_file(net_path(job), ""));
        if (::mount(concat("/proc/", holder, "/ns/net").c_str(), net_path(job).c_str(), nullptr, MS_BIND, nullptr) != 0)
            return fail_errno("binding the network namespace");
        const Lock network = TRY(Lock::take(job.place.lock("network")));
        TRY(ensure_bridge(job.place, job.record.network));
        return plug(job.place, job.record.network, job.record.octet, holder);
    }();
    ::kill(holder, SIGKILL);
    reap(holder);
    return plugged;
}

/// Between fork and exec only what signal-safety(7) lists; everything is made before.
Result<pid_t> start_nspawn(const HostJob& job, const std::string& cgroup) {
    const std::optional<std::string> program = host::find_program("systemd-nspawn");
    if (!program) return fail(ErrorKind::unsupported, "`systemd-nspawn` is not installed");
    const std::vector<std::string> argv = nspawn_argv(job);
    const std::vector<std::string> environment = nspawn_environment(job);
    std::vector<char*> raw_argv;
    std::vector<char*> raw_environment;
    for (const std::string& word : argv) raw_argv.push_back(const_cast<char*>(word.c_str()));
    for (const std::string& word : environment) raw_environment.push_back(const_cast<char*>(word.c_str()));
    raw_argv.push_back(nullptr);
    raw_environment.push_back(nullptr);
    const std::string procs = cgroup + "/host/cgroup.procs";
    const pid_t pid = fork();
    if (pid < 0) return fail_errno("fork");
    if (pid > 0) return pid;
    const int file = open(procs.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0 || write(file, "0", 1) != 1) _exit(126);
    for (const int number : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE}) signal(number, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execve(program->c_str(), raw_argv.data(), raw_environment.data());
    _exit(127);
}

Result<pid_t> boot(const HostJob& job, const std::string& cgroup) {
    TRY(enter_host_cgroup(job.cgroups, job.place, job.name));
    TRY(own_mounts());
    TRY(prepare_disk(job.place, job.name, job.record, job.fresh));
    if (job.fresh && !has_controllers(cgroup + "/host")) TRY(drop_container_limits(job.place, job.name));
    if (job.fresh) TRY(keep_to_own_limits(job.place, job.name));
    TRY(mount_disk(job.place, job.name, job.record));
    if (job.fresh && !job.ignition.empty()) TRY(fill_by_ignition(job.place, job.name, job.ignition));
    TRY(connect(job));
    return start_nspawn(job, cgroup);
}

/// Waits for the end of the host. True when `up` had committed it.
bool mind(pid_t nspawn, const std::string& cgroup, const Descriptor& lifeline) {
    const Descriptor process(static_cast<int>(syscall(SYS_pidfd_open, nspawn, 0)));
    bool committed = false;
    bool listening = true;
    while (true) {
        const bool doomed = !listening && !committed;
        // Again and again: nspawn may be on its way into the cgroup.
        if (doomed) {
            ::kill(nspawn, SIGKILL);
            kill_below(cgroup + "/host");
        }
        std::array<pollfd, 2> events{{{process.get(), POLLIN, 0}, {listening ? lifeline.get() : -1, POLLIN, 0}}};
        if (poll(events.data(), events.size(), doomed ? 20 : -1) <= 0) continue;
        if (events[1].revents != 0) {
            char word = 0;
            committed = read(lifeline.get(), &word, 1) == 1 && word == 'c';
            listening = false;
        }
        if (events[0].revents == 0) continue;
        reap(nspawn);
        return committed;
    }
}

/// Called with the lock `network` held. The host infra serves the others, and goes when they have gone.
void dismiss_infra(const HostJob& job) {
    for (const std::string& name : names_in(job.place.directory + "/locks")) {
        if (!name.starts_with(lock_prefix)) continue;
        const std::string_view other = std::string_view(name).substr(lock_prefix.size());
        if (other != job.name && other != infra_name && has_keeper(job.place, other)) return;
    }
    if (job.name == infra_name || !has_keeper(job.place, infra_name)) return;
    unlink((job.place.host(infra_name) + "/ready").c_str());
    kill_below(host_cgroup(job.cgroups, job.place, infra_name) + "/host");
}

void clean_up(const HostJob& job, const std::string& cgroup, bool keep_disk) {
    const std::string directory = job.place.host(job.name);
    unlink((directory + "/ready").c_str());
    static_cast<void>(remove_cgroup(cgroup + "/host"));
    umount2(net_path(job).c_str(), MNT_DETACH);
    umount2((directory + "/root").c_str(), MNT_DETACH);
    if (const Result<Lock> network = Lock::take(job.place.lock("network")); network) {
        unplug(job.place, job.record.octet);
        dismiss_infra(job);
        remove_unused_bridge(job.place);
    }
    unlink(net_path(job).c_str());
    // nspawn cannot remove it where /run is on a disk (systemd's remove rules).
    rmdir(concat("/run/systemd/nspawn/propagate/", job.place.unit(job.name)).c_str());
    if (!keep_disk) static_cast<void>(throw_away(job.place, directory));
    remove_mirrored_cgroup(job.place, job.name);
    // A scope goes when its last process goes; our own directory must be left before it can be removed.
    if (job.cgroups.systemd || !write_kernel_file(job.cgroups.mount + "/cgroup.procs", "0")) return;
    static_cast<void>(remove_cgroup(cgroup));
}

/// Descriptors 0, 1, 2 and the two pipes stay; everything else belongs to `up`.
void leave_home(const HostJob& job, Descriptor& lifeline, Descriptor& reports) {
    setsid();
    prctl(PR_SET_NAME, "nagaya-keeper");
    for (int number = 1; number < NSIG; ++number) signal(number, SIG_DFL);
    for (const int number : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE}) signal(number, SIG_IGN);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    const int log =
        open((job.place.host(job.name) + "/console.log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    dup2(null, 0);
    dup2(log < 0 ? null : log, 1);
    dup2(log < 0 ? null : log, 2);
    // 3 and 4 may be in use by the very pipes: move those out of the way first.
    const int life = fcntl(lifeline.release(), F_DUPFD_CLOEXEC, 100);
    const int tell = fcntl(reports.release(), F_DUPFD_CLOEXEC, 100);
    dup3(life, 3, O_CLOEXEC);
    dup3(tell, 4, O_CLOEXEC);
    syscall(SYS_close_range, 5U, ~0U, 0U);
    lifeline = Descriptor(3);
    reports = Descriptor(4);
    static_cast<void>(chdir("/") == 0);
}

[[noreturn]] void keep(const HostJob& job, Descriptor lifeline, Descriptor reports) {
    leave_home(job, lifeline, reports);
    const std::string cgroup = host_cgroup(job.cgroups, job.place, job.name);
    Result<Lock> claimed = claim(job);
    if (!claimed) {
        report(reports, concat("error ", claimed.error().text(), "\n"));
        _exit(1);
    }
    report(reports, "claimed\n");
    const Result<pid_t> nspawn = boot(job, cgroup);
    bool committed = false;
    if (nspawn) committed = mind(*nspawn, cgroup, lifeline);
    // After a commitment nobody listens.
    const std::string reason =
        nspawn ? "it ended before it had booted" + console_tail(job.place, job.name) : nspawn.error().text();
    report(reports, concat("error ", reason, "\n"));
    clean_up(job, cgroup, (committed || !job.fresh) && job.name != infra_name);
    _exit(0);
}

}  // namespace

Result<Keeper> start_keeper(const HostJob& job) {
    std::array<int, 2> life{};
    std::array<int, 2> tell{};
    if (pipe2(life.data(), O_CLOEXEC) != 0) return fail_errno("pipe");
    Descriptor life_read(life[0]);
    Descriptor life_write(life[1]);
    if (pipe2(tell.data(), O_CLOEXEC) != 0) return fail_errno("pipe");
    Descriptor tell_read(tell[0]);
    Descriptor tell_write(tell[1]);
    const pid_t pid = fork();
    if (pid < 0) return fail_errno("fork");
    if (pid == 0) {
        life_write.close();
        tell_read.close();
        // Forked twice, it is a child of init, which reaps it.
        if (fork() == 0) keep(job, std::move(life_read), std::move(tell_write));
        _exit(0);
    }
    reap(pid);
    return Keeper{.lifeline = std::move(life_write), .reports = std::move(tell_read)};
}

std::string keeper_lock(const Place& place, std::string_view name) { return place.lock(concat(lock_prefix, name)); }

bool has_keeper(const Place& place, std::string_view name) {
    const Result<bool> held = Lock::is_held(keeper_lock(place, name));
    return held && *held;
}

}  // namespace nagaya::lab
