#include "host/health.hpp"

#include <time.h>
#include <unistd.h>

#include "scratch.hpp"
#include "small_server.hpp"

namespace nagaya::host {
namespace {

using state::Probe;
using Kind = Probe::Kind;

PasswdEntry ourselves() { return {.name = "us", .uid = geteuid(), .gid = getegid(), .home = "/", .shell = "/bin/sh"}; }

uint64_t now_us() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<uint64_t>(now.tv_sec) * 1'000'000 + static_cast<uint64_t>(now.tv_nsec) / 1000;
}

UnitPulse running() {
    return {.active = "active", .sub = "running", .result = "success", .active_since = now_us() - 10'000'000};
}

Watch watch(const AskPulse& pulse) { return {.unit = "web.service", .pulse = pulse, .restarts = 0U}; }

Probe probe_of(Kind kind, std::string target, uint32_t within_ms) {
    Probe probe;
    probe.kind = kind;
    probe.target = std::move(target);
    probe.within_ms = within_ms;
    return probe;
}
Probe probe_of(std::vector<std::string> command, uint32_t within_ms) {
    Probe probe = probe_of(Kind::command, "", within_ms);
    probe.command = std::move(command);
    return probe;
}

std::string failure(const Result<void>& result) { return result ? "" : result.error().text(); }

TEST(Settled, IsActiveForAWhile) {
    const uint64_t since = now_us();
    const auto begin = std::chrono::steady_clock::now();
    const Result<void> healthy = await_health(ourselves(), {Probe{}}, watch([&] {
                                                  UnitPulse pulse = running();
                                                  pulse.active_since = since;
                                                  return Result<UnitPulse>(pulse);
                                              }),
                                              {});
    EXPECT_TRUE(healthy) << failure(healthy);
    EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(290));
}

TEST(Settled, IsWatchedForLongerWhereNothingProbes) {
    const uint64_t since = now_us();
    const Result<void> healthy = await_health(ourselves(), {}, watch([&] {
                                                  UnitPulse pulse = running();
                                                  pulse.active_since = since;
                                                  if (now_us() - since > 1'400'000) pulse.restarts = 1;
                                                  return Result<UnitPulse>(pulse);
                                              }),
                                              {});
    EXPECT_EQ(failure(healthy), "`web.service` does not stay up: restarted 1 time by itself");
}

TEST(Settled, IsAtOnceWhatHasDoneItsWork) {
    const auto begin = std::chrono::steady_clock::now();
    UnitPulse pulse = running();
    pulse.sub = "exited";
    pulse.active_since = now_us();
    EXPECT_TRUE(await_health(ourselves(), {}, watch([&] { return Result<UnitPulse>(pulse); }), {}));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(290));
}

TEST(Settled, SeesARestart) {
    int looks = 0;
    const Result<void> healthy = await_health(ourselves(), {}, watch([&] {
                                                  UnitPulse pulse = running();
                                                  pulse.active_since = now_us();
                                                  if (++looks > 1) pulse.restarts = 2;
                                                  return Result<UnitPulse>(pulse);
                                              }),
                                              {});
    EXPECT_EQ(failure(healthy), "`web.service` does not stay up: restarted 2 times by itself");
}

TEST(Settled, SeesTheEnd) {
    UnitPulse pulse{.active = "failed", .sub = "failed", .result = "exit-code", .active_since = 1};
    pulse.exit_status = 7;
    const auto ask = [&] { return Result<UnitPulse>(pulse); };
    EXPECT_EQ(failure(await_health(ourselves(), {}, watch(ask), {})), "`web.service` did not stay up: exit code 7");
    pulse = {.active = "activating", .sub = "auto-restart", .result = "signal", .active_since = 1};
    pulse.exit_status = 9;
    EXPECT_EQ(failure(await_health(ourselves(), {}, watch(ask), {})),
              "`web.service` does not stay up: signal 9, about to restart by itself");
    pulse = {.active = "inactive", .sub = "dead", .result = "success", .active_since = 1};
    EXPECT_EQ(failure(await_health(ourselves(), {}, watch(ask), {})),
              "`web.service` did not stay up: it ended by itself");
}

// A unit that restarted long ago is not held to it when it is only reloaded.
TEST(Settled, CountsFromTheStart) {
    UnitPulse pulse = running();
    pulse.restarts = 5;
    Watch since_now = watch([&] { return Result<UnitPulse>(pulse); });
    since_now.restarts.reset();
    EXPECT_TRUE(await_health(ourselves(), {}, since_now, {}));
    since_now.restarts = 5;
    EXPECT_TRUE(await_health(ourselves(), {}, since_now, {}));
    since_now.restarts = 4;
    EXPECT_FALSE(await_health(ourselves(), {}, since_now, {}));
}

