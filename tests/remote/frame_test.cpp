#include "remote/frame.hpp"

#include <gtest/gtest.h>

namespace nagaya::remote {
namespace {

const Frame run{.channel = 7, .type = FrameType::run, .payload = std::string("a\0b", 3)};
const Frame alive{.type = FrameType::keep_alive};

std::vector<Frame> read_all(FrameReader& reader) {
    std::vector<Frame> frames;
    while (true) {
        auto frame = reader.next();
        if (!frame || !*frame) return frames;
        frames.push_back(**frame);
    }
}

TEST(Frame, is_length_channel_type_and_payload) {
    EXPECT_EQ(print_frame({.channel = 0x01020304, .type = FrameType::output, .payload = "hi"}),
              std::string("\x07\0\0\0\x04\x03\x02\x01\x05hi", 11));
}

TEST(Frame, comes_out_as_it_went_in) {
    FrameReader reader;
    reader.add(print_frame(run) + print_frame(alive));
    EXPECT_EQ(read_all(reader), (std::vector<Frame>{run, alive}));
}

TEST(Frame, may_arrive_byte_by_byte) {
    const std::string bytes = print_frame(run) + print_frame(alive) + print_frame(run);
    FrameReader reader;
    std::vector<Frame> frames;
    for (const char byte : bytes) {
        reader.add(std::string_view(&byte, 1));
        for (Frame& frame : read_all(reader)) frames.push_back(std::move(frame));
    }
    EXPECT_EQ(frames, (std::vector<Frame>{run, alive, run}));
}

TEST(Frame, carries_the_largest_payload) {
    const Frame large{.channel = 1, .type = FrameType::site, .payload = std::string(payload_limit, 'x')};
    FrameReader reader;
    reader.add(print_frame(large));
    EXPECT_EQ(read_all(reader), std::vector<Frame>{large});
}

TEST(Frame, longer_than_the_limit_is_refused_before_it_has_arrived) {
    FrameReader reader;
    reader.add(std::string("\x06\0\x04\0", 4));  // 5 + 256 KiB + 1
    const auto frame = reader.next();
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().kind, ErrorKind::malformed);
}

TEST(Frame, too_short_for_a_head_is_refused) {
    FrameReader reader;
    reader.add(std::string("\x04\0\0\0", 4));
    EXPECT_FALSE(reader.next());
}

TEST(Frame, of_an_unknown_type_is_refused) {
    for (const char type : {'\0', '\x0f', '\xff'}) {
        FrameReader reader;
        reader.add(std::string("\x05\0\0\0\0\0\0\0", 8) + type);
        EXPECT_FALSE(reader.next()) << int{type};
    }
}

}  // namespace
}  // namespace nagaya::remote
