#include "host/process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/text.hpp"
#include "host/descriptor.hpp"
#include "host/relay.hpp"

namespace nagaya::host {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t output_limit = size_t{1} << 20;
constexpr size_t line_limit = size_t{64} << 10;
constexpr int look_again_ms = 200;
constexpr std::chrono::seconds grace{5};

/// Everything the child needs, made before fork(2): between fork and exec a child of a threaded process may only call
/// what signal-safety(7) lists, so it allocates nothing.
struct Launch {
    std::string path;
    std::vector<char*> argv;
    std::vector<char*> environment;
    std::vector<gid_t> groups;
    const Command* command;
    Descriptor input;
    Descriptor output;  // write ends
    Descriptor errors;
    Descriptor trouble;     // write end, close-on-exec: errno and step of what failed before exec
    bool attached = false;  // in our session; its streams are ours where there are none above
    bool terminal = false;  // its input is to be its controlling terminal
};

struct Trouble {
    int error;
    char step[24];
};

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (const std::string& text : texts) out.push_back(const_cast<char*>(text.c_str()));
    out.push_back(nullptr);
    return out;
}

Result<std::string> find_executable(const std::string& program) {
    if (program.contains('/')) return program;
    if (std::optional<std::string> found = find_program(program)) return *found;
    return fail(ErrorKind::not_found, concat("`", program, "` is not installed (not found in PATH)"));
}

Result<std::vector<gid_t>> supplementary_groups(const RunAs& who) {
    std::vector<gid_t> groups(64);
    int count = static_cast<int>(groups.size());
    while (getgrouplist(who.account.c_str(), who.gid, groups.data(), &count) < 0) {
        if (count > 65536) return fail(ErrorKind::limit, concat("account `", who.account, "` is in too many groups"));
        groups.resize(static_cast<size_t>(count));
    }
    groups.resize(static_cast<size_t>(count));
    return groups;
}

/// Standard input: a sealed-off copy of the text, so that nobody has to feed a pipe.
Result<Descriptor> make_input(const std::string& text) {
    if (text.empty()) {
        Descriptor null(open("/dev/null", O_RDONLY | O_CLOEXEC));
        if (!null) return fail_errno("/dev/null");
        return null;
    }
    Descriptor memory(memfd_create("input", MFD_CLOEXEC));
    if (!memory) return fail_errno("memfd_create");
    if (!write_all(memory.get(), text)) return fail_errno("writing a program's input");
    if (lseek(memory.get(), 0, SEEK_SET) != 0) return fail_errno("lseek");
    return memory;
}

struct Pipe {
    Descriptor read_end;
    Descriptor write_end;
};

Result<Pipe> make_pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return fail_errno("pipe");
    return Pipe{.read_end = Descriptor(ends[0]), .write_end = Descriptor(ends[1])};
}

Result<Launch> prepare(const Command& command) {
    Launch launch;
    launch.command = &command;
    if (command.argv.empty()) return fail(ErrorKind::failed, "no program to run");
    launch.path = TRY(find_executable(command.argv[0]));
    launch.argv = pointers(command.argv);
    if (!command.environment.empty()) launch.environment = pointers(command.environment);
    if (command.run_as) launch.groups = TRY(supplementary_groups(*command.run_as));
    return launch;
}

// ---- in the child ----

[[noreturn]] void give_up(int descriptor, const char* step) {
    Trouble trouble{.error = errno, .step = {}};
    for (size_t i = 0; i + 1 < sizeof trouble.step && step[i] != '\0'; ++i) trouble.step[i] = step[i];
    if (write(descriptor, &trouble, sizeof trouble) < 0) _exit(126);
    _exit(127);
}

