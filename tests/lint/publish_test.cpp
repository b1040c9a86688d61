#include "lint/publish.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace nagaya::lint {
namespace {

std::string shown(std::string_view text) {
    const auto published = parse_publish(text);
    if (!published) return "refused";
    return concat("[", published->address, "] ", published->first, "-", published->last, "/", published->protocol);
}

TEST(Publish, ReadsEveryForm) {
    EXPECT_EQ(shown("80"), "[] 0-0/tcp");
    EXPECT_EQ(shown(":80"), "[] 0-0/tcp");
    EXPECT_EQ(shown("8080:80"), "[] 8080-8080/tcp");
    EXPECT_EQ(shown("8080:80/udp"), "[] 8080-8080/udp");
    EXPECT_EQ(shown("127.0.0.1:8080:80"), "[127.0.0.1] 8080-8080/tcp");
    EXPECT_EQ(shown("127.0.0.1::80"), "[127.0.0.1] 0-0/tcp");
    EXPECT_EQ(shown("8000-8010:9000-9010"), "[] 8000-8010/tcp");
    EXPECT_EQ(shown("[::1]:8080:80"), "[[::1]] 8080-8080/tcp");
    EXPECT_EQ(shown("[::1]::80"), "[[::1]] 0-0/tcp");
}

TEST(Publish, RefusesWhatPodmanRefuses) {
    for (const auto* text :
         {"", "http", "8080:http", "70000:80", "x:80", "8010-8000:80", "80/", "80/icmp", "\"80:80\"", "8080:"})
        EXPECT_EQ(shown(text), "refused") << text;
}

TEST(Publish, WildcardsShareEveryAddress) {
    EXPECT_TRUE(share_address("", "127.0.0.1"));
    EXPECT_TRUE(share_address("10.0.0.1", "0.0.0.0"));
    EXPECT_TRUE(share_address("[::]", "10.0.0.1"));
    EXPECT_FALSE(share_address("10.0.0.1", "127.0.0.1"));
}

}  // namespace
}  // namespace nagaya::lint
