// What waits for what: needs, health, stops; and what a step knows of what was there.
#include <algorithm>

#include "plan/hosts.hpp"
#include "plan/recall.hpp"

namespace nagaya::plan {
namespace {

/// Where in the plan a deed stands, and what it waits for.
const Step& step_of(const Plan& plan, std::string_view deed) {
    const auto found = std::ranges::find_if(plan.steps, [&](const Step& step) { return text(step.action) == deed; });
    EXPECT_NE(found, plan.steps.end()) << deed;
    return *found;
}
bool waits_for_end(const Plan& plan, std::string_view deed, std::string_view other) {
    const Step& step = step_of(plan, deed);
    return std::ranges::find(step.follows, step_of(plan, other).id) != step.follows.end();
}

TEST(Plan, StopsDependentsFirst) {
    // b needs a, by way of m, which has nothing to stop.
    HostBuilder before;
    before.service("a", "root").service("m", "root", {"a"}).service("b", "root", {"m"});
    before.unit("root", "a.service", "a").unit("root", "b.service", "b");
    // All of them leave: what they needed is known from the last generation.
    HostBuilder observed = before.seen();
    recall(observed.state, before.state);
    const Plan left = make_plan(HostBuilder().state, observed.state, before.deployed(), {});
    EXPECT_EQ(deeds(left), (Lines{"stop b.service", "stop a.service"}));
    EXPECT_TRUE(waits_for_end(left, "stop a.service", "stop b.service"));
    // The services stay, and these units leave.
    HostBuilder after;
    after.service("a", "root").service("m", "root", {"a"}).service("b", "root", {"m"});
    const Plan stays = plan_between(before, after);
    EXPECT_EQ(deeds(stays), (Lines{"stop b.service", "stop a.service"}));
    EXPECT_TRUE(waits_for_end(stays, "stop a.service", "stop b.service"));
    // Nothing is known of what left: one after the other by name.
    EXPECT_EQ(deeds(plan_between(before, HostBuilder())).size(), 2U);
}

TEST(Plan, WaitsForHealthWhereThatIsAskedFor) {
    const auto host = [](const std::string& text, std::set<std::string> healthy) {
        HostBuilder made;
        made.service("db", "root").service("web", "root", {"db"});
        made.state.services["web"].healthy = std::move(healthy);
        made.file("/x/db.service", "db", "db.service", text).unit("root", "db.service", "db", {"/x/db.service"});
        made.file("/x/web.service", "web", "web.service", "new").unit("root", "web.service", "web", {"/x/web.service"});
        return made;
    };
    const auto waits = [&](const Plan& plan, std::string_view other) {
        const Step& start = step_of(plan, "start web.service");
        return std::ranges::find(start.after, step_of(plan, other).id) != start.after.end();
    };
    const Plan plain = plan_from_nothing(host("new", {}));
    EXPECT_TRUE(waits(plain, "start db.service"));
    EXPECT_FALSE(waits(plain, "wait until db.service is up"));
    const Plan healthy = plan_from_nothing(host("new", {"db"}));
    EXPECT_TRUE(waits(healthy, "wait until db.service is up"));
    // One that is up already is not looked at.
    HostBuilder db = host("new", {});
    db.state.erase(file_id("/x/web.service"));
    db.state.erase(unit_id("root", "web.service"));
    const Plan again = plan_between(db, host("new", {"db"}));
    EXPECT_EQ(deeds(again), (Lines{"write /x/web.service", "start web.service", "wait until web.service is up"}));
}

TEST(Plan, StartsLastWhatComesAfterAnotherService) {
    HostBuilder host;
    host.service("app", "root").service("proxy", "root");
    host.file("/x/app.service", "app", "app.service", "a").unit("root", "app.service", "app", {"/x/app.service"});
    host.file("/x/proxy.service", "proxy", "proxy.service", "p")
        .unit("root", "proxy.service", "proxy", {"/x/proxy.service"});
    host.file("/x/a.service", "app", "a.service", "u").unit("root", "a.service", "app", {"/x/a.service"});
    host.with_unit("root", "a.service", [](state::Unit& unit) { unit.comes_after = "proxy"; });
    const Plan plan = plan_from_nothing(host);
    const Step& last = step_of(plan, "start a.service");
    const auto has = [&](const std::vector<uint32_t>& steps, std::string_view deed) {
        return std::ranges::find(steps, step_of(plan, deed).id) != steps.end();
    };
    // Its own service must be up; of the other it is enough that it was tried.
    EXPECT_TRUE(has(last.after, "wait until app.service is up"));
    EXPECT_TRUE(has(last.follows, "wait until proxy.service is up"));
    EXPECT_FALSE(has(last.after, "wait until proxy.service is up"));
}

TEST(Plan, RemembersAUnitWhenItIsUp) {
    const Plan plan = plan_between(web_host("old\n"), web_host("new\n"));
    EXPECT_TRUE(step_of(plan, "restart web.service").remember.empty());
    EXPECT_EQ(step_of(plan, "wait until web.service is up").remember.size(), 1U);
}

TEST(Plan, WaitsForNothingThatEndsByItselfOrRunsNothing) {
    HostBuilder host = web_host();
    host.with_unit("web", "web.service", [](state::Unit& unit) { unit.momentary = true; });
    host.unit("web", "web.timer", "web");
    for (const std::string& deed : deeds(plan_from_nothing(host))) EXPECT_FALSE(deed.starts_with("wait until")) << deed;
}

TEST(Plan, SaysWhatStoodThereBefore) {
    HostBuilder before = web_host("old\n");
    before.file("/gone", "web", "gone", "x").directory("/old", "web");
    const Plan plan = plan_between(before, web_host("new\n"));
    const auto was = [&](std::string_view deed) -> const state::Resource& {
        return *step_of(plan, deed).before.at(0).second;
    };
    EXPECT_EQ(std::get<state::File>(was("write /srv/nagaya/web/files/site.conf").value).content.bytes_to_write(),
              "old\n");
    EXPECT_EQ(std::get<state::File>(was("remove /gone").value).content.bytes_to_write(), "x");
    EXPECT_EQ(std::get<state::Directory>(was("remove directory /old").value).mode, 0755U);
    EXPECT_TRUE(std::get<state::Unit>(was("restart web.service").value).active);
    const Plan fresh = plan_from_nothing(web_host());
    for (const Step& step : fresh.steps) {
        for (const auto& [id, resource] : step.before) EXPECT_FALSE(resource) << id.text();
    }
    EXPECT_EQ(step_of(fresh, "set up account web").before.at(0).first.name, "web");
}

TEST(Plan, DoesNotDifferWhenNothingButRuntimeNoiseDoes) {
    HostBuilder noisy = web_host();
    noisy.with_unit("web", "web.service", [](state::Unit& unit) { unit.restarts = 7; });
    const auto digest = [](const HostBuilder& seen) { return plan_between(seen, web_host()).observed; };
    EXPECT_EQ(digest(web_host()), digest(noisy));
    EXPECT_NE(digest(web_host()), digest(web_host("other\n")));
}

TEST(Plan, NeedsNothingThatIsPurged) {
    HostBuilder before = web_host();
    before.directory("/srv/data", "")
        .directory("/srv/data/web", "web", true)
        .directory("/srv/data/web/old", "web", true);
    const Plan plan = plan_between(before, HostBuilder(), {.purge = true, .only = {}});
    size_t purges = 0;
    for (const Step& step : plan.steps) {
        purges += step.irrevocable ? 1 : 0;
        for (const uint32_t other : step.after) {
            EXPECT_TRUE(step.irrevocable || !plan.steps[other].irrevocable) << text(step.action);
        }
    }
    EXPECT_EQ(purges, 3U);  // the data, the directory it stood in, the account
}

}  // namespace
}  // namespace nagaya::plan
