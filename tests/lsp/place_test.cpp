// What stands at a place.
#include "lsp/place.hpp"

#include <gtest/gtest.h>

namespace nagaya::lsp {
namespace {

/// The spot at the "|" of the text. Views of a Spot lead into `text`, so it is kept.
struct Found {
    std::string path;
    std::string text;
    Spot spot = {};

    Found(std::string path_, std::string_view with_bar) : path(std::move(path_)), text(with_bar) {
        const size_t bar = text.find('|');
        text.erase(bar, 1);
        spot = find_spot(path, text, bar);
    }
};

TEST(Spot, KnowsTheKindByThePath) {
    const auto type = [](std::string path) { return Found(std::move(path), "|").spot.type; };
    const auto kind = [](std::string path) { return Found(std::move(path), "|").spot.kind; };
    const auto unit = [](std::string path) { return Found(std::move(path), "|").spot.unit; };
    EXPECT_EQ(type("nagaya.toml"), FileType::toml);
    EXPECT_EQ(kind("nagaya.toml"), load::FileKind::site);
    EXPECT_EQ(kind("hosts/a.toml"), load::FileKind::host);
    EXPECT_EQ(kind("services/a/service.toml"), load::FileKind::service);
    EXPECT_EQ(kind("services/a/service.staging.toml"), load::FileKind::service);
    EXPECT_EQ(unit("services/a/b.container"), lint::UnitKind::container);
    EXPECT_EQ(unit("services/a/b.pod"), lint::UnitKind::pod);
    EXPECT_EQ(unit("services/a/b.volume"), lint::UnitKind::volume);
    EXPECT_EQ(unit("services/a/b.network"), lint::UnitKind::network);
    EXPECT_EQ(unit("services/a/b.kube"), lint::UnitKind::kube);
    EXPECT_EQ(unit("services/a/b.image"), lint::UnitKind::image);
    EXPECT_EQ(unit("services/a/b.build"), lint::UnitKind::build);
    EXPECT_EQ(unit("services/a/b.artifact"), lint::UnitKind::artifact);
    EXPECT_EQ(unit("services/a/b.container.d/10-x.conf"), lint::UnitKind::container);
    for (const char* name : {"a.service", "a.timer", "a.socket", "a.path", "a.mount", "a.target", "a.slice"})
        EXPECT_EQ(type(std::string("services/a/units/user/") + name), FileType::unit) << name;
    for (const char* path : {"README.md", "hosts/a.txt", "services/a/files/b.container", "services/a/x/compose.yaml",
                             "services/x", "lib/nagaya.toml"})
        EXPECT_EQ(type(path), FileType::other) << path;
    for (const char* path :
         {"services/a/compose.yaml", "services/a/docker-compose.yml", "services/a/compose.override.yaml"})
        EXPECT_EQ(type(path), FileType::compose) << path;
}

TEST(Spot, SectionKeyAndValue) {
    const Found found("services/a/b.container", "[Unit]\nAfter=x\n[Container]\r\nVolume=data.vo|lume:/x\r\n");
    EXPECT_EQ(found.spot.section, "Container");
    EXPECT_EQ(found.spot.key, "Volume");
    EXPECT_TRUE(found.spot.in_value);
    EXPECT_EQ(found.spot.word, "data.volume");
    EXPECT_EQ(found.text.substr(found.spot.word_begin, 11), "data.volume");
    EXPECT_EQ(found.spot.service, "a");
}

TEST(Spot, TheKeyIsLeftOfTheSign) {
    EXPECT_FALSE(Found("services/a/b.container", "[Container]\nVol|ume=x").spot.in_value);
    EXPECT_FALSE(Found("services/a/b.container", "[Container]\nVolume|=x").spot.in_value);
    EXPECT_TRUE(Found("services/a/b.container", "[Container]\nVolume=|x").spot.in_value);
    EXPECT_EQ(Found("services/a/b.container", "[Container]\nVol|").spot.key, "Vol");
}

TEST(Spot, AValueGoesOn) {
    const Found unit("services/a/b.container", "[Container]\nExec=a \\\n  b \\\n  c|");
    EXPECT_EQ(unit.spot.key, "Exec");
    EXPECT_TRUE(unit.spot.in_value);
    EXPECT_FALSE(Found("services/a/b.container", "[Container]\nExec=a\n  c|").spot.in_value);
    const Found toml("hosts/a.toml", "services = [\n  \"a\",\n  \"b|\"\n]\n");
    EXPECT_EQ(toml.spot.key, "services");
    EXPECT_TRUE(toml.spot.in_value);
    EXPECT_FALSE(Found("hosts/a.toml", "services = [\"a\"]\n|").spot.in_value);
}

TEST(Spot, Headers) {
    EXPECT_TRUE(Found("nagaya.toml", "[si|").spot.in_header);
    EXPECT_TRUE(Found("nagaya.toml", "[[al|low]]").spot.in_header);
    EXPECT_FALSE(Found("nagaya.toml", "[site]|").spot.in_header);
    EXPECT_FALSE(Found("hosts/a.toml", "services = [\n[|\n").spot.in_header) << "an array in an array";
    EXPECT_EQ(Found("nagaya.toml", "[ site ]\n|").spot.section, "site");
    EXPECT_EQ(Found("nagaya.toml", "[[allow]]\nrule = \"|").spot.section, "allow");
    EXPECT_EQ(Found("nagaya.toml", "|\n[site]").spot.section, "");
}

TEST(Spot, AtTheEndsOfTheText) {
    EXPECT_EQ(find_spot("nagaya.toml", "", 0).word, "");
    EXPECT_EQ(find_spot("nagaya.toml", "ab", 99).word, "ab");
    EXPECT_EQ(find_spot("nagaya.toml", "\n", 1).line, "");
}

}  // namespace
}  // namespace nagaya::lsp
