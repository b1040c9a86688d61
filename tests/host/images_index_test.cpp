#include "host/images_index.hpp"

#include <gtest/gtest.h>

#include "host/podman_storage.hpp"

namespace nagaya::host {
namespace {

constexpr std::string_view index_text = R"([
 {"id":"4df4ac0000000000000000000000000000000000000000000000000000000000","digest":"sha256:aa",
  "names":["docker.io/library/debian:12","localhost/web:1f2e"],"layer":"x","created":"2026-01-01T00:00:00Z","big-data-sizes":{"a":1}},
 {"id":"5e"},
 {"names":["no.id/x:latest"]},
 7
])";

TEST(ImagesIndex, Reads) {
    const auto images = parse_images_index(index_text);
    ASSERT_TRUE(images) << images.error().text();
    ASSERT_EQ(images->size(), 2U);
    EXPECT_EQ((*images)[0].digest, "sha256:aa");
    EXPECT_EQ((*images)[0].names, (std::vector<std::string>{"docker.io/library/debian:12", "localhost/web:1f2e"}));
    EXPECT_TRUE((*images)[1].names.empty());
}

TEST(ImagesIndex, RefusesWhatIsNoJson) {
    EXPECT_FALSE(parse_images_index("[{"));
    EXPECT_FALSE(parse_images_index(""));
    EXPECT_TRUE(parse_images_index("{}")->empty());
}

TEST(ImagesIndex, FindsByReference) {
    const auto images = *parse_images_index(index_text);
    for (const char* there : {"docker.io/library/debian:12", "library/debian:12", "debian:12", "localhost/web:1f2e",
                              "docker.io/library/debian@sha256:aa", "debian:12@sha256:aa",
                              "4df4ac0000000000000000000000000000000000000000000000000000000000"})
        EXPECT_TRUE(has_image(images, there)) << there;
    for (const char* absent :
         {"debian", "docker.io/library/debian:13", "quay.io/library/debian:12", "ian:12", "localhost/web",
          "docker.io/library/debian@sha256:bb", "localhost/other@sha256:aa", "4df4ac", ""})
        EXPECT_FALSE(has_image(images, absent)) << absent;
}

TEST(ImagesIndex, TagsMayNameAnotherImage) {
    const std::vector<StoredImage> images{
        {.id = "1", .digest = "", .names = {"localhost/web:aaaa"}},
        {.id = "2", .digest = "", .names = {"localhost/web:bbbb", "localhost/web:latest"}}};
    EXPECT_TRUE(has_tags(images, "localhost/web:bbbb", {"localhost/web:latest"}));
    EXPECT_FALSE(has_tags(images, "localhost/web:aaaa", {"localhost/web:latest"}));
    EXPECT_FALSE(has_tags(images, "localhost/web:bbbb", {"localhost/web:latest", "localhost/web:stable"}));
    EXPECT_FALSE(has_tags(images, "localhost/web:cccc", {"localhost/web:latest"}));
    EXPECT_TRUE(has_tags(images, "localhost/web:aaaa", {}));
}

TEST(ImagesIndex, NoTagMeansLatest) {
    const std::vector<StoredImage> images{{.id = "1", .digest = "", .names = {"localhost:5000/web:latest"}}};
    EXPECT_TRUE(has_image(images, "localhost:5000/web"));
    EXPECT_FALSE(has_image(images, "localhost:5000/web:5000"));
}

TEST(StorageConf, GivesTheGraphRoot) {
    EXPECT_EQ(graph_root("[storage]\ndriver = \"overlay\"\ngraphroot = \"/data/c\" # here\n"), "/data/c");
    EXPECT_EQ(graph_root("graphroot=\"/a\"\n[storage.options]\ngraphroot=\"/b\"\n"), "");
    EXPECT_EQ(graph_root("[storage]\ngraphroot=\n"), "");
    EXPECT_EQ(graph_root("[storage]\ngraphroot=\"/open\n"), "");
}

}  // namespace
}  // namespace nagaya::host
