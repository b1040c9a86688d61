// A session with a real agent in a process of its own, whose commands are shell scripts.
#include "remote/session.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <future>

#include "base/text.hpp"
#include "host/own_directory.hpp"
#include "host/safe_files.hpp"
#include "remote/agent.hpp"

namespace nagaya::remote {
namespace {

/// The commands: their names, and what they do. $@ is --local --site DIR [--secrets DIR] WORDS….
constexpr std::string_view commands = R"sh(
name=$1; shift
case $name in
words) printf '%s\n' "$@" ;;
noise) echo out; echo err >&2; exit 7 ;;
cat) cat ;;
site) cd "$3" && find . -type f | sort && cat "$5/web/env" ;;
console) echo "$NAGAYA_CONSOLE $TERM" ;;
environment) echo "$PATH ${NAGAYA_X-none}" ;;
report) echo '{"done":1}' >"$NAGAYA_REPORT" ;;
large_report) head -c 1000000 /dev/zero | tr '\0' x >"$NAGAYA_REPORT" ;;
sleep) trap 'echo told >"$4"; exit 9' TERM INT; echo ready; while :; do sleep 0.05; done ;;
deaf) trap '' TERM; echo $$; while :; do sleep 0.05; done ;;
many) head -c 3000000 /dev/zero ;;
terminal) stty size; [ -t 0 ] && [ -t 1 ] && [ -t 2 ] && echo all ;;
esac
)sh";

constexpr const char* agent_marker = "NAGAYA_TEST_AGENT";

/// This test program is its own agent when it is started as one.
const bool not_an_agent = [] {
    const char* directory = std::getenv(agent_marker);
    if (directory == nullptr) return true;
    const AgentOptions options{.program = {"/bin/sh", "-c", std::string(commands), "sh"},
                               .directory = directory,
                               .key = "k",
                               .version = "v",
                               .grace_seconds = 1};
    const bool served = serve(options, host::Descriptor(dup(0)), host::Descriptor(dup(1))).has_value();
    _exit(served ? 0 : 1);
}();

class SessionTest : public testing::Test {
protected:
    SessionTest() {
        signal(SIGPIPE, SIG_IGN);
        EXPECT_NE(mkdtemp(directory_.data()), nullptr);
    }
    ~SessionTest() override { (void)host::remove_tree(directory_); }

    Transport transport() const {
        return {.name = "the host",
                .agent = {.argv = {"/proc/self/exe"},
                          .environment = {concat(agent_marker, "=", directory_), "PATH=/usr/bin:/bin", "NAGAYA_X=1"}}};
    }
    std::unique_ptr<Session> open() const {
        auto session = Session::open(transport(), [](std::string_view) {});
        EXPECT_TRUE(session) << session.error().text();
        return std::move(*session);
    }
    std::string path(std::string_view name) const { return concat(directory_, "/", name); }

    std::string directory_ = testing::TempDir() + "/session-XXXXXX";
};

struct Heard {
    std::string output;
    std::string errors;
    Result<Exit> exit = Exit{};
};

Heard run(Session& session, Run what, int input = -1) {
    Heard heard;
    what.input = input >= 0;
    heard.exit = session.run(what, {.output = [&](std::string_view bytes) { heard.output += bytes; },
                                    .errors = [&](std::string_view bytes) { heard.errors += bytes; },
                                    .input = input});
    return heard;
}

TEST_F(SessionTest, runs_a_command_with_its_options_right_behind_the_name) {
    const auto session = open();
    const Heard heard = run(*session, {.name = {"words"}, .words = {"a b", "--", "--local"}});
    const auto lines = split(heard.output, '\n');
    ASSERT_EQ(lines.size(), 7U) << heard.output;
    EXPECT_EQ(lines[0], "--local");
    EXPECT_EQ(lines[1], "--site");
    EXPECT_TRUE(lines[2].starts_with(path("agent-"))) << lines[2];
    EXPECT_EQ(lines[3], "a b");
    EXPECT_EQ(lines[5], "--local");
}

TEST_F(SessionTest, tells_output_errors_and_exit_code) {
    const auto session = open();
    const Heard heard = run(*session, {.name = {"noise"}, .words = {}});
    EXPECT_EQ(heard.output, "out\n");
    EXPECT_EQ(heard.errors, "err\n");
    ASSERT_TRUE(heard.exit);
    EXPECT_EQ(heard.exit->code, 7);
}

