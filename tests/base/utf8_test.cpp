#include "base/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace nagaya {
namespace {

void expect_point(std::string_view bytes, char32_t value) {
    const CodePoint point = decode_utf8(bytes);
    EXPECT_TRUE(point.valid);
    EXPECT_EQ(point.value, value);
    EXPECT_EQ(point.length, bytes.size());
}

void expect_broken(std::string_view bytes) {
    const CodePoint point = decode_utf8(bytes);
    EXPECT_FALSE(point.valid) << std::string(bytes);
    EXPECT_EQ(point.length, 1u);
}

// The first and last code point of every length (RFC 3629, section 3).
TEST(DecodeUtf8, takes_the_ends_of_every_length) {
    expect_point(std::string_view("\0", 1), 0);
    expect_point("\x7f", 0x7f);
    expect_point("\xc2\x80", 0x80);
    expect_point("\xdf\xbf", 0x7ff);
    expect_point("\xe0\xa0\x80", 0x800);
    expect_point("\xef\xbf\xbf", 0xffff);
    expect_point("\xf0\x90\x80\x80", 0x10000);
    expect_point("\xf4\x8f\xbf\xbf", 0x10ffff);
}

TEST(DecodeUtf8, refuses_overlong_forms) {
    expect_broken("\xc0\x80");
    expect_broken("\xc1\xbf");
    expect_broken("\xe0\x9f\xbf");
    expect_broken("\xf0\x8f\xbf\xbf");
}

TEST(DecodeUtf8, refuses_surrogates_and_what_is_beyond_unicode) {
    expect_broken("\xed\xa0\x80");
    expect_broken("\xed\xbf\xbf");
    expect_broken("\xf4\x90\x80\x80");
    expect_broken("\xf5\x80\x80\x80");
}

TEST(DecodeUtf8, refuses_cut_and_stray_bytes) {
    expect_broken("\x80");
    expect_broken("\xc3");
    expect_broken("\xe2\x98");
    expect_broken(
        "\xe2\x98"
        "a");
}

TEST(CountCodePoints, counts_each_broken_byte_once) {
    EXPECT_EQ(count_code_points("aé☃😀"), 4u);
    EXPECT_EQ(count_code_points("\xff\xfe"
                                "a"),
              3u);
    EXPECT_EQ(count_code_points(""), 0u);
}

}  // namespace
}  // namespace nagaya
