#include "base/digest.hpp"

#include <gtest/gtest.h>

namespace nagaya {
namespace {

// The examples of FIPS 180-4 (csrc.nist.gov, "SHA-256").
TEST(Sha256, agrees_with_the_standard) {
    EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256, takes_every_byte) { EXPECT_NE(sha256(std::string_view("a\0b", 3)), sha256(std::string_view("a\0c", 3))); }

TEST(DigestBuilder, parts_do_not_run_into_each_other) {
    const auto of = [](std::string_view a, std::string_view b) { return DigestBuilder().add(a).add(b).finish(); };
    EXPECT_NE(of("ab", "c"), of("a", "bc"));
    EXPECT_NE(of("", "1:a"), of("1:a", ""));
    EXPECT_NE(of("a", ""), DigestBuilder().add("a").finish());
}

// Image keys on hosts are such digests: the form may not change.
TEST(DigestBuilder, form_is_length_colon_bytes) {
    EXPECT_EQ(DigestBuilder().add("hello").add("").finish(), sha256("5:hello0:"));
}

}  // namespace
}  // namespace nagaya
