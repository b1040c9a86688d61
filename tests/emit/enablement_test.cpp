#include "emit/enablement.hpp"

#include <gtest/gtest.h>

namespace nagaya::emit {
namespace {

Links links_of(const std::map<std::string, std::string>& units, std::string_view name) {
    return install_links("/d", name, [&](const std::string& unit) -> std::optional<std::string> {
        const auto found = units.find(unit);
        return found == units.end() ? std::nullopt : std::optional(found->second);
    });
}

TEST(Enablement, EveryWayToBeWanted) {
    const Links links = links_of(
        {{"a.service",
          "[Install]\nWantedBy=x.target y.target\nRequiredBy=z.service\nUpheldBy=u.service\nAlias=b.service\n"}},
        "a.service");
    EXPECT_EQ(links, (Links{{"/d/b.service", "/d/a.service"},
                            {"/d/u.service.upholds/a.service", "/d/a.service"},
                            {"/d/x.target.wants/a.service", "/d/a.service"},
                            {"/d/y.target.wants/a.service", "/d/a.service"},
                            {"/d/z.service.requires/a.service", "/d/a.service"}}));
}

TEST(Enablement, AlsoBringsOthersAndEnds) {
    const Links links = links_of({{"a.service", "[Install]\nWantedBy=x.target\nAlso=b.socket\n"},
                                  {"b.socket", "[Install]\nWantedBy=sockets.target\nAlso=a.service\n"}},
                                 "a.service");
    EXPECT_EQ(links.size(), 2U);
    EXPECT_TRUE(links.contains("/d/sockets.target.wants/b.socket"));
}

TEST(Enablement, AnEmptyValueClearsAndSpecifiersAreOfTheUnit) {
    const Links links = links_of(
        {{"a-b@c.service", "[Install]\nWantedBy=x.target\nWantedBy=\nWantedBy=%j-%i.target\n"}}, "a-b@c.service");
    EXPECT_EQ(links, (Links{{"/d/b-c.target.wants/a-b@c.service", "/d/a-b@c.service"}}));
}

TEST(Enablement, WithoutInstallThereIsNothing) {
    EXPECT_TRUE(links_of({{"a.service", "[Service]\nExecStart=/bin/true\n"}}, "a.service").empty());
    EXPECT_TRUE(links_of({}, "a.service").empty());
    EXPECT_FALSE(can_be_enabled("[Install]\n"));
    EXPECT_TRUE(can_be_enabled("[Install]\nWantedBy=x.target\n"));
}

TEST(Enablement, AnAliasOfItsOwnNameIsNoLinkToItself) {
    const Links links = links_of({{"a.service", "[Install]\nAlias=a.service b.service\n"}}, "a.service");
    EXPECT_EQ(links, (Links{{"/d/b.service", "/d/a.service"}}));
}

TEST(Enablement, BackslashesArePartOfNames) {
    const Links links = install_links("/u", "a.service", [](const std::string&) {
        return std::optional<std::string>(
            "[Install]\nWantedBy=\"dev-x\\x2dy.device\" b.target\nAlias=c\\x2dd.service\n");
    });
    EXPECT_EQ(links, (Links{{"/u/b.target.wants/a.service", "/u/a.service"},
                            {"/u/c\\x2dd.service", "/u/a.service"},
                            {"/u/dev-x\\x2dy.device.wants/a.service", "/u/a.service"}}));
}

}  // namespace
}  // namespace nagaya::emit
