#include "host/unneeded_images.hpp"

#include <gtest/gtest.h>

namespace nagaya::host {
namespace {

std::string id(char digit) { return std::string(64, digit); }

ImageFacts image(char digit, std::vector<std::string> names, char parent = 0, int64_t time = 100) {
    return {.id = id(digit),
            .parent = parent != 0 ? id(parent) : "",
            .digest = {},
            .names = std::move(names),
            .bytes = 10,
            .time = time};
}

std::string going(const std::vector<ImageFacts>& images, const Needed& needed) {
    std::string out;
    for (const ImageFacts& one : unneeded_images(images, needed)) out += one.id[0];
    return out;
}

/// Base 1 ← layer 2 ← web 3 and its former version 4; other 5.
const std::vector<ImageFacts> storage{image('1', {"docker.io/library/debian:12"}), image('2', {}, '1'),
                                      image('3', {"localhost/web:aaa", "localhost/web:latest"}, '2'),
                                      image('4', {"localhost/web:bbb"}, '2'),
                                      image('5', {"docker.io/library/nginx:1"})};

TEST(UnneededImages, AreThoseThatNothingNames) {
    EXPECT_EQ(going(storage, {.references = {"localhost/web:aaa"}, .used = {}, .younger_than = 1000}), "45");
    EXPECT_EQ(going(storage, {.references = {"docker.io/library/nginx:1"}, .used = {}, .younger_than = 1000}), "3421");
    EXPECT_EQ(going(storage, {.references = {id('4')}, .used = {}, .younger_than = 1000}), "35");
    EXPECT_EQ(going(storage, {.references = {"localhost/gone:x"}, .used = {}, .younger_than = 1000}), "34215");
}

TEST(UnneededImages, AreNotThoseOfContainers) {
    EXPECT_EQ(going(storage, {.references = {}, .used = {id('4')}, .younger_than = 1000}), "35");
}

TEST(UnneededImages, AreNotYoung) {
    std::vector<ImageFacts> images = storage;
    images[3].time = 2000;
    EXPECT_EQ(going(images, {.references = {}, .used = {}, .younger_than = 2000}), "35");
    EXPECT_EQ(going(images, {.references = {}, .used = {}, .younger_than = 2001}), "34215");
}

TEST(UnneededImages, AreOursWhereOthersHaveImagesToo) {
    Needed needed{.references = {"localhost/web:aaa"}, .used = {}, .younger_than = 1000};
    needed.repositories = {"localhost/web"};
    EXPECT_EQ(going(storage, needed), "4");
    std::vector<ImageFacts> images = storage;
    images[3].names.emplace_back("localhost/somebody-else:1");
    EXPECT_EQ(going(images, needed), "");
}

TEST(UnneededImages, MayHaveParentsThatMakeNoSense) {
    const std::vector<ImageFacts> circle{image('1', {}, '2'), image('2', {}, '1'), image('3', {"a:1"}, '9')};
    EXPECT_EQ(going(circle, {.references = {"a:1"}, .used = {}, .younger_than = 1000}).size(), 2U);
    EXPECT_EQ(going(circle, {.references = {id('1')}, .used = {}, .younger_than = 1000}), "3");
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
                                        .parent = "",
                                        .digest = "sha256:1",
                                        .names = {"docker.io/library/debian:12"},
                                        .bytes = 80,
                                        .time = 1795318787}));
    EXPECT_EQ((*images)[1].parent, id('a'));
    EXPECT_EQ((*images)[1].bytes, 0U);
    EXPECT_TRUE(parse_image_list("[]")->empty());
    EXPECT_TRUE(parse_image_list("null")->empty());
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
