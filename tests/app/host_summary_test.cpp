#include "app/host_summary.hpp"

namespace nagaya::app {
namespace {

host::UnitStatus row(std::string service, std::string account, std::string unit, std::string active) {
    host::UnitStatus status;
    status.service = std::move(service);
    status.account = std::move(account);
    status.unit = std::move(unit);
    status.active = std::move(active);
    return status;
}

state::HostState web_needs_db() {
    state::HostState state;
    state.prefix = "site";
    state.services["web"] = {.account = "web", .needs = {"db", "cache"}};
    state.services["api"] = {.account = "web"};
    state.services["db"] = {.account = "db"};
    state.services["cache"] = {.account = "cache"};
    return state;
}

using Waiting = std::map<std::string, std::string>;

TEST(WaitingServices, AreAllOfAnAccountThatIsHeldUp) {
    const std::vector<host::UnitStatus> rows = {row("db", "root", "site-db-ready.service", "activating"),
                                                row("cache", "root", "site-cache-ready.service", "active"),
                                                row("db", "db", "db.service", "activating"),
                                                row("web", "web", "web.service", "")};
    EXPECT_EQ(waiting_services(web_needs_db(), rows), (Waiting{{"api", "db"}, {"web", "db"}}));
}

TEST(WaitingServices, NameEverythingTheyWaitFor) {
    const std::vector<host::UnitStatus> rows = {row("db", "root", "site-db-ready.service", "failed"),
                                                row("cache", "root", "site-cache-ready.service", "activating"),
                                                row("web", "web", "web.service", "")};
    EXPECT_EQ(waiting_services(web_needs_db(), rows).at("web"), "cache, db");
}

TEST(WaitingServices, AreNoneWhoseManagerRuns) {
    const std::vector<host::UnitStatus> rows = {row("db", "root", "site-db-ready.service", "failed"),
                                                row("web", "web", "web.service", "active")};
    EXPECT_TRUE(waiting_services(web_needs_db(), rows).empty());
}

TEST(WaitingServices, AreNoneOfAnotherSite) {
    const std::vector<host::UnitStatus> rows = {row("db", "root", "other-db-ready.service", "activating"),
                                                row("web", "web", "web.service", "")};
    EXPECT_TRUE(waiting_services(web_needs_db(), rows).empty());
}

}  // namespace
}  // namespace nagaya::app
