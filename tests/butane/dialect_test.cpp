#include "butane/dialect.hpp"

namespace nagaya::butane {
namespace {

TEST(Dialect, IsFoundByItsWholeVersion) {
    auto found = find_dialect("fcos", "1.5.0");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->ignition.minor, 4);
    EXPECT_TRUE(found->has_grub());
    EXPECT_FALSE(find_dialect("fcos", "1.5.0-experimental"));
    EXPECT_FALSE(find_dialect("fcos", "1.8.0"));
    EXPECT_FALSE(find_dialect("rhcos", "0.1.0"));
    EXPECT_EQ(find_dialect("openshift", "4.13.0")->ignition.minor, 2);
}

TEST(Version, IsASemanticOne) {
    EXPECT_EQ(normal_version("01.05.00"), "1.5.0");
    EXPECT_EQ(normal_version("1.8.0-experimental"), "1.8.0-experimental");
    EXPECT_EQ(normal_version("1.5.0+x"), "1.5.0+x");
    for (std::string_view text : {"", "1.5", "v1.5.0", "1.5.0.1", "newest", "1.-5.0", "1.5.0-a_b"})
        EXPECT_FALSE(normal_version(text)) << text;
}

}  // namespace
}  // namespace nagaya::butane
