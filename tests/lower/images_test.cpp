#include "lower/lowered.hpp"

namespace nagaya::lower {
namespace {

constexpr std::string_view base = "== images/base/Containerfile\nFROM docker.io/library/debian:12\n";
constexpr std::string_view built =
    "== services/web/image/Containerfile\nFROM localhost/base\n"
    "== services/web/web.container\n[Container]\nImage=@@IMAGE@@\n";

const state::Image* find_image(const Lowered& lowered, std::string_view name) {
    for (const auto& [id, resource] : lowered.state.resources()) {
        if (id.kind == state::Kind::image && id.name.starts_with(name)) return &std::get<state::Image>(resource.value);
    }
    return nullptr;
}

std::string reference(std::string_view text, std::string_view name) {
    const Lowered lowered = lower(text);
    const state::Image* image = find_image(lowered, name);
    return image ? image->reference : "(none)";
}

TEST(Images, AreBuiltForTheirAccountAfterTheirBases) {
    const Lowered lowered = lower(concat(base, built));
    const state::Image* web_image = find_image(lowered, "localhost/web:");
    const state::Image* base_image = find_image(lowered, "localhost/base:");
    ASSERT_NE(web_image, nullptr);
    ASSERT_NE(base_image, nullptr);
    EXPECT_EQ(web_image->account, "web");
    EXPECT_EQ(web_image->build_context, "/srv/nagaya/web/image");
    EXPECT_EQ(web_image->also_tagged, Lines{"localhost/web:latest"});
    EXPECT_EQ(web_image->bases, Lines{base_image->reference});
    EXPECT_EQ(base_image->build_context, "/srv/nagaya/images/base");
    EXPECT_EQ(web_image->reference.size(), std::string("localhost/web:").size() + 12);
    EXPECT_EQ(lowered.text("/etc/containers/systemd/users/2000/web.container"),
              concat("[Container]\nImage=", web_image->reference, '\n'));
    EXPECT_EQ(lowered.place("/srv/nagaya/images/base/Containerfile"), "0:0 0644");
}

TEST(Images, AreNamedByTheirContentAndTheirBases) {
    const std::string before = reference(concat(base, built), "localhost/web:");
    EXPECT_EQ(reference(concat(base, built), "localhost/web:"), before);
    EXPECT_NE(reference(concat(base, built, "== services/web/image/extra\nx\n"), "localhost/web:"), before);
    EXPECT_NE(reference(concat(base, "# changed\n", built), "localhost/web:"), before);
    EXPECT_EQ(reference(concat(base, built, "== services/web/files/x\nx\n"), "localhost/web:"), before);
}

TEST(Images, CanBeNamedPlainly) {
    for (const std::string_view name : {"localhost/web", "localhost/web:latest"}) {
        const Lowered lowered = lower(concat(base, "== services/web/image/Containerfile\nFROM localhost/base\n",
                                             "== services/web/web.container\n[Container]\nImage=", name, '\n'));
        EXPECT_EQ(lowered.inputs("web", "web.service"), (Lines{"image localhost/web", "web.container"}));
    }
}

TEST(Images, OfOthersArePulled) {
    const Lowered lowered = lower(web);
    const state::Image* image = find_image(lowered, "docker.io/");
    ASSERT_NE(image, nullptr);
    EXPECT_EQ(image->reference, "docker.io/library/debian:12");
    EXPECT_EQ(image->build_context, "");
}

TEST(Images, CanBeSetByADropIn) {
    EXPECT_EQ(
        reference(
            concat(web, "== services/web/web.container.d/10.conf\n[Container]\nImage=docker.io/library/debian:13\n"),
            "docker.io/"),
        "docker.io/library/debian:13");
}

TEST(Images, ThatSeveralServicesOfAnAccountUseBelongToNone) {
    const Lowered lowered =
        lower(concat(web,
                     "== services/api/api.container\n[Container]\nImage=docker.io/library/debian:12\n"
                     "== services/api/service.toml\n[account]\nname = \"web\"\n"));
    EXPECT_EQ(lowered.state.find({.kind = state::Kind::image, .scope = "web", .name = "docker.io/library/debian:12"})
                  ->service,
              "");
}

TEST(Images, OnACircleOfBasesEnd) {
    const Lowered lowered =
        lower(concat("== images/a/Containerfile\nFROM localhost/b\n== images/b/Containerfile\nFROM localhost/a\n",
                     "== services/web/web.container\n[Container]\nImage=@@IMAGE_A@@\n"));
    EXPECT_NE(find_image(lowered, "localhost/a:"), nullptr);
}

}  // namespace
}  // namespace nagaya::lower
