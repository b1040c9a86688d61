#include "lower/unit_name.hpp"

namespace nagaya::lower {
namespace {

TEST(UnitName, IsWhatTheGeneratorCallsIt) {
    EXPECT_EQ(unit_name("web.container", ""), "web.service");
    EXPECT_EQ(unit_name("web.kube", ""), "web.service");
    EXPECT_EQ(unit_name("front.pod", ""), "front-pod.service");
    EXPECT_EQ(unit_name("lan.network", ""), "lan-network.service");
    EXPECT_EQ(unit_name("db.volume", ""), "db-volume.service");
    EXPECT_EQ(unit_name("os.image", ""), "os-image.service");
    EXPECT_EQ(unit_name("os.build", ""), "os-build.service");
    EXPECT_EQ(unit_name("tidy.timer", ""), "tidy.timer");
}

TEST(UnitName, CanBeSetByTheFile) {
    EXPECT_EQ(unit_name("web.container", "front"), "front.service");
    EXPECT_EQ(unit_name("tidy.timer", "front"), "tidy.timer");
}

TEST(UnitName, OfATemplateStaysOne) {
    EXPECT_EQ(unit_name("web@.container", ""), "web@.service");
    EXPECT_EQ(unit_name("web@.pod", ""), "web-pod@.service");
    EXPECT_TRUE(is_template("web@.container"));
    EXPECT_FALSE(is_template("web@1.container"));
}

TEST(Extension, IsTheLastOne) {
    EXPECT_EQ(extension("a.b.container"), ".container");
    EXPECT_EQ(stem("a.b.container"), "a.b");
    EXPECT_EQ(extension("plain"), "");
    EXPECT_TRUE(is_quadlet("a.b.container"));
    EXPECT_FALSE(is_quadlet("a.service"));
}

}  // namespace
}  // namespace nagaya::lower
