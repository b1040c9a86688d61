#include "lab/record.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace nagaya::lab {
namespace {

HostRecord sample() {
    return {.network = parse_network("10.77.0.0/24").value(),
            .octet = 10,
            .image = "0123456789abcdef",
            .created = std::chrono::sys_seconds(std::chrono::seconds(1790000000))};
}

std::string with(std::string_view from, std::string_view to) {
    std::string text = print_record(sample());
    const size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(HostRecord, SurvivesPrintingAndParsing) {
    const Result<HostRecord> back = parse_record(print_record(sample()));
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, sample());
}

TEST(HostRecord, RefusesWhatItNeverWrites) {
    EXPECT_FALSE(parse_record(""));
    EXPECT_FALSE(parse_record("{}"));
    EXPECT_FALSE(parse_record(with("\"format\": 1", "\"format\": 2")));
    EXPECT_FALSE(parse_record(with("\"octet\": 10", "\"octet\": 1")));
    EXPECT_FALSE(parse_record(with("\"octet\": 10", "\"octet\": 255")));
    EXPECT_FALSE(parse_record(with("10.77.0.0/24", "10.77.0.0/16")));
    // A key becomes a path.
    EXPECT_FALSE(parse_record(with("0123456789abcdef", "../../../../etc/x")));
    EXPECT_FALSE(parse_record(with("0123456789abcdef", "")));
}

}  // namespace
}  // namespace nagaya::lab
