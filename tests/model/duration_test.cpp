#include "model/duration.hpp"

#include <gtest/gtest.h>

namespace nagaya::model {
namespace {

TEST(Duration, ReadsOneUnitAndSeveral) {
    EXPECT_EQ(parse_duration("500ms"), 500u);
    EXPECT_EQ(parse_duration("30s"), 30'000u);
    EXPECT_EQ(parse_duration("2m"), 120'000u);
    EXPECT_EQ(parse_duration("1h"), 3'600'000u);
    EXPECT_EQ(parse_duration("7d"), 604'800'000u);
    EXPECT_EQ(parse_duration("1w"), parse_duration("7d"));
    EXPECT_EQ(parse_duration("1m30s"), 90'000u);
    EXPECT_EQ(parse_duration("0s"), 0u);
}

TEST(Duration, RefusesWhatHasNoUnitOrIsTooLong) {
    for (const std::string_view text : {"", "30", "s", "30 s", "-1s", "1.5s", "30x", "disable", "30s5",
                                        "99999999999999999999s", "40000d", "18446744073709551615ms", "36525d1ms"}) {
        EXPECT_EQ(parse_duration(text), std::nullopt) << text;
    }
    EXPECT_TRUE(parse_duration("36525d").has_value());
}

TEST(Duration, PrintsTheLargestWholeUnit) {
    EXPECT_EQ(print_duration(0), "0s");
    EXPECT_EQ(print_duration(1500), "1500ms");
    EXPECT_EQ(print_duration(90'000), "90s");
    EXPECT_EQ(print_duration(604'800'000), "7d");
    for (const uint64_t ms : {1u, 999u, 1000u, 61'000u, 3'600'000u, 86'400'000u}) {
        EXPECT_EQ(parse_duration(print_duration(ms)), ms);
    }
}

}  // namespace
}  // namespace nagaya::model
