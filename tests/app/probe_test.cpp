#include "app/probe.hpp"

#include <gtest/gtest.h>

namespace nagaya::app {
namespace {

using Kind = state::Probe::Kind;

TEST(Probe, IsRead) {
    const auto http = parse_probe({"--unit", "db.service", "--within", "30s", "--http", "http://127.0.0.1:8080/"});
    ASSERT_TRUE(http);
    EXPECT_EQ(http->unit, "db.service");
    EXPECT_EQ(http->probe.kind, Kind::http);
    EXPECT_EQ(http->probe.target, "http://127.0.0.1:8080/");
    EXPECT_EQ(http->probe.within_ms, 30'000U);
    const auto tcp = parse_probe({"--within", "500ms", "--tcp", "127.0.0.1:5432"});
    ASSERT_TRUE(tcp);
    EXPECT_EQ(tcp->probe.kind, Kind::tcp);
    EXPECT_EQ(tcp->probe.within_ms, 500U);
    const auto command = parse_probe({"--unit", "db.service", "--command", "--", "pg_isready", "--tcp", "x"});
    ASSERT_TRUE(command);
    EXPECT_EQ(command->probe.kind, Kind::command);
    EXPECT_EQ(command->probe.command, (std::vector<std::string>{"pg_isready", "--tcp", "x"}));
}

TEST(Probe, IsRefusedWhenItMakesNoSense) {
    const std::vector<std::vector<std::string>> wrong{{},
                                                      {"--http"},
                                                      {"--unit", "x"},
                                                      {"--within", "soon", "--tcp", "x"},
                                                      {"--command", "true"},
                                                      {"--command", "--"},
                                                      {"--other", "x"}};
    for (const std::vector<std::string>& words : wrong)
        EXPECT_FALSE(parse_probe(words)) << (words.empty() ? "" : words.front());
}

TEST(Probe, TellsOneLine) {
    std::string err;
    Console console{.out = [](std::string_view) {}, .err = [&](std::string_view text) { err += text; }};
    EXPECT_EQ(probe({"--command", "--", "true"}, console), 0);
    EXPECT_EQ(err, "");
    EXPECT_EQ(probe({"--unit", "db.service", "--within", "1ms", "--command", "--", "sh", "-c", "echo not yet; exit 2"},
                    console),
              1);
    EXPECT_TRUE(err.starts_with("db.service: `sh -c ")) << err;
    EXPECT_TRUE(err.ends_with(": exit code 2\\nnot yet\n")) << err;
    EXPECT_EQ(probe({"--tcp"}, console), 2);
}

}  // namespace
}  // namespace nagaya::app
