#include "host/relay.hpp"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <functional>

#include "base/text.hpp"
#include "host/process.hpp"
#include "scratch.hpp"

namespace nagaya::host {
namespace {

struct Seen {
    std::string terminal;  ///< name of the terminal the deed was done on
    std::string text;      ///< what appeared on it
    int exit_code;
};

int collect(int master, pid_t pid, std::string& text) {
    int status = 0;
    for (int rounds = 0; rounds < 600; ++rounds) {
        const bool ended = waitpid(pid, &status, WNOHANG) == pid;
        pollfd event{master, POLLIN, 0};
        char buffer[4096];
        while (poll(&event, 1, ended ? 0 : 50) > 0) {
            const ssize_t count = read(master, buffer, sizeof buffer);
            if (count <= 0) break;
            text.append(buffer, static_cast<size_t>(count));
        }
        if (ended) return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
    }
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    return 255;
}

/// Does the deed in a process whose controlling terminal, and descriptors 0 to 2, is a terminal of 33 rows and 77 columns;
/// `typed` waits in it as input.
Seen on_a_terminal(const std::function<int()>& deed, std::string_view typed = {}) {
    const Descriptor master(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    grantpt(master.get());
    unlockpt(master.get());
    char name[64];
    ptsname_r(master.get(), name, sizeof name);
    const Descriptor slave(open(name, O_RDWR | O_NOCTTY | O_CLOEXEC));
    const winsize size{.ws_row = 33, .ws_col = 77, .ws_xpixel = 0, .ws_ypixel = 0};
    ioctl(master.get(), TIOCSWINSZ, &size);
    EXPECT_TRUE(write_all(master.get(), typed));
    const pid_t pid = fork();
    if (pid == 0) {
        setsid();
        ioctl(slave.get(), TIOCSCTTY, 0);
        for (int number = 0; number < 3; ++number) dup2(slave.get(), number);
        _exit(deed());
    }
    Seen seen{.terminal = name, .text = {}, .exit_code = 0};
    seen.exit_code = collect(master.get(), pid, seen.text);
    return seen;
}

Command as_nobody(std::string script) {
    return {.argv = {"sh", "-c", std::move(script)}, .run_as = RunAs{.account = "nobody", .uid = 65534, .gid = 65534}};
}

int run_as_nobody(std::string script) { return run_attached(as_nobody(std::move(script))).value_or(-1); }

TEST(Relay, AnAccountsProgramGetsATerminalOfItsOwn) {
    if (geteuid() != 0) GTEST_SKIP() << "needs root";
    const Seen seen = on_a_terminal(
        [] { return run_as_nobody("tty; tty <&1; tty <&2; stty size </dev/tty; echo again >\"$(tty)\"; exit 7"); });
    EXPECT_EQ(seen.exit_code, 7);
    EXPECT_TRUE(seen.text.contains("/dev/pts/")) << seen.text;
    EXPECT_FALSE(seen.text.contains(seen.terminal + "\r")) << seen.text;
    EXPECT_TRUE(seen.text.contains("33 77")) << seen.text;
    EXPECT_TRUE(seen.text.contains("again")) << seen.text;
}

TEST(Relay, HandsOnWhatIsTyped) {
    if (geteuid() != 0) GTEST_SKIP() << "needs root";
    const Seen seen = on_a_terminal([] { return run_as_nobody("read -r line; echo \"got <$line>\""); }, "some words\n");
    EXPECT_EQ(seen.exit_code, 0);
    EXPECT_TRUE(seen.text.contains("got <some words>")) << seen.text;
}

TEST(Relay, SetsTheTerminalBack) {
    if (geteuid() != 0) GTEST_SKIP() << "needs root";
    const Seen seen = on_a_terminal([] {
        termios before{};
        termios after{};
        tcgetattr(0, &before);
        const int code = run_as_nobody("stty raw; exit 3");
        tcgetattr(0, &after);
        return code == 3 && before.c_lflag == after.c_lflag && before.c_oflag == after.c_oflag ? 0 : 1;
    });
    EXPECT_EQ(seen.exit_code, 0);
}

TEST(Relay, WithoutATerminalOnInputThereIsNoControllingTerminal) {
    if (geteuid() != 0) GTEST_SKIP() << "needs root";
    const Seen seen = on_a_terminal([] {
        dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), 0);
        return run_as_nobody("test -t 1 && echo terminal; (: >/dev/tty) && echo controlling; echo end; echo bad >&2");
    });
    EXPECT_FALSE(seen.text.contains("terminal")) << seen.text;
    EXPECT_FALSE(seen.text.contains("controlling")) << seen.text;
    EXPECT_TRUE(seen.text.contains("end")) << seen.text;
    EXPECT_TRUE(seen.text.contains("bad")) << seen.text;
}

TEST(Relay, WritesAllBytes) {
    const Scratch scratch;
    const std::string bytes(1'000'000, 'x');
    const Descriptor file(open(scratch.path("f").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    EXPECT_TRUE(write_all(file.get(), bytes));
    EXPECT_EQ(scratch.read("f"), bytes);
    EXPECT_FALSE(write_all(-1, "x"));
}

}  // namespace
}  // namespace nagaya::host