TEST_F(SessionTest, sends_the_site_once_for_many_commands) {
    const auto session = open();
    const auto site = session->send_site({.tree = {{"a/b", {.bytes = std::string(600'000, 'x')}}, {"c", {}}},
                                          .secrets = {{"web/env", {.bytes = "K=1\n"}}}});
    ASSERT_TRUE(site) << site.error().text();
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(run(*session, {.name = {"site"}, .words = {}, .site = *site}).output, "./a/b\n./c\nK=1\n");
}

TEST_F(SessionTest, runs_several_commands_at_once) {
    const auto session = open();
    std::vector<std::future<Heard>> running;
    for (int i = 0; i < 8; ++i)
        running.push_back(std::async(std::launch::async, [&session, i] {
            return run(*session, {.name = {i % 2 == 0 ? "many" : "words"}, .words = {concat(i)}});
        }));
    for (int i = 0; i < 8; ++i) {
        const Heard heard = running[static_cast<size_t>(i)].get();
        if (i % 2 == 0)
            EXPECT_EQ(heard.output.size(), 3'000'000U);
        else
            EXPECT_TRUE(heard.output.ends_with(concat("\n", i, "\n"))) << heard.output;
    }
}

TEST_F(SessionTest, feeds_input_to_its_end) {
    const std::string text(1'000'000, 'y');
    ASSERT_TRUE(host::create_file(path("input"), text));
    const host::Descriptor input(::open(path("input").c_str(), O_RDONLY | O_CLOEXEC));
    const auto session = open();
    const Heard heard = run(*session, {.name = {"cat"}, .words = {}}, input.get());
    EXPECT_TRUE(heard.output == text) << heard.output.size();
}

TEST_F(SessionTest, hands_on_what_the_console_can_do_and_nothing_of_its_own) {
    const auto session = open();
    EXPECT_EQ(run(*session, {.name = {"console"}, .words = {}, .console = "columns=99"}).output, "columns=99 dumb\n");
}

TEST_F(SessionTest, finds_programs_where_a_login_would_not) {
    const auto session = open();
    EXPECT_EQ(
        run(*session, {.name = {"environment"}, .words = {}}).output,
        "/usr/bin:/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/sbin:/run/wrappers/bin:/run/current-system/sw/bin "
        "none\n");
}

TEST_F(SessionTest, brings_the_report_back) {
    const auto session = open();
    const Heard heard = run(*session, {.name = {"report"}, .words = {}});
    ASSERT_TRUE(heard.exit);
    EXPECT_EQ(heard.exit->report, "{\"done\":1}\n");
}

// The plan of fifty services is larger than a frame.
TEST_F(SessionTest, brings_a_large_report_back_whole) {
    const auto session = open();
    const Heard heard = run(*session, {.name = {"large_report"}, .words = {}});
    ASSERT_TRUE(heard.exit);
    EXPECT_TRUE(heard.exit->report == std::string(1'000'000, 'x')) << heard.exit->report.size();
}

TEST_F(SessionTest, gives_a_terminal_of_the_size_asked_for) {
    const auto session = open();
    const Heard heard =
        run(*session, {.name = {"terminal"}, .words = {}, .terminal = {.present = true, .columns = 90, .rows = 30}});
    EXPECT_EQ(heard.output, "30 90\r\nall\r\n");
}

TEST_F(SessionTest, hands_signals_on) {
    const auto session = open();
    std::string output;
    const auto exit = session->run({.name = {"sleep"}, .words = {path("told")}}, {.output =
                                                                                      [&](std::string_view bytes) {
                                                                                          output += bytes;
                                                                                          session->signal(SIGINT);
                                                                                      },
                                                                                  .errors = {}});
    ASSERT_TRUE(exit);
    EXPECT_EQ(exit->code, 9);
    EXPECT_TRUE(host::exists(path("told")));
}

/// Runs a command on a connection that is cut as soon as it has said something.
std::string run_and_cut(Session& session, std::string_view name, const std::string& word, pid_t agent) {
    std::string said;
    const auto exit = session.run({.name = {std::string(name)}, .words = {word}}, {.output =
                                                                                       [&](std::string_view bytes) {
                                                                                           said += bytes;
                                                                                           kill(agent, SIGTERM);
                                                                                       },
                                                                                   .errors = {}});
    EXPECT_TRUE(!exit && exit.error().message.starts_with("the host: the connection was cut"));
    return said;
}

/// The agent is the only child of this process that is called as it is.
pid_t agent_pid() {
    const std::string children = host::read_own_file(concat("/proc/self/task/", getpid(), "/children")).value_or("");
    const auto words = split_words(children);
    return words.empty() ? -1 : static_cast<pid_t>(parse_number(words.back()).value_or(0));
}

TEST_F(SessionTest, cut_in_the_middle_tells_the_command_to_end) {
    {
        const auto session = open();
        const pid_t agent = agent_pid();
        ASSERT_GT(agent, 0);
        run_and_cut(*session, "sleep", path("told"), agent);
        EXPECT_FALSE(session->run({.name = {"words"}, .words = {}}, {}));
    }
    EXPECT_TRUE(host::exists(path("told")));
    // Nothing is left but what the command wrote.
    EXPECT_EQ(host::list_directory(directory_).value(), std::vector<std::string>{"told"});
}

TEST_F(SessionTest, cut_in_the_middle_kills_what_does_not_end) {
    std::string pid;
    {
        const auto session = open();
        pid = trim(run_and_cut(*session, "deaf", "", agent_pid()));
    }
    EXPECT_FALSE(host::exists(concat("/proc/", pid)));
}

TEST_F(SessionTest, is_refused_by_what_is_no_agent) {
    Transport transport{.name = "the host", .agent = {.argv = {"/bin/sh", "-c", "echo motd; echo why >&2; exit 3"}}};
    const auto session = Session::open(transport, [](std::string_view) {});
    ASSERT_FALSE(session);
    EXPECT_EQ(session.error().message, "the host ended the agent with exit code 3\n    | why");
}

TEST_F(SessionTest, does_not_mind_what_login_scripts_say) {
    Transport chatty = transport();
    chatty.agent.argv = {"/bin/sh", "-c", "printf 'Welcome'; exec /proc/$PPID/exe"};
    const auto session = Session::open(chatty, [](std::string_view) {});
    ASSERT_TRUE(session) << session.error().text();
    EXPECT_EQ(run(**session, {.name = {"noise"}, .words = {}}).output, "out\n");
}

TEST(Session, of_another_protocol_is_refused) {
    const std::string hello = print_frame({.type = FrameType::hello, .payload = print_hello({2, "k", "v"})});
    std::string octal_text;
    for (const char c : concat(preamble, hello)) octal_text += concat("\\", octal(static_cast<unsigned char>(c)));
    Transport transport{.name = "the host", .agent = {.argv = {"/usr/bin/printf", "%b", octal_text}}};
    const auto session = Session::open(transport, [](std::string_view) {});
    ASSERT_FALSE(session);
    EXPECT_TRUE(session.error().message.contains("speaks version 2")) << session.error().message;
}

}  // namespace
}  // namespace nagaya::remote
