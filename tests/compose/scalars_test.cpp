#include "compose/scalars.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace nagaya::compose {
namespace {

std::string resolved(std::string_view text) {
    Texts texts;
    const Value value = resolve_scalar(text, {}, texts);
    return std::string(kind_name(value.kind)) + " " + print_scalar(value);
}

TEST(Scalars, ArePlainYaml) {
    EXPECT_EQ(resolved("yes"), "string yes");
    EXPECT_EQ(resolved("TRUE"), "boolean true");
    EXPECT_EQ(resolved("~"), "null <nil>");
    EXPECT_EQ(resolved("0x1F"), "integer 31");
    EXPECT_EQ(resolved("014"), "integer 12");
    EXPECT_EQ(resolved("-0o7"), "integer -7");
    EXPECT_EQ(resolved("08"), "number 8");
    EXPECT_EQ(resolved("1_000"), "integer 1000");
    EXPECT_EQ(resolved("1e3"), "number 1000");
    EXPECT_EQ(resolved("1000000.0"), "number 1e+06");
    EXPECT_EQ(resolved("18446744073709551615"), "integer 18446744073709551615");
    EXPECT_EQ(resolved("22:22"), "string 22:22");
    EXPECT_EQ(resolved("2020-01-02"), "date 2020-01-02T00:00:00Z");
    EXPECT_EQ(resolved("2020-13-02"), "string 2020-13-02");
    EXPECT_EQ(resolved("-.inf"), "number -Inf");
    EXPECT_EQ(resolved("1.2.3"), "string 1.2.3");
    EXPECT_EQ(resolved("0xFFFFFFFFFFFFFFFFFF"), "string 0xFFFFFFFFFFFFFFFFFF");
    EXPECT_EQ(resolved("0.1e-400"), "number 0");
    EXPECT_EQ(resolved("1e-99999999999999999999"), "number 0");
    EXPECT_EQ(resolved("0.000001e400"), "string 0.000001e400");
}

TEST(Durations, AreReadAndPrintedAsGoDoes) {
    const auto print = [](std::string_view text) {
        const auto read = parse_duration(text);
        return read ? print_duration(*read) : "none";
    };
    EXPECT_EQ(print("90s"), "1m30s");
    EXPECT_EQ(print("1d"), "24h0m0s");
    EXPECT_EQ(print("1.5s"), "1.5s");
    EXPECT_EQ(print("100us"), "100µs");
    EXPECT_EQ(print("0"), "0s");
    EXPECT_EQ(print("90"), "none");
    EXPECT_EQ(print(""), "none");
    EXPECT_EQ(print("9999999999w"), "none");
    EXPECT_EQ(print_duration(std::numeric_limits<int64_t>::min()), "-2562047h47m16.854775808s");
}

TEST(Sizes, HaveUnits) {
    EXPECT_EQ(parse_bytes("64m"), 64 << 20);
    EXPECT_EQ(parse_bytes("1.5G"), 1'610'612'736);
    EXPECT_EQ(parse_bytes("512 kib"), 512 << 10);
    EXPECT_EQ(parse_bytes("10b"), 10);
    EXPECT_FALSE(parse_bytes("10x"));
    EXPECT_FALSE(parse_bytes("m"));
    EXPECT_FALSE(parse_bytes("-1"));
}

TEST(Commands, AreSplitAsAShellWould) {
    const auto words = [](std::string_view line) { return split_command(line).value_or(CommandWords{{"none"}}).words; };
    using List = std::vector<std::string>;
    EXPECT_EQ(words(R"(a "b c" 'd e' f\ g)"), (List{"a", "b c", "d e", "f g"}));
    EXPECT_EQ(words(R"(a "" b)"), (List{"a", "", "b"}));
    EXPECT_EQ(words("a $(b c) d"), (List{"a", "$(b c)", "d"}));
    EXPECT_EQ(words("a && b"), (List{"a"}));
    EXPECT_TRUE(split_command("a | b")->cut);
    EXPECT_EQ(words("a (b)"), (List{"none"}));
    EXPECT_EQ(words("a 'b"), (List{"none"}));
}

}  // namespace
}  // namespace nagaya::compose
