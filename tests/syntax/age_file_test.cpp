#include "syntax/age_file.hpp"

#include <gtest/gtest.h>

namespace nagaya::syntax {
namespace {

using Types = std::vector<std::string>;

constexpr std::string_view binary =
    "age-encryption.org/v1\n-> X25519 share\nbody\n-> ssh-ed25519 tag share\nbody\n-> odd-grease x\n\n--- mac\n\0\xff";
constexpr std::string_view armored =
    "-----BEGIN AGE ENCRYPTED FILE-----\n"
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSA5U2l4QzlUSFBGbnNXcXhL\n"
    "bzN3eVZNOGZDSUF5Z3BPN1NDeEJQYXdiRVVRClRhQ3FRaDNLbXQwTzRIZW01V1BY\n"
    "cWtaVVhHekx0dXMycTNoRC94NkdZL3MKLS0tIGpvREltL3NHRzhIc1g4YWRGRk1G\n"
    "ZkYxU0VVM2ZKOGQ1VlhDNEFHQy9VU1kKylL3tQPgLr/pazDjcI2lbnr/76mcHO8u\n"
    "h7WBCfQTaLShrAQ=\n-----END AGE ENCRYPTED FILE-----\n";

TEST(AgeHeader, CountsWhoCanRead) {
    const auto header = parse_age_header(binary);
    ASSERT_TRUE(header);
    EXPECT_FALSE(header->armored);
    EXPECT_EQ(header->recipients, (Types{"X25519", "ssh-ed25519"}));
}

TEST(AgeHeader, OfAnArmoredFile) {
    const auto header = parse_age_header(armored);
    ASSERT_TRUE(header);
    EXPECT_TRUE(header->armored);
    EXPECT_EQ(header->recipients, Types{"X25519"});
}

TEST(AgeHeader, OfWhatIsNone) {
    EXPECT_FALSE(parse_age_header(""));
    EXPECT_FALSE(parse_age_header("TOKEN=clear\n"));
    EXPECT_FALSE(parse_age_header("age-encryption.org/v2\n-> X25519 s\nb\n--- m\n"));
    EXPECT_FALSE(parse_age_header("age-encryption.org/v1\n--- nobody\n"));
    EXPECT_FALSE(parse_age_header("-----BEGIN AGE ENCRYPTED FILE-----\n%%%%\n"));
}

TEST(AgeHeader, OfWhatWasCutOffInIt) {
    const size_t end = binary.find("---");
    for (size_t size = 0; size < end; ++size) EXPECT_FALSE(parse_age_header(binary.substr(0, size))) << size;
    EXPECT_FALSE(parse_age_header(armored.substr(0, 200)));
}

}  // namespace
}  // namespace nagaya::syntax