void default_signals() {
    for (int number = 1; number < NSIG; ++number) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// The raw calls: glibc's wrappers try to signal the threads that the child does not have.
void become(const RunAs& who, const std::vector<gid_t>& groups, int trouble) {
    if (syscall(SYS_setgroups, groups.size(), groups.data()) != 0) give_up(trouble, "setgroups");
    if (syscall(SYS_setresgid, who.gid, who.gid, who.gid) != 0) give_up(trouble, "setresgid");
    if (syscall(SYS_setresuid, who.uid, who.uid, who.uid) != 0) give_up(trouble, "setresuid");
}

void join_cgroup(const std::string& procs, int trouble) {
    const int file = open(procs.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0 || write(file, "0", 1) != 1) give_up(trouble, "cgroup");
}

[[noreturn]] void child(const Launch& launch) {
    const int trouble = launch.trouble.get();
    default_signals();
    if (!launch.command->cgroup.empty()) join_cgroup(launch.command->cgroup, trouble);
    if (!launch.attached) setsid();
    if ((launch.input && dup2(launch.input.get(), 0) < 0) || (launch.output && dup2(launch.output.get(), 1) < 0) ||
        (launch.errors && dup2(launch.errors.get(), 2) < 0))
        give_up(trouble, "dup2");
    if (launch.terminal && ioctl(0, TIOCSCTTY, 0) != 0) give_up(trouble, "TIOCSCTTY");
    if (syscall(SYS_close_range, 3U, ~0U, 4U /* CLOSE_RANGE_CLOEXEC */) != 0) give_up(trouble, "close_range");
    if (launch.command->run_as) become(*launch.command->run_as, launch.groups, trouble);
    // After become: a change of credentials clears it. A killed nagaya leaves no programs behind.
    if (!launch.attached) prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (!launch.command->directory.empty() && chdir(launch.command->directory.c_str()) != 0) give_up(trouble, "chdir");
    char* const* environment = launch.environment.empty() ? environ : launch.environment.data();
    execve(launch.path.c_str(), launch.argv.data(), environment);
    give_up(trouble, "execve");
}

// ---- in the parent ----

/// Starts the child; returns once it runs its program.
Result<pid_t> start(Launch& launch) {
    Pipe trouble = TRY(make_pipe());
    launch.trouble = std::move(trouble.write_end);
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    // No handler of ours may run in the child.
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const pid_t pid = fork();
    if (pid == 0) child(launch);
    const int fork_error = errno;
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (pid < 0) {
        errno = fork_error;
        return fail_errno("fork");
    }
    launch.trouble.close();
    Trouble report{};
    ssize_t count = 0;
    do count = read(trouble.read_end.get(), &report, sizeof report);
    while (count < 0 && errno == EINTR);
    if (count != sizeof report) return pid;
    while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) continue;
    errno = report.error;
    report.step[sizeof report.step - 1] = '\0';
    if (std::string_view(report.step) == "chdir") return fail_errno(concat("`", launch.command->directory, "`"));
    return fail_errno(concat("cannot run `", launch.path, "` (", report.step, ")"));
}

int exit_code(int status) { return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status); }

/// One output stream: keeps the end of it and cuts it into lines.
struct Stream {
    Descriptor from;
    std::string kept = {};
    std::string line = {};
    bool open = true;

    void take(std::string_view bytes, const std::function<void(std::string_view)>& on_line) {
        kept += bytes;
        if (kept.size() > 2 * output_limit) kept.erase(0, kept.size() - output_limit);
        if (!on_line) return;
        for (const char c : bytes) {
            if (c != '\n') {
                if (line.size() < line_limit) line += c;
                continue;
            }
            on_line(line);
            line.clear();
        }
    }
    void finish(const std::function<void(std::string_view)>& on_line) {
        if (on_line && !line.empty()) on_line(line);
        if (kept.size() > output_limit) kept.erase(0, kept.size() - output_limit);
    }
};

/// Reads until the pipe is empty for now.
void drain(Stream& stream, const Command& command) {
    std::array<char, 16384> buffer;
    while (stream.open) {
        const ssize_t count = read(stream.from.get(), buffer.data(), buffer.size());
        if (count > 0) {
            stream.take(std::string_view(buffer.data(), static_cast<size_t>(count)), command.on_line);
        } else if (count == 0) {
            stream.open = false;
        } else if (errno != EINTR) {
            stream.open = errno == EAGAIN;
            return;
        }
    }
}

enum class Ending { own, timeout, given_up };

int remaining(const Command& command, Clock::time_point begin) {
    if (command.timeout.count() == 0) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(begin + command.timeout - Clock::now());
    return left.count() > 0 ? static_cast<int>(std::min<int64_t>(left.count(), 1 << 30)) : 0;
}

/// Reads both streams until the program ends (what it leaves running in the background may keep them open), its time is over or it
/// is given up.
Ending follow(const Descriptor& process, Stream& output, Stream& errors, const Command& command) {
    const Clock::time_point begin = Clock::now();
    while (true) {
        std::array<pollfd, 3> events{{{process.get(), POLLIN, 0},
                                      {output.open ? output.from.get() : -1, POLLIN, 0},
                                      {errors.open ? errors.from.get() : -1, POLLIN, 0}}};
        if (command.give_up && command.give_up()) return Ending::given_up;
        int timeout = remaining(command, begin);
        if (command.give_up && (timeout < 0 || timeout > look_again_ms)) timeout = look_again_ms;
        const int ready = poll(events.data(), events.size(), timeout);
        if (ready == 0 && remaining(command, begin) == 0) return Ending::timeout;
        if (ready <= 0) continue;
        if (events[1].revents != 0) drain(output, command);
        if (events[2].revents != 0) drain(errors, command);
        if (events[0].revents == 0) continue;
        drain(output, command);
        drain(errors, command);
        return Ending::own;
    }
}

int reap(pid_t pid) {
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
    return exit_code(status);
}

