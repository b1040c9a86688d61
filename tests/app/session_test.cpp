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

    workspace.tree["secrets/web/a.env"].bytes = "TOKEN=ours too\n";
    workspace.tree["secrets/webmail/a.env"].bytes = "TOKEN=theirs too\n";
    workspace.tree["secrets/webmail/b.env.age"].bytes = "encrypted";

    const remote::Site site = site_to_send(workspace, "mouse");
    EXPECT_EQ(site.secrets.at("web/web.env").bytes, "TOKEN=ours\n");
    EXPECT_EQ(site.secrets.at("webmail/web.env").bytes, "");
    EXPECT_EQ(site.tree.at("secrets/web/a.env").bytes, "TOKEN=ours too\n");
    EXPECT_EQ(site.tree.at("secrets/webmail/a.env").bytes, "");
    EXPECT_EQ(site.tree.at("secrets/webmail/b.env.age").bytes, "encrypted");
    EXPECT_EQ(site_to_send(workspace, "cat").secrets.at("web/web.env").bytes, "");
}

}  // namespace
}  // namespace nagaya::app