TEST(Settled, IsAskedBeforeTheProbes) {
    const SmallServer server("HTTP/1.1 200 OK\r\n\r\n");
    UnitPulse pulse{.active = "failed", .sub = "failed", .result = "exit-code", .active_since = 1};
    const std::vector<Probe> probes{probe_of(Kind::tcp, server.address(), 5000)};
    EXPECT_FALSE(await_health(ourselves(), probes, watch([&] { return Result<UnitPulse>(pulse); }), {}));
    EXPECT_EQ(server.requests(), 0U);
}

TEST(AwaitProbe, HoldsAtOnce) {
    const SmallServer server("HTTP/1.1 302 Found\r\n\r\n");
    const Result<void> http =
        await_probe(ourselves(), probe_of(Kind::http, concat("http://", server.address(), "/"), 5000), {}, {});
    EXPECT_TRUE(http) << failure(http);
    EXPECT_TRUE(await_probe(ourselves(), probe_of(Kind::tcp, server.address(), 5000), {}, {}));
    EXPECT_TRUE(await_probe(ourselves(), probe_of({"true"}, 5000), {}, {}));
}

TEST(AwaitProbe, WaitsUntilItHolds) {
    const Scratch scratch;
    std::vector<std::string> told;
    const auto progress = [&](std::string_view line) {
        told.emplace_back(line);
        scratch.put("ready", "");
    };
    const Result<void> held =
        await_probe(ourselves(), probe_of({"test", "-e", scratch.path("ready")}, 20'000), {}, progress);
    EXPECT_TRUE(held) << failure(held);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0], concat("waiting for `test -e ", scratch.path("ready"), "`: exit code 1"));
}

TEST(AwaitProbe, SaysWhatWasSaidLast) {
    SmallServer server("HTTP/1.1 503 Busy\r\n\r\nline one\n\x1b[31mline two");
    const std::string url = concat("http://", server.address(), "/");
    const std::string http = failure(await_probe(ourselves(), probe_of(Kind::http, url, 1), {}, {}));
    EXPECT_TRUE(http.starts_with(concat("GET ", url, " did not succeed within 0.0 s: "))) << http;
    // The first try has one millisecond: on a slow machine it may end before the answer is there.
    const std::string later = failure(await_probe(ourselves(), probe_of(Kind::http, url, 1500), {}, {}));
    EXPECT_TRUE(later.ends_with("s: status 503 Busy\nline one\n\\x1b[31mline two")) << later;

    const std::string command =
        failure(await_probe(ourselves(), probe_of({"sh", "-c", "seq 1 20; echo 'not\tyet' >&2; exit 3"}, 300), {}, {}));
    EXPECT_TRUE(command.ends_with("s: exit code 3\nnot\\tyet")) << command;
    const std::string output =
        failure(await_probe(ourselves(), probe_of({"sh", "-c", "seq 1 20; exit 3"}, 300), {}, {}));
    EXPECT_TRUE(output.ends_with("s: exit code 3\n11\n12\n13\n14\n15\n16\n17\n18\n19\n20")) << output;
}

TEST(AwaitProbe, EndsACommandThatHangs) {
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_FALSE(await_probe(ourselves(), probe_of({"sleep", "60"}, 200), {}, {}));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST(AwaitProbe, GivesUpWhenTheUnitDoes) {
    int looks = 0;
    const auto pulse = [&] {
        UnitPulse seen = running();
        if (++looks > 2) seen.restarts = 1;
        return Result<UnitPulse>(seen);
    };
    const auto begin = std::chrono::steady_clock::now();
    const Result<void> held = await_health(ourselves(), {probe_of({"false"}, 60'000)}, watch(pulse), {});
    EXPECT_EQ(failure(held), "`web.service` does not stay up: restarted 1 time by itself");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
}

TEST(AwaitProbe, GivesUpAtOnceWhenThereIsNoHope) {
    const auto begin = std::chrono::steady_clock::now();
    const std::string said = failure(await_probe(ourselves(), probe_of(Kind::http, "https://x/", 60'000), {}, {}));
    EXPECT_TRUE(said.contains("only http:// is spoken here")) << said;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
}

TEST(AwaitProbe, StopsWhenTold) {
    std::atomic<bool> stop = false;
    Watch told{.unit = "web.service", .pulse = {}, .restarts = {}, .stop = &stop};
    const auto progress = [&](std::string_view) { stop = true; };
    EXPECT_TRUE(failure(await_probe(ourselves(), probe_of({"false"}, 60'000), told, progress)).contains("stopped"));
    // On the way back it is true already, and waiting goes on as ever.
    EXPECT_TRUE(failure(await_probe(ourselves(), probe_of({"false"}, 300), told, {})).contains("exit code 1"));
}

}  // namespace
}  // namespace nagaya::host
