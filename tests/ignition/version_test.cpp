#include "ignition/version.hpp"

namespace nagaya::ignition {
namespace {

TEST(Version, KnowsItsTexts) {
    EXPECT_EQ(version_text({4}), "3.4.0");
    EXPECT_EQ(parse_version("3.7.0-experimental"), experimental);
    EXPECT_EQ(parse_version("3.7.0"), std::nullopt);
    EXPECT_EQ(parse_version("2.2.0"), std::nullopt);
}

TEST(Version, FindsTheLowestThatCanSayAConfig) {
    EXPECT_EQ(lowest_version({}).minor, 0);
    EXPECT_EQ(lowest_version({.kernel_arguments = {.should_exist = {"quiet"}}}).minor, 3);
    EXPECT_EQ(lowest_version({.storage = {.luks = {{.device = "/dev/a", .name = "a"}}}}).minor, 2);
    EXPECT_EQ(lowest_version({.storage = {.luks = {{.device = "/dev/a", .discard = false, .name = "a"}}}}).minor, 4);
    EXPECT_EQ(lowest_version({.storage = {.files = {{.path = "/a", .mode = 04755}}}}).minor, 6);
}

TEST(Version, TellsWhatAnOlderOneCannotSay) {
    Config config{.storage = {.files = {{.path = "/a", .contents = {.source = "arn:aws:s3:::b/k"}, .mode = 02755}}}};
    auto found = not_in(config, {3});
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(print_path(found[0].path), "$.storage.files.0.mode");
    EXPECT_EQ(found[0].since.minor, 6);
    EXPECT_EQ(print_path(found[1].path), "$.storage.files.0.contents.source");
    EXPECT_EQ(found[1].what, "`arn:` sources");
    EXPECT_TRUE(not_in(config, {6}).empty());
}

}  // namespace
}  // namespace nagaya::ignition
