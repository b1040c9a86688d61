#include "state/resource.hpp"

#include "state/host_state.hpp"

namespace nagaya::state {
namespace {

TEST(Kind, HasANameBothWays) {
    const std::vector<std::string_view> names = {"account", "directory", "file", "symlink", "hook", "image", "unit"};
    for (size_t i = 0; i < names.size(); ++i) {
        EXPECT_EQ(name(static_cast<Kind>(i)), names[i]);
        EXPECT_EQ(find_kind(names[i]), static_cast<Kind>(i));
    }
    EXPECT_EQ(find_kind("dataset"), std::nullopt);
}

TEST(Kind, IsThatOfTheValue) {
    const auto kind_of = [](auto value) {
        return Resource{.service = {}, .origin = {}, .role = {}, .value = std::move(value)}.kind();
    };
    EXPECT_EQ(kind_of(Account{}), Kind::account);
    EXPECT_EQ(kind_of(Directory{}), Kind::directory);
    EXPECT_EQ(kind_of(File{}), Kind::file);
    EXPECT_EQ(kind_of(Symlink{}), Kind::symlink);
    EXPECT_EQ(kind_of(Hook{}), Kind::hook);
    EXPECT_EQ(kind_of(Image{}), Kind::image);
    EXPECT_EQ(kind_of(Unit{}), Kind::unit);
}

TEST(ResourceId, IsReadable) {
    EXPECT_EQ((ResourceId{.kind = Kind::file, .scope = {}, .name = "/etc/x"}).text(), "file /etc/x");
    EXPECT_EQ((ResourceId{.kind = Kind::unit, .scope = "web", .name = "web.service"}).text(),
              "unit web.service of web");
}

TEST(InputLabel, NamesTheServiceOfAnothersFile) {
    const Resource file{.service = "web", .origin = {}, .role = "files/x", .value = File{}};
    EXPECT_EQ(input_label(file, "web"), "files/x");
    EXPECT_EQ(input_label(file, "proxy"), "web: files/x");
}

}  // namespace
}  // namespace nagaya::state
