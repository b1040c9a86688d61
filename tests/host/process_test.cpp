#include "host/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/text.hpp"
#include "scratch.hpp"

namespace nagaya::host {
namespace {

using std::chrono::milliseconds;

Completed must_run(Command command) {
    Result<Completed> completed = run(command);
    EXPECT_TRUE(completed.has_value()) << (completed ? "" : completed.error().text());
    return completed ? *completed : Completed{.exit_code = -1, .output = {}, .errors = {}};
}

TEST(Process, GivesOutputErrorsAndCode) {
    const Completed completed = must_run({.argv = {"sh", "-c", "echo out; echo err >&2; exit 7"}});
    EXPECT_EQ(completed.exit_code, 7);
    EXPECT_EQ(completed.output, "out\n");
    EXPECT_EQ(completed.errors, "err\n");
}

TEST(Process, CountsASignalFrom128) {
    EXPECT_EQ(must_run({.argv = {"sh", "-c", "kill -KILL $$"}}).exit_code, 128 + SIGKILL);
}

TEST(Process, PassesInputAndArgumentsUntouched) {
    const std::string input(300'000, 'x');
    EXPECT_EQ(must_run({.argv = {"cat"}, .input = input}).output, input);
    EXPECT_EQ(must_run({.argv = {"printf", "%s", "$HOME `id` \"*\n"}}).output, "$HOME `id` \"*\n");
}

TEST(Process, HasNoInputUnlessGiven) { EXPECT_EQ(must_run({.argv = {"cat"}}).output, ""); }

TEST(Process, GivesExactlyTheEnvironment) {
    EXPECT_EQ(must_run({.argv = {"env"}, .environment = {"A=1", "B=two words"}}).output, "A=1\nB=two words\n");
}

TEST(Process, RunsInTheDirectory) { EXPECT_EQ(must_run({.argv = {"pwd"}, .directory = "/usr"}).output, "/usr\n"); }

TEST(Process, ReportsWhatCannotStart) {
    const Result<Completed> absent = run({.argv = {"no-such-program-of-nagaya"}});
    ASSERT_FALSE(absent);
    EXPECT_EQ(absent.error().kind, ErrorKind::not_found);
    const Result<Completed> nowhere = run({.argv = {"true"}, .directory = "/no/such/directory"});
    ASSERT_FALSE(nowhere);
    EXPECT_TRUE(nowhere.error().message.contains("/no/such/directory")) << nowhere.error().message;
    EXPECT_FALSE(run({.argv = {"/etc/passwd"}}));
    EXPECT_FALSE(run({.argv = {}}));
}

TEST(Process, EndsTheWholeGroupWhenTimeIsOver) {
    const Scratch scratch;
    const auto begin = std::chrono::steady_clock::now();
    const Result<Completed> completed = run({.argv = {"sh", "-c", "(sleep 1; touch late) & sleep 60"},
                                             .directory = scratch.path(),
                                             .timeout = milliseconds(200)});
    ASSERT_FALSE(completed);
    EXPECT_EQ(completed.error().kind, ErrorKind::timeout);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
    // Past the time at which a surviving grandchild would have made its file.
    EXPECT_EQ(must_run({.argv = {"sleep", "1.2"}}).exit_code, 0);
    EXPECT_NE(access(scratch.path("late").c_str(), F_OK), 0);
}

TEST(Process, EndsWhatIsGivenUpAtOnceAndWithAllItBegan) {
    const Scratch scratch;
    const auto begin = std::chrono::steady_clock::now();
    bool told = false;
    // It cleans up when it is asked to end; what it began in its group goes too.
    const Result<Completed> completed =
        run({.argv = {"sh", "-c", "trap 'touch clean; exit 1' TERM; (sleep 3; touch late) & echo begun; wait"},
             .directory = scratch.path(),
             .give_up = [&] { return told; },
             .on_line = [&](std::string_view) { told = true; }});
    ASSERT_FALSE(completed);
    EXPECT_TRUE(completed.error().text().contains("was interrupted")) << completed.error().text();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(2900));
    EXPECT_EQ(access(scratch.path("clean").c_str(), F_OK), 0);
    EXPECT_EQ(must_run({.argv = {"sleep", "3.2"}}).exit_code, 0);
    EXPECT_NE(access(scratch.path("late").c_str(), F_OK), 0);
}

TEST(Process, KillsWhatIsGivenUpAndDoesNotListen) {
    const Result<Completed> completed =
        run({.argv = {"sh", "-c", "trap '' TERM; while :; do sleep 1; done"}, .give_up = [] { return true; }});
    ASSERT_FALSE(completed);
}

TEST(Process, DoesNotWaitForWhatStaysInTheBackground) {
    const auto begin = std::chrono::steady_clock::now();
    const Completed completed = must_run({.argv = {"sh", "-c", "sleep 20 & echo $!"}});
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(15));
    const auto background = parse_number(trim(completed.output));
    ASSERT_TRUE(background);
    kill(static_cast<pid_t>(*background), SIGKILL);
}

TEST(Process, KeepsTheEndOfLongOutput) {
    const Completed completed = must_run({.argv = {"sh", "-c", "head -c 5000000 /dev/zero; echo end"}});
    EXPECT_EQ(completed.output.size(), size_t{1} << 20);
    EXPECT_TRUE(completed.output.ends_with("end\n"));
}

TEST(Process, TellsLinesAsTheyCome) {
    std::vector<std::string> lines;
    must_run({.argv = {"sh", "-c", "echo one; printf two; echo; printf three"},
              .on_line = [&](std::string_view line) { lines.emplace_back(line); }});
    EXPECT_EQ(lines, (std::vector<std::string>{"one", "two", "three"}));
}

TEST(Process, HandsOnNoDescriptorsAndNoSignalMask) {
    const int leak = open("/dev/null", O_RDONLY);  // without O_CLOEXEC
    ASSERT_GE(leak, 3);
    EXPECT_EQ(must_run({.argv = {"sh", "-c", concat("test -e /proc/self/fd/", leak)}}).exit_code, 1);
    close(leak);
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    sigset_t before;
    pthread_sigmask(SIG_BLOCK, &blocked, &before);
    EXPECT_TRUE(must_run({.argv = {"grep", "SigBlk", "/proc/self/status"}}).output.contains("0000000000000000"));
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TEST(Process, RunsInASessionOfItsOwn) {
    const Completed completed = must_run(
        {.argv = {"sh", "-c", "read -r pid a b parent group session rest </proc/self/stat; echo $$ $group $session"}});
    const auto words = split_words(trim(completed.output));
    ASSERT_EQ(words.size(), 3U);
    EXPECT_EQ(words[0], words[1]);
    EXPECT_EQ(words[0], words[2]);
}

TEST(Process, RunOkTellsTheLastLines) {
    const Result<Completed> completed =
        run_ok({.argv = {"sh", "-c", "echo reading; echo broken pipe dream >&2; exit 3"}});
    ASSERT_FALSE(completed);
    EXPECT_EQ(completed.error().kind, ErrorKind::failed);
    EXPECT_EQ(completed.error().message, "`sh` ended with exit code 3: broken pipe dream");
}

TEST(Process, RunsAsTheAccount) {
    if (geteuid() != 0) GTEST_SKIP() << "needs root";
    const RunAs nobody{.account = "nobody", .uid = 65534, .gid = 65534};
    const Completed completed = must_run({.argv = {"sh", "-c", "id -u; id -g; id -G"}, .run_as = nobody});
    EXPECT_EQ(completed.output, "65534\n65534\n65534\n");
    EXPECT_NE(must_run({.argv = {"cat", "/etc/shadow"}, .run_as = nobody}).exit_code, 0);
    EXPECT_TRUE(must_run({.argv = {"grep", "CapEff", "/proc/self/status"}, .run_as = nobody})
                    .output.contains("0000000000000000"));
}

TEST(Process, EntersTheDirectoryAsTheAccount) {
    if (geteuid() != 0) GTEST_SKIP() << "needs root";
    const Result<Completed> completed =
        run({.argv = {"pwd"}, .directory = "/root", .run_as = RunAs{.account = "nobody", .uid = 65534, .gid = 65534}});
    if (completed) GTEST_SKIP() << "/root is open to all here";
    EXPECT_EQ(completed.error().kind, ErrorKind::denied);
}

TEST(Process, AttachedGivesTheCode) {
    const Result<int> code = run_attached({.argv = {"sh", "-c", "exit 5"}});
    ASSERT_TRUE(code);
    EXPECT_EQ(*code, 5);
}

TEST(Process, FindsPrograms) {
    EXPECT_TRUE(find_program("sh"));
    EXPECT_FALSE(find_program("no-such-program-of-nagaya"));
}

}  // namespace
}  // namespace nagaya::host
