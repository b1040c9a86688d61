#include "host/unneeded_images.hpp"

#include <gtest/gtest.h>

namespace nagaya::host {
namespace {

std::string id(char digit) { return std::string(64, digit); }

/// An image of layers called by single digits.
ImageFacts image(char digit, std::vector<std::string> names, const std::string& layers, int64_t time = 100) {
    ImageFacts out{.id = id(digit), .digest = {}, .names = std::move(names), .bytes = 10, .time = time};
    for (const char layer : layers) out.layers.emplace_back(1, layer);
    return out;
}

std::string going(const std::vector<ImageFacts>& images, const Needed& needed) {
    std::string out;
    for (const ImageFacts& one : unneeded_images(images, needed)) out += one.id[0];
    return out;
}

/// Base 1 ← layer 2 ← web 3 and its former version 4; other 5.
const std::vector<ImageFacts> storage{image('1', {"docker.io/library/debian:12"}, "1"), image('2', {}, "12"),
                                      image('3', {"localhost/web:aaa", "localhost/web:latest"}, "123"),
                                      image('4', {"localhost/web:bbb"}, "124"),
                                      image('5', {"docker.io/library/nginx:1"}, "56")};

TEST(UnneededImages, AreThoseThatNothingNames) {
    EXPECT_EQ(going(storage, {.references = {"localhost/web:aaa"}, .used = {}, .younger_than = 1000}), "45");
    EXPECT_EQ(going(storage, {.references = {"docker.io/library/nginx:1"}, .used = {}, .younger_than = 1000}), "3421");
    EXPECT_EQ(going(storage, {.references = {id('4')}, .used = {}, .younger_than = 1000}), "35");
    EXPECT_EQ(going(storage, {.references = {"localhost/gone:x"}, .used = {}, .younger_than = 1000}), "34251");
}

TEST(UnneededImages, AreNotThoseOfContainers) {
    EXPECT_EQ(going(storage, {.references = {}, .used = {id('4')}, .younger_than = 1000}), "35");
}

TEST(UnneededImages, AreNotYoung) {
    std::vector<ImageFacts> images = storage;
    images[3].time = 2000;
    EXPECT_EQ(going(images, {.references = {}, .used = {}, .younger_than = 2000}), "35");
    EXPECT_EQ(going(images, {.references = {}, .used = {}, .younger_than = 2001}), "34251");
}

TEST(UnneededImages, AreOursWhereOthersHaveImagesToo) {
    Needed needed{.references = {"localhost/web:aaa"}, .used = {}, .younger_than = 1000};
    needed.repositories = {"localhost/web"};
    EXPECT_EQ(going(storage, needed), "4");
    std::vector<ImageFacts> images = storage;
    images[3].names.emplace_back("localhost/somebody-else:1");
    EXPECT_EQ(going(images, needed), "");
}

// What a .build unit made has no container while its timer sleeps, and no document has its name.
TEST(UnneededImages, AreNotThoseOfBuildUnits) {
    state::HostState kept;
    const auto put_unit = [&](const char* account, const char* role) {
        kept.put({.kind = state::Kind::unit, .scope = account, .name = "x.service"},
                 {.service = "web",
                  .origin = {},
                  .role = role,
                  .value = state::Unit{.account = account, .name = "x.service", .inputs = {}}});
        kept.put({.kind = state::Kind::image, .scope = account, .name = "localhost/web:aaa"},
                 {.service = "web",
                  .origin = {},
                  .role = {},
                  .value = state::Image{.account = account,
                                        .reference = "localhost/web:aaa",
                                        .build_context = {},
                                        .also_tagged = {},
                                        .bases = {}}});
    };
    put_unit("builder", "job.build");
    put_unit("plain", "job.container");
    NeededByAccount needed = needed_by_account({kept}, {});
    needed["builder"].younger_than = needed["plain"].younger_than = 1000;
    EXPECT_EQ(going(storage, needed["builder"]), "4");
    EXPECT_EQ(going(storage, needed["plain"]), "45");
}

TEST(UnneededImages, MayHaveNoLayersThatAreKnown) {
    const std::vector<ImageFacts> images{image('1', {}, ""), image('2', {"a:1"}, "1")};
    EXPECT_EQ(going(images, {.references = {"a:1"}, .used = {}, .younger_than = 1000}), "1");
}

TEST(UnneededImages, AreReadFromPodman) {
    const std::string json =
        R"([{"Id":")" + id('a') + R"(","ParentId":"","RepoTags":null,"Digest":"sha256:1","Size":80,)" +
        R"("Names":["docker.io/library/debian:12"],"Created":1795318787},{"Id":")" + id('b') + R"(","ParentId":")" +
        id('a') + R"(","Size":-1,"Names":null,"Created":5},{"Id":")" + id('b') + R"("}])";
    const Result<std::vector<ImageFacts>> images = parse_image_list(json);
    ASSERT_TRUE(images) << images.error().text();
    ASSERT_EQ(images->size(), 2U);
    EXPECT_EQ((*images)[0], (ImageFacts{.id = id('a'),
                                        .digest = "sha256:1",
                                        .names = {"docker.io/library/debian:12"},
                                        .bytes = 80,
                                        .time = 1795318787}));
    EXPECT_EQ((*images)[1].bytes, 0U);
    EXPECT_TRUE(parse_image_list("[]")->empty());
    EXPECT_TRUE(parse_image_list("null")->empty());
    std::vector<ImageFacts> known = *images;
    add_layers(known, id('b') + " sha256:1 sha256:2\n\n" + id('c') + " sha256:3\n" + id('a') + "\n");
    EXPECT_TRUE(known[0].layers.empty());
    EXPECT_EQ(known[1].layers, (std::vector<std::string>{"sha256:1", "sha256:2"}));
    // An id becomes an argument of podman.
    EXPECT_FALSE(parse_image_list(R"([{"Id":"--all"}])"));
    EXPECT_FALSE(parse_image_list("nonsense"));
    EXPECT_EQ(*parse_used_images(R"([{"Id":"c","ImageID":"x"},{"Id":"d","ImageID":"y"},{"Id":"e"}])"),
              (std::set<std::string>{"x", "y"}));
}

TEST(RepositoryOf, IsTheNameAlone) {
    EXPECT_EQ(repository_of("localhost/web:aaa"), "localhost/web");
    EXPECT_EQ(repository_of("host:5000/web"), "host:5000/web");
    EXPECT_EQ(repository_of("host:5000/web:1@sha256:abc"), "host:5000/web");
}

}  // namespace
}  // namespace nagaya::host
