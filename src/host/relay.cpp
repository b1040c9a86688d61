#include "host/relay.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string>

namespace nagaya::host {
namespace {

void copy_size(int from, int to) {
    winsize size{};
    if (ioctl(from, TIOCGWINSZ, &size) == 0) static_cast<void>(ioctl(to, TIOCSWINSZ, &size));
}

Result<Descriptor> duplicate(const Descriptor& descriptor) {
    Descriptor copy(fcntl(descriptor.get(), F_DUPFD_CLOEXEC, 3));
    if (!copy) return fail_errno("dup");
    return copy;
}

Result<void> open_terminal(Relay& relay, uid_t owner) {
    relay.output = Descriptor(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    char name[64];
    if (!relay.output || grantpt(relay.output.get()) != 0 || unlockpt(relay.output.get()) != 0 ||
        ptsname_r(relay.output.get(), name, sizeof name) != 0)
        return fail_errno("a pseudoterminal");
    relay.theirs[0] = Descriptor(open(name, O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!relay.theirs[0]) return fail_errno(name);
    // It is the account's terminal: programs open it again by its name.
    if (geteuid() == 0 && fchown(relay.theirs[0].get(), owner, static_cast<gid_t>(-1)) != 0) return fail_errno(name);
    termios modes{};
    if (tcgetattr(0, &modes) == 0) tcsetattr(relay.theirs[0].get(), TCSANOW, &modes);
    copy_size(0, relay.output.get());
    relay.theirs[1] = TRY(duplicate(relay.theirs[0]));
    if (isatty(2) != 0) relay.theirs[2] = TRY(duplicate(relay.theirs[0]));
    relay.to = TRY(duplicate(relay.output));
    relay.terminal = true;
    return {};
}

Result<void> open_pipe(Descriptor& read_end, Descriptor& write_end) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return fail_errno("pipe");
    read_end = Descriptor(ends[0]);
    write_end = Descriptor(ends[1]);
    return {};
}

/// While it lives, our terminal hands on every key.
class RawTerminal {
public:
    explicit RawTerminal(bool wanted) {
        termios before{};
        if (!wanted || tcgetattr(0, &before) != 0) return;
        termios raw = before;
        cfmakeraw(&raw);
        if (tcsetattr(0, TCSADRAIN, &raw) == 0) before_ = before;
    }
    ~RawTerminal() {
        if (before_) tcsetattr(0, TCSADRAIN, &*before_);
    }
    RawTerminal(const RawTerminal&) = delete;
    RawTerminal& operator=(const RawTerminal&) = delete;

private:
    std::optional<termios> before_;
};

/// While it lives, signals come as bytes of a descriptor, and a closed pipe is an error of write(2). Signals that end us
/// must not: the terminal has to be set back first.
class Signals {
public:
    explicit Signals(bool all) {
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGWINCH);
        if (all)
            for (const int number : {SIGINT, SIGQUIT, SIGTERM, SIGHUP}) sigaddset(&set, number);
        pthread_sigmask(SIG_BLOCK, &set, &mask_);
        come_ = Descriptor(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
        struct sigaction ignore{};
        ignore.sa_handler = SIG_IGN;
        sigaction(SIGPIPE, &ignore, &pipe_);
    }
    ~Signals() {
        sigaction(SIGPIPE, &pipe_, nullptr);
        pthread_sigmask(SIG_SETMASK, &mask_, nullptr);
    }
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;

    int descriptor() const { return come_.get(); }
    int next() const {
        signalfd_siginfo info{};
        return read(come_.get(), &info, sizeof info) == sizeof info ? static_cast<int>(info.ssi_signo) : 0;
    }

private:
    Descriptor come_;
    sigset_t mask_{};
    struct sigaction pipe_{};
};

/// One reading; the descriptor is closed at the end of its stream (a pseudoterminal's is EIO). False when there is no more
/// for now.
bool copy_out(Descriptor& from, int to) {
    char buffer[16384];
    const ssize_t count = read(from.get(), buffer, sizeof buffer);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return false;
    if (count <= 0 || !write_all(to, std::string_view(buffer, static_cast<size_t>(count)))) from.close();
    return count > 0;
}

/// Our input on its way: a program that does not read must not keep us from copying what it writes.
struct Input {
    std::string waiting = {};
    bool open = true;

    void take() {
        char buffer[4096];
        const ssize_t count = read(0, buffer, sizeof buffer);
        if (count > 0) waiting.assign(buffer, static_cast<size_t>(count));
        if (count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN)) open = false;
    }
    void give(Descriptor& to) {
        const ssize_t count = write(to.get(), waiting.data(), waiting.size());
        if (count > 0) waiting.erase(0, static_cast<size_t>(count));
        if (count < 0 && errno != EINTR && errno != EAGAIN) to.close();
    }
};

void pass_on(int number, const Relay& relay, pid_t pid) {
    if (number == SIGWINCH && relay.terminal) copy_size(0, relay.output.get());
    if (number != SIGWINCH && number != 0) kill(-pid, number);
}

}  // namespace

Result<Relay> make_relay(uid_t owner) {
    Relay relay;
    if (isatty(0) != 0 && isatty(1) != 0) {
        TRY(open_terminal(relay, owner));
    } else {
        if (isatty(0) != 0) TRY(open_pipe(relay.theirs[0], relay.to));
        if (isatty(1) != 0) TRY(open_pipe(relay.output, relay.theirs[1]));
        if (isatty(2) != 0) TRY(open_pipe(relay.errors, relay.theirs[2]));
    }
    for (const Descriptor* end : {&relay.to, &relay.output, &relay.errors})
        if (*end) fcntl(end->get(), F_SETFL, O_NONBLOCK);
    return relay;
}

void copy_until_end(Relay& relay, int process, pid_t pid) {
    const Signals signals(relay.terminal);
    const RawTerminal raw(relay.terminal);
    Input input;
    while (true) {
        if (!input.open && input.waiting.empty() && !relay.terminal) relay.to.close();
        const bool reads = relay.to && input.open && input.waiting.empty();
        const bool writes = relay.to && !input.waiting.empty();
        std::array<pollfd, 6> events{{{process, POLLIN, 0},
                                      {signals.descriptor(), POLLIN, 0},
                                      {relay.output.get(), POLLIN, 0},
                                      {relay.errors.get(), POLLIN, 0},
                                      {reads ? 0 : -1, POLLIN, 0},
                                      {writes ? relay.to.get() : -1, POLLOUT, 0}}};
        if (poll(events.data(), events.size(), -1) <= 0) continue;
        if (events[1].revents != 0) pass_on(signals.next(), relay, pid);
        if (events[2].revents != 0) copy_out(relay.output, 1);
        if (events[3].revents != 0) copy_out(relay.errors, 2);
        if (events[4].revents != 0) input.take();
        if (events[5].revents != 0) input.give(relay.to);
        if (events[0].revents != 0) break;
    }
    // What runs on in the background may write for ever.
    for (int left = 256; left > 0 && relay.output && copy_out(relay.output, 1);) --left;
    for (int left = 256; left > 0 && relay.errors && copy_out(relay.errors, 2);) --left;
}

}  // namespace nagaya::host
