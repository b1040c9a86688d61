#include "app/session.hpp"

#include <gtest/gtest.h>

namespace nagaya::app {
namespace {

TEST(SiteToSend, HasTheSecretsOfTheHostAndNoOthers) {
    Workspace workspace;
    model::Host host;
    host.name = "mouse";
    host.services.push_back({.value = "web", .at = {}});
    workspace.site.hosts.emplace("mouse", host);
    workspace.secrets["web/web.env"].bytes = "TOKEN=ours\n";
    workspace.secrets["webmail/web.env"].bytes = "TOKEN=theirs\n";

    const remote::Site site = site_to_send(workspace, "mouse");
    EXPECT_EQ(site.secrets.at("web/web.env").bytes, "TOKEN=ours\n");
    EXPECT_EQ(site.secrets.at("webmail/web.env").bytes, "");
    EXPECT_EQ(site_to_send(workspace, "cat").secrets.at("web/web.env").bytes, "");
}

}  // namespace
}  // namespace nagaya::app
