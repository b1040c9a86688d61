#include "lab/place.hpp"

#include <gtest/gtest.h>

namespace nagaya::lab {
namespace {

TEST(Place, TheDefaultLabHasPlainNames) {
    const Place place = make_place("/var/lib/nagaya-lab/");
    EXPECT_EQ(place.tag, "");
    EXPECT_EQ(place.unit("web"), "nagaya-lab-web");
    EXPECT_EQ(place.bridge(), "nagaya-lab");
    EXPECT_EQ(place.table(), "nagaya_lab");
    EXPECT_EQ(place.cable(10), "ngl-10");
    EXPECT_EQ(place.host("web"), "/var/lib/nagaya-lab/hosts/web");
}

TEST(Place, LabsDoNotMeet) {
    const Place one = make_place("/tmp/one");
    const Place two = make_place("/tmp/two");
    EXPECT_EQ(one.tag.size(), 4U);
    EXPECT_NE(one.unit("web"), two.unit("web"));
    EXPECT_NE(one.bridge(), two.bridge());
    EXPECT_NE(one.cable(10), two.cable(10));
    EXPECT_NE(one.table(), two.table());
    EXPECT_EQ(one.tag, make_place("/tmp/one//").tag);
}

TEST(Place, LinkNamesFitTheKernel) {
    const Place place = make_place("/tmp/a/rather/long/directory/of/somebody/with/patience");
    EXPECT_LE(place.bridge().size(), 15U);
    EXPECT_LE(place.cable(254).size(), 15U);
}

TEST(HostName, IsALetterThenLettersDigitsDashes) {
    for (const char* good : {"a", "web", "web-2", "abcdefghijklmnopqrstuvwxyz01234"})
        EXPECT_TRUE(is_host_name(good)) << good;
    for (const char* bad : {"", "2web", "-a", "Web", "a.b", "a/b", "..", "a_b", "abcdefghijklmnopqrstuvwxyz012345"})
        EXPECT_FALSE(is_host_name(bad)) << bad;
}

}  // namespace
}  // namespace nagaya::lab
