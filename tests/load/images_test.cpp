// Build contexts, and what they build on.
#include <gtest/gtest.h>

#include "loaded.hpp"

namespace nagaya::load {
namespace {

TEST(Images, OfServicesAndShared) {
    const Loaded loaded = load(R"(== images/base/Containerfile
FROM docker.io/library/debian:bookworm-slim
== images/base/etc/run.sh [x]
#!/bin/sh
== services/web/web.container
[Container]
== services/web/image/Containerfile
ARG FROM=localhost/base
FROM ${FROM}:latest AS build
COPY --from=localhost/tools:latest /a /b
FROM build
)");
    EXPECT_EQ(loaded.findings(), Lines{});
    const model::ImageSource& base = loaded.site.images.at("base");
    EXPECT_EQ(base.name, "base");
    EXPECT_EQ(base.directory, "images/base");
    EXPECT_EQ(base.bases, Lines{});
    ASSERT_EQ(base.files.size(), 2u);
    EXPECT_EQ(base.files[1].path, "etc/run.sh");
    EXPECT_TRUE(base.files[1].executable);
    EXPECT_EQ(loaded.sources.text(base.containerfile), "FROM docker.io/library/debian:bookworm-slim\n");
    const std::optional<model::ImageSource>& web = loaded.service("web").image;
    ASSERT_TRUE(web.has_value());
    EXPECT_EQ(web->name, "web");
    EXPECT_EQ(web->directory, "services/web/image");
    EXPECT_EQ(web->bases, (Lines{"base", "tools"}));
}

TEST(Images, ADockerfileWillDo) {
    const Loaded loaded = load("== images/base/Dockerfile\nFROM localhost/x\n");
    EXPECT_EQ(loaded.findings(), Lines{});
    EXPECT_EQ(loaded.site.images.at("base").bases, Lines{"x"});
}

TEST(Images, AContainerfileGoesFirst) {
    const Loaded loaded =
        load("== images/base/Dockerfile\nFROM localhost/x\n== images/base/Containerfile\nFROM localhost/y\n");
    EXPECT_EQ(loaded.site.images.at("base").bases, Lines{"y"});
}

TEST(Images, WithoutContainerfile) {
    const Loaded loaded = load("== services/web/image/run.sh\nx\n");
    EXPECT_EQ(loaded.findings(),
              Lines{"missing-containerfile services/web/image/run.sh:1:1 `services/web/image` has no "
                    "Containerfile"});
}

std::string text_of(const Loaded& loaded, std::string_view image, std::string_view path) {
    for (const model::ConfigFile& file : loaded.site.find_image(image)->files)
        if (file.path == path) return std::string(loaded.sources.text(file.file));
    return "(none)";
}

TEST(Images, OfSeveralBuildsOfAComposeFile) {
    const Loaded loaded = load(R"(== services/shop/compose.yaml
services:
  web: {build: {context: web, args: {A: 1}, target: run, labels: {l: x}}}
  job: {build: {context: ., dockerfile: ./docker/Job}}
  same: {build: {context: ., dockerfile: docker/Job}}
  said: {build: {context: web, dockerfile_inline: FROM localhost/shop-web}}
  shared: {build: ../../images/base}
== services/shop/web/Dockerfile
FROM localhost/base AS run
ARG A
== services/shop/web/Dockerfile.dockerignore
x
== services/shop/web/.dockerignore
y
== services/shop/.env
SECRET=1
== services/shop/docker/Job
FROM docker.io/x/y:1
== images/base/Dockerfile
FROM docker.io/x/z:1
)");
    EXPECT_EQ(loaded.findings(), Lines{});
    EXPECT_EQ(loaded.site.images.size(), 5u);
    EXPECT_EQ(text_of(loaded, "shop-web", "Containerfile"),
              "FROM localhost/base AS run\nARG A=\"1\"\n\n# The target of the Compose file.\nFROM run\n"
              "\n# The labels of the Compose file.\nLABEL \"l\"=\"x\"\n");
    EXPECT_EQ(loaded.site.images.at("shop-web").bases, Lines{"base"});
    EXPECT_EQ(text_of(loaded, "shop-web", ".dockerignore"), "x\n");
    EXPECT_EQ(text_of(loaded, "shop-job", "Containerfile"), "FROM docker.io/x/y:1\n");
    EXPECT_EQ(text_of(loaded, "shop-job", ".env"), "(none)");
    EXPECT_EQ(text_of(loaded, "shop-job", "web/Dockerfile"), "FROM localhost/base AS run\nARG A\n");
    EXPECT_EQ(loaded.site.images.at("shop-said").bases, Lines{"shop-web"});
    EXPECT_EQ(text_of(loaded, "shop-shared", "Containerfile"), "FROM docker.io/x/z:1\n");
    EXPECT_FALSE(loaded.service("shop").image);
}

TEST(Images, OfBuildsWhoseNameIsTaken) {
    const Loaded loaded = load(R"(== services/a/compose.yaml
services: {b-c: {build: {dockerfile_inline: FROM x}}, d: {build: {dockerfile_inline: FROM y}}}
== services/a-b/compose.yaml
services: {c: {build: {dockerfile_inline: FROM x}}, d: {build: {dockerfile_inline: FROM y}}}
== images/a-d/Containerfile
FROM x
)");
    EXPECT_EQ(loaded.codes(), (Lines{"compose-unit", "compose-unit"}));
}

TEST(Images, OfABuildBesideTheServicesOwn) {
    const Loaded loaded = load(R"(== services/a/compose.yaml
services: {b: {build: ctx}, c: {image: localhost/a}}
== services/a/ctx/Dockerfile
FROM x
== services/a/image/Containerfile
FROM y
)");
    EXPECT_EQ(loaded.findings(), Lines{});
    EXPECT_EQ(text_of(loaded, "a-b", "Containerfile"), "FROM x\n");
    EXPECT_EQ(text_of(loaded, "a", "Containerfile"), "FROM y\n");
}

}  // namespace
}  // namespace nagaya::load
