#include "lower/lowered.hpp"

namespace nagaya::lower {
namespace {

TEST(Accounts, HaveAHomeAndNoShell) {
    const Lowered lowered = lower(concat(web, "== services/web/service.toml\n[account]\ngroups = [\"certs\"]\n"));
    const auto* account = lowered.state.get<state::Account>({.kind = state::Kind::account, .scope = {}, .name = "web"});
    ASSERT_NE(account, nullptr);
    EXPECT_EQ(account->uid, 2000U);
    EXPECT_EQ(account->home, "/home/web");
    EXPECT_EQ(account->shell, "/usr/sbin/nologin");
    EXPECT_EQ(account->subid_start, 1'000'000U);
    EXPECT_EQ(account->groups, (std::set<std::string>{"certs"}));
    EXPECT_EQ(lowered.state.homes.at("web"), "/home/web");
    EXPECT_EQ(lowered.place("/home/web/.config/containers/storage.conf"), "2000:2000 0644");
    EXPECT_EQ(lowered.directory("/home/web/.config"), "2000:2000 0700");
}

TEST(Accounts, OfARootfulServiceAreNone) {
    const Lowered lowered = lower(concat(web, "== services/web/service.toml\n[account]\nname = \"root\"\n"));
    EXPECT_EQ(lowered.resources(state::Kind::account), Lines{});
}

TEST(Files, AreReadableOnlyBelowADirectoryThatIsNot) {
    const Lowered lowered = lower(concat(web, "== services/web/files/html/x\nx\n== services/web/files/run [x]\n#!\n"));
    EXPECT_EQ(lowered.directory("/srv/nagaya"), "0:0 0755");
    EXPECT_EQ(lowered.directory("/srv/nagaya/web"), "0:2000 0750");
    EXPECT_EQ(lowered.directory("/srv/nagaya/web/files/html"), "0:0 0755");
    EXPECT_EQ(lowered.place("/srv/nagaya/web/files/html/x"), "0:0 0644");
    EXPECT_EQ(lowered.place("/srv/nagaya/web/files/run"), "0:0 0755");
}

TEST(Secrets, AreTheAccountsAlone) {
    const Lowered lowered = lower(concat(web, "== services/web/service.toml\n[secrets]\nenv = [\"x.env\"]\n"),
                                  {{"web/x.env", {.bytes = "PASSWORD=a\nHOST=@@DOMAIN@@\n"}}});
    EXPECT_EQ(lowered.directory("/run/nagaya-secrets/home/web"), "0:2000 0750");
    EXPECT_EQ(lowered.place("/run/nagaya-secrets/home/web/x.env"), "2000:2000 0400");
    EXPECT_TRUE(lowered.file("/run/nagaya-secrets/home/web/x.env")->content.is_secret());
    EXPECT_EQ(lowered.text("/run/nagaya-secrets/home/web/x.env"), "PASSWORD=a\nHOST=example.org\n");
    EXPECT_EQ(state::print_state(lowered.state).find("PASSWORD"), std::string::npos);
}

TEST(Data, BelongsToTheIdInTheContainer) {
    const Lowered lowered = lower(concat(web,
                                         "== services/web/service.toml\n"
                                         "[[data]]\npath = \"own\"\n"
                                         "[[data]]\npath = \"deep/db\"\nowner = 999\ngroup = 1\nmode = \"0700\"\n"));
    EXPECT_EQ(lowered.directory("/srv/data/web"), "0:2000 0750");
    EXPECT_EQ(lowered.directory("/srv/data/web/own"), "2000:2000 0750");
    EXPECT_EQ(lowered.directory("/srv/data/web/deep"), "0:2000 0750");
    EXPECT_EQ(lowered.directory("/srv/data/web/deep/db"), "1000998:1000000 0700");
    const auto* data =
        lowered.state.get<state::Directory>({.kind = state::Kind::directory, .scope = {}, .name = "/srv/data/web/own"});
    EXPECT_TRUE(data->keep);
}

TEST(Data, IsHeldToWhatTheSiteNames) {
    const Lowered lowered = lower(concat(web,
                                         "== services/web/service.toml\n[[data]]\npath = \"a\"\n"
                                         "[[data]]\npath = \"b\"\nowner = 0\n"
                                         "[[data]]\npath = \"c\"\ngroup = 0\nmode = \"0750\"\n"));
    const auto free = [&](const std::string& path) {
        const auto* data =
            lowered.state.get<state::Directory>({.kind = state::Kind::directory, .scope = {}, .name = path});
        return concat(data->any_user ? "user " : "", data->any_group ? "group " : "", data->any_mode ? "mode" : "");
    };
    EXPECT_EQ(free("/srv/data/web"), "");
    EXPECT_EQ(free("/srv/data/web/a"), "user group mode");
    EXPECT_EQ(free("/srv/data/web/b"), "group mode");
    EXPECT_EQ(free("/srv/data/web/c"), "user ");
}

TEST(Data, OfARootfulServiceKeepsItsIds) {
    const Lowered lowered = lower(concat(
        web, "== services/web/service.toml\n[account]\nname = \"root\"\n[[data]]\npath = \"db\"\nowner = 999\n"));
    EXPECT_EQ(lowered.directory("/srv/data/root/db"), "999:999 0750");
}

TEST(Data, OfAnIdThatIsNotMappedIsAnError) {
    const Lowered lowered =
        lower(concat(web, "== services/web/service.toml\n[[data]]\npath = \"db\"\nowner = 65537\n"));
    EXPECT_EQ(lowered.loaded.codes(), Lines{"unmapped-id"});
    EXPECT_EQ(lowered.directory("/srv/data/web/db"), "(none)");
}

TEST(Services, ThatTheHostDoesNotListAreLeftOut) {
    const Lowered lowered =
        lower(concat("== hosts/mouse.toml\nos = \"debian\"\nservices = [\"web\"]\n", web,
                     "== services/other/other.container\n[Container]\nImage=docker.io/library/x:1\n"));
    EXPECT_EQ(lowered.resources(state::Kind::account), Lines{"web"});
    EXPECT_EQ(lowered.state.services.size(), 1U);
}

}  // namespace
}  // namespace nagaya::lower
