#include "host/account_database.hpp"

#include <algorithm>

#include "scratch.hpp"

namespace nagaya::host {
namespace {

AccountDatabase read(const Scratch& scratch) {
    Result<AccountDatabase> database = read_account_database(scratch.path("etc"), scratch.path("linger"));
    EXPECT_TRUE(database) << (database ? "" : database.error().text());
    return database ? *database : AccountDatabase{};
}

void put_web(const Scratch& scratch) {
    scratch.put("etc/passwd", "web:x:901:901::" + scratch.path("home") + ":/usr/sbin/nologin\nweb:x:1:1::/second:/\n");
    scratch.put("etc/group", "web:x:901:\ncerts:x:70:web\nmail:x:71:web,other\n");
    scratch.put("etc/subuid", "web:500000:10\nweb:100000:65536\nweb:700000:10\nother:1:1\n");
    scratch.put("etc/subgid", "901:100000:65536\nweb:700000:10\n");
    scratch.put("linger/web", "");
    scratch.put("home/x", "");
}

TEST(AccountDatabase, FindsWhatTheFilesSay) {
    const Scratch scratch;
    put_web(scratch);
    const auto account = observe_account(read(scratch), "web", nullptr);
    ASSERT_TRUE(account);
    EXPECT_EQ(account->uid, 901U);
    EXPECT_EQ(account->home, scratch.path("home"));
    EXPECT_EQ(account->groups, (std::set<std::string>{"certs", "mail"}));
    EXPECT_TRUE(account->linger);
    // The first range that both files have.
    EXPECT_EQ(account->subid_start, 100000U);
}

TEST(AccountDatabase, LooksForWhatIsWanted) {
    const Scratch scratch;
    put_web(scratch);
    state::Account wanted{
        .name = "web", .home = {}, .shell = {}, .subid_start = 700000, .subid_count = 10, .groups = {"mail", "absent"}};
    wanted.group_ids = {{"mail", 5}, {"absent", 6}};
    const auto account = observe_account(read(scratch), "web", &wanted);
    ASSERT_TRUE(account);
    EXPECT_EQ(account->subid_start, 700000U);
    EXPECT_EQ(account->groups, std::set<std::string>{"mail"});
    EXPECT_EQ(account->group_ids.size(), 1U);
    EXPECT_EQ(account->group_ids.at("mail"), 71U);  // what it is, not what it should be
}

TEST(AccountDatabase, AHomeThatIsGoneIsNone) {
    const Scratch scratch;
    put_web(scratch);
    std::filesystem::remove_all(scratch.path("home"));
    EXPECT_EQ(observe_account(read(scratch), "web", nullptr)->home, "");
}

TEST(AccountDatabase, NoFilesAreNoAccounts) {
    const Scratch scratch;
    const AccountDatabase database = read(scratch);
    EXPECT_EQ(observe_account(database, "web", nullptr), std::nullopt);
    EXPECT_FALSE(run_as(database, "web"));
}

TEST(AccountDatabase, EnvironmentReachesTheAccountsOwnManager) {
    const auto environment =
        account_environment({.name = "web", .uid = 901, .gid = 901, .home = "/home/web", .shell = {}});
    const auto has = [&](const char* line) { return std::ranges::find(environment, line) != environment.end(); };
    EXPECT_TRUE(has("HOME=/home/web"));
    EXPECT_TRUE(has("XDG_RUNTIME_DIR=/run/user/901"));
    EXPECT_TRUE(has("DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/901/bus"));
}

}  // namespace
}  // namespace nagaya::host
