#include "model/site.hpp"

#include <gtest/gtest.h>

namespace nagaya::model {
namespace {

TEST(Site, FindsWhatItHasAndNothingElse) {
    Site site;
    site.services["web"].name = "web";
    site.hosts["mouse"].name = "mouse";
    ASSERT_NE(site.find_service("web"), nullptr);
    EXPECT_EQ(site.find_service("web")->name, "web");
    EXPECT_EQ(site.find_service("we"), nullptr);
    ASSERT_NE(site.find_host("mouse"), nullptr);
    EXPECT_EQ(site.find_host("web"), nullptr);
}

TEST(Site, AnImageIsSharedOrAServicesOwn) {
    Site site;
    site.images["base"] = {.name = "base", .directory = "images/base"};
    site.services["web"].image = ImageSource{.name = "web", .directory = "services/web/image"};
    site.services["plain"].name = "plain";
    ASSERT_NE(site.find_image("base"), nullptr);
    EXPECT_EQ(site.find_image("base")->directory, "images/base");
    ASSERT_NE(site.find_image("web"), nullptr);
    EXPECT_EQ(site.find_image("web")->directory, "services/web/image");
    EXPECT_EQ(site.find_image("plain"), nullptr);
    EXPECT_EQ(site.find_image("none"), nullptr);
}

TEST(Service, RootfulIsTheAccountRoot) {
    Service service;
    service.account.value = "web";
    EXPECT_FALSE(service.rootful());
    service.account.value = "root";
    EXPECT_TRUE(service.rootful());
}

TEST(AccountIds, PlaceIsNoPartOfTheirValue) {
    const AccountIds here{.uid = 2000, .subid_start = 1'000'000, .subid_count = 65'536, .at = {FileId{1}, 2, 3}};
    AccountIds there = here;
    there.at = {};
    EXPECT_EQ(here, there);
    there.uid = 2001;
    EXPECT_FALSE(here == there);
}

}  // namespace
}  // namespace nagaya::model
