#include "host/facts.hpp"

#include <gtest/gtest.h>

namespace nagaya::host {
namespace {

TEST(Version, Parses) {
    EXPECT_EQ(*parse_version("podman version 5.4.2\n"), (Version{.major = 5, .minor = 4, .patch = 2}));
    EXPECT_EQ(*parse_version("podman version 4.4"), (Version{.major = 4, .minor = 4, .patch = 0}));
    EXPECT_EQ(*parse_version("podman version 6.0.0-dev"), (Version{.major = 6, .minor = 0, .patch = 0}));
    EXPECT_EQ(*parse_version("v2 of 3.1"), (Version{.major = 3, .minor = 1, .patch = 0}));
}

TEST(Version, RefusesWhatHasNone) {
    for (const char* text : {"", "podman", "podman 5", "5.", ".5", "99999999999999999999"})
        EXPECT_FALSE(parse_version(text)) << text;
}

TEST(Version, Compares) {
    EXPECT_LT(*parse_version("4.9.5"), *parse_version("5.0.0"));
    EXPECT_LT(*parse_version("4.9.5"), *parse_version("4.10.0"));
}

TEST(Hostname, HasNoDomain) {
    EXPECT_FALSE(hostname().empty());
    EXPECT_FALSE(hostname().contains('.'));
}

}  // namespace
}  // namespace nagaya::host
