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

}  // namespace
}  // namespace nagaya::load