/// A descriptor that tells the end of a program that has its own process group.
Result<Descriptor> watch(pid_t pid) {
    Descriptor process(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
    if (process) return process;
    const auto failure = fail_errno("pidfd_open");
    kill(-pid, SIGKILL);
    reap(pid);
    return failure;
}

/// Waits for a program of our own process group.
int reap_attached(pid_t pid, const std::function<bool()>& give_up) {
    const Descriptor process(give_up ? static_cast<int>(syscall(SYS_pidfd_open, pid, 0)) : -1);
    pollfd ended{process.get(), POLLIN, 0};
    while (process && poll(&ended, 1, look_again_ms) <= 0) {
        if (!give_up()) continue;
        kill(pid, SIGTERM);
        if (poll(&ended, 1, static_cast<int>(std::chrono::milliseconds(grace).count())) <= 0) kill(pid, SIGKILL);
        break;
    }
    return reap(pid);
}

/// In a session of its own: what runs as an account has no way to our terminal.
Result<int> run_relayed(Launch& launch) {
    Relay relay = TRY(make_relay(launch.command->run_as->uid));
    launch.input = std::move(relay.theirs[0]);
    launch.output = std::move(relay.theirs[1]);
    launch.errors = std::move(relay.theirs[2]);
    launch.terminal = relay.terminal;
    const pid_t pid = TRY(start(launch));
    for (Descriptor* end : {&launch.input, &launch.output, &launch.errors}) end->close();
    const Descriptor process = TRY(watch(pid));
    copy_until_end(relay, process.get(), pid);
    return reap(pid);
}

std::string last_lines(std::string_view text, size_t count) {
    text = trim(text);
    size_t begin = text.size();
    for (size_t lines = 0; begin > 0 && lines < count; ++lines) {
        const size_t at = text.rfind('\n', begin - 1);
        begin = at == std::string_view::npos ? 0 : at;
    }
    return std::string(trim(text.substr(begin)));
}

}  // namespace

Result<Completed> run(const Command& command) {
    Launch launch = TRY(prepare(command));
    launch.input = TRY(make_input(command.input));
    Pipe output = TRY(make_pipe());
    Pipe errors = TRY(make_pipe());
    launch.output = std::move(output.write_end);
    launch.errors = std::move(errors.write_end);
    const pid_t pid = TRY(start(launch));
    launch.output.close();
    launch.errors.close();
    const Descriptor process = TRY(watch(pid));
    Stream out{.from = std::move(output.read_end)};
    Stream err{.from = std::move(errors.read_end)};
    for (const Stream* stream : {&out, &err}) fcntl(stream->from.get(), F_SETFL, O_NONBLOCK);
    const Ending ending = follow(process, out, err, command);
    if (ending == Ending::given_up) {
        kill(-pid, SIGTERM);
        follow(process, out, err, {.argv = {}, .timeout = grace, .on_line = command.on_line});
    }
    if (ending != Ending::own) kill(-pid, SIGKILL);
    const int code = reap(pid);
    out.finish(command.on_line);
    err.finish(command.on_line);
    if (ending == Ending::given_up) return fail(ErrorKind::failed, concat("`", command.argv[0], "` was interrupted"));
    if (ending == Ending::timeout)
        return fail(ErrorKind::timeout,
                    concat("`", command.argv[0], "` did not end within ", command.timeout.count(), " ms"));
    return Completed{.exit_code = code, .output = std::move(out.kept), .errors = std::move(err.kept)};
}

Result<Completed> run_ok(const Command& command) {
    Completed completed = TRY(run(command));
    if (completed.exit_code == 0) return completed;
    std::string said = last_lines(completed.errors, 8);
    if (said.empty()) said = last_lines(completed.output, 8);
    return fail(ErrorKind::failed, concat("`", command.argv[0], "` ended with exit code ", completed.exit_code,
                                          said.empty() ? "" : ": ", said));
}

Result<int> run_attached(const Command& command) {
    Launch launch = TRY(prepare(command));
    if (command.run_as) return run_relayed(launch);
    launch.attached = true;
    // As a shell does: Ctrl-C is for the program in the foreground.
    struct sigaction ignore{};
    struct sigaction interrupt{};
    struct sigaction quit{};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGINT, &ignore, &interrupt);
    sigaction(SIGQUIT, &ignore, &quit);
    Result<pid_t> pid = start(launch);
    Result<int> code =
        pid ? Result<int>(reap_attached(*pid, command.give_up)) : Result<int>(std::unexpected(pid.error()));
    sigaction(SIGINT, &interrupt, nullptr);
    sigaction(SIGQUIT, &quit, nullptr);
    return code;
}

Result<Running> start_beside(const Command& command, Streams streams) {
    Launch launch = TRY(prepare(command));
    launch.input = std::move(streams.input);
    launch.output = std::move(streams.output);
    launch.errors = std::move(streams.errors);
    launch.terminal = streams.terminal;
    const pid_t pid = TRY(start(launch));
    Descriptor process = TRY(watch(pid));
    return Running{.pid = pid, .process = std::move(process)};
}

int wait_for_end(pid_t pid) { return reap(pid); }

}  // namespace nagaya::host
