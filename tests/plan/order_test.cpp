#include "plan/order.hpp"

#include "plan/hosts.hpp"

namespace nagaya::plan {
namespace {

TEST(Plan, OfTheSameIsEmpty) {
    const Plan plan = plan_between(web_host(), web_host());
    EXPECT_TRUE(plan.empty());
    EXPECT_TRUE(plan.adopt.empty());
}

TEST(Plan, FromNothingGoesFromAccountToStart) {
    EXPECT_EQ(lines(plan_from_nothing(web_host())),
              (Lines{"0 set up account web", "1 make /srv/nagaya/web (0755) after 0",
                     "2 wait for the service manager of web after 0",
                     "3 write /etc/containers/systemd/users/2000/web.container after 1 2",
                     "4 write /srv/nagaya/web/files/site.conf after 3", "5 reload the service manager of web after 4",
                     "6 start web.service after 5", "7 wait until web.service is up after 6"}));
}

TEST(Plan, OfAChangedFileIsAWriteAndARestart) {
    const Plan plan = plan_between(web_host("old\n"), web_host("new\n"));
    EXPECT_EQ(lines(plan),
              (Lines{"0 wait for the service manager of web", "1 write /srv/nagaya/web/files/site.conf after 0",
                     "2 restart web.service after 1", "3 wait until web.service is up after 2"}));
    EXPECT_EQ(plan.steps[2].why, "files/site.conf changed");
    EXPECT_EQ(plan.steps[2].disruption, Disruption::restart);
    EXPECT_EQ(plan.steps[1].diff, "@@ -1 +1 @@\n-old\n+new\n");
}

TEST(Plan, AdoptsWhatIsThereAlready) {
    const Plan plan = make_plan(web_host().state, web_host().state, {}, {});
    EXPECT_TRUE(plan.empty());
    EXPECT_EQ(plan.adopt.size(), web_host().state.resources().size());
}

TEST(Plan, PreparesBeforeItStopsAnything) {
    HostBuilder after = web_host("new\n");
    after.image("web", "localhost/web:2", "web").hook("web", "before", false, true).hook("web", "after", false, false);
    EXPECT_EQ(lines(plan_between(web_host("old\n"), after)),
              (Lines{"0 wait for the service manager of web", "1 run `before` as web after 0",
                     "2 pull localhost/web:2 for web after 0 1", "3 run `after` as web after 0 2",
                     "4 write /srv/nagaya/web/files/site.conf after 0 3", "5 restart web.service after 4",
                     "6 wait until web.service is up after 5"}));
}

TEST(Plan, RunsHooksOnlyWithOtherWork) {
    HostBuilder host = web_host();
    host.hook("web", "always", false).hook("web", "migrate", true);
    EXPECT_TRUE(plan_between(host, host).empty());
    EXPECT_EQ(deeds(plan_between(web_host(), host)),
              (Lines{"wait for the service manager of web", "run `always` as web", "run `migrate` as web"}));
}

TEST(Plan, StartsServicesInTheOrderOfNeeds) {
    HostBuilder host;
    host.service("a", "root", {"b"}).service("b", "root", {"c"}).service("c", "root").service("d", "root");
    for (const std::string name : {"a", "b", "c", "d"}) {
        host.file(concat("/etc/systemd/system/home-", name, ".service"), name, name, "x")
            .unit("root", name + ".service", name);
    }
    const Plan plan = plan_from_nothing(host);
    std::map<std::string, const Step*> starts;
    for (const Step& step : plan.steps) {
        if (std::holds_alternative<ChangeUnit>(step.action)) starts[step.service] = &step;
    }
    const auto waits_for = [&](const std::string& service, const std::string& other) {
        return std::ranges::find(starts[service]->after, starts[other]->id) != starts[service]->after.end();
    };
    EXPECT_TRUE(waits_for("a", "b"));
    EXPECT_TRUE(waits_for("b", "c"));
    EXPECT_EQ(starts["c"]->after.size(), 1U);
    EXPECT_EQ(starts["d"]->after.size(), 1U);
}

TEST(Plan, RestartsWhoReadsAnothersFileAfterItIsWritten) {
    const auto host = [](const std::string& text) {
        HostBuilder made;
        made.service("a", "root").service("z", "root").file("/z/shared", "z", "files/shared", text);
        made.file("/etc/systemd/system/a.service", "a", "a.service", "x");
        made.unit("root", "a.service", "a", {"/z/shared", "/etc/systemd/system/a.service"});
        return made;
    };
    const Plan plan = plan_between(host("old\n"), host("new\n"));
    EXPECT_EQ(lines(plan),
              (Lines{"0 write /z/shared", "1 restart a.service after 0", "2 wait until a.service is up after 1"}));
    EXPECT_EQ(plan.steps[1].why, "z: files/shared changed");
}

TEST(Plan, StartsNothingBeforeWhatLeavesIsStopped) {
    HostBuilder before;
    before.service("old", "root").unit("root", "old.socket", "old");
    HostBuilder after;
    after.service("new", "root").unit("root", "new.socket", "new");
    const Plan plan = plan_between(before, after);
    EXPECT_EQ(lines(plan), (Lines{"0 stop old.socket", "1 start new.socket"}));
    // Whether or not the stop succeeds: nobody waits for another service's success.
    EXPECT_EQ(plan.steps[1].follows, std::vector<uint32_t>{0});
}

/// A socket whose file has `text`, and the service it starts, which the site starts too or not.
HostBuilder socket_host(const std::string& text, bool started) {
    HostBuilder host;
    host.service("web", "root").file("/x/web.socket", "web", "web.socket", text);
    host.file("/x/web.service", "web", "web.service", "x").unit("root", "web.service", "web", {"/x/web.service"});
    host.unit("root", "web.socket", "web", {"/x/web.socket"});
    state::Resource service = *host.state.find(unit_id("root", "web.service"));
    std::get<state::Unit>(service.value).active = started;
    host.state.put(unit_id("root", "web.service"), service);
    return host;
}

TEST(Plan, StopsTheServiceOfASocketThatStartsAnew) {
    HostBuilder before = socket_host("old\n", true);
    const auto plan_for = [&](bool started) {
        const HostBuilder after = socket_host("new\n", started);
        return make_plan(after.state, before.state, socket_host("old\n", started).deployed(), {});
    };
    EXPECT_EQ(lines(plan_for(false)), (Lines{"0 write /x/web.socket", "1 stop web.socket after 0",
                                             "2 stop web.service after 1", "3 start web.socket after 2"}));
    const Plan plan = plan_for(true);
    EXPECT_EQ(lines(plan), (Lines{"0 write /x/web.socket", "1 stop web.socket after 0", "2 stop web.service after 1",
                                  "3 start web.socket after 2", "4 start web.service after 3",
                                  "5 wait until web.service is up after 4"}));
    EXPECT_EQ(plan.steps[2].disruption, Disruption::stop);
    EXPECT_EQ(plan.steps[2].why, "web.socket starts anew: web.socket changed");
    EXPECT_EQ(plan.steps[3].remember.size(), 1U);
}

TEST(Plan, SaysThatNewGroupsRestartTheManager) {
    const auto host = [](std::set<std::string> groups, const std::string& conf) {
        HostBuilder made = web_host(conf);
        state::Resource account = *made.state.find({.kind = Kind::account, .scope = {}, .name = "web"});
        std::get<state::Account>(account.value).groups = std::move(groups);
        made.state.put({.kind = Kind::account, .scope = {}, .name = "web"}, account);
        return made;
    };
    const Plan plan = plan_between(host({"audio"}, "old\n"), host({"certs"}, "old\n"));
    EXPECT_EQ(lines(plan), (Lines{"0 set up account web", "1 wait for the service manager of web after 0",
                                  "2 start web.service after 1", "3 wait until web.service is up after 2"}));
    EXPECT_EQ(plan.steps[0].disruption, Disruption::restart);
    EXPECT_EQ(plan.steps[0].why, "groups changed: its service manager is restarted");
    EXPECT_EQ(plan.steps[2].why, "its service manager is restarted");
    // After what may fail unseen, before what changes, and whether or not the former succeeds.
    HostBuilder after = host({"certs"}, "new\n");
    after.image("web", "localhost/web:2", "web");
    const Plan both = plan_between(host({}, "old\n"), after);
    EXPECT_EQ(lines(both), (Lines{"0 wait for the service manager of web", "1 pull localhost/web:2 for web after 0",
                                  "2 set up account web", "3 wait for the service manager of web after 2",
                                  "4 start web.service after 3", "5 write /srv/nagaya/web/files/site.conf after 1 3",
                                  "6 restart web.service after 5", "7 wait until web.service is up after 6"}));
    EXPECT_EQ(both.steps[2].follows, std::vector<uint32_t>{1});
    EXPECT_EQ(both.steps[6].follows, std::vector<uint32_t>{4});
}

TEST(Plan, EndsACircleOfNeeds) {
    EXPECT_EQ(in_needs_order({{"a", {.account = {}, .needs = {"b"}}}, {"b", {.account = {}, .needs = {"a"}}}}),
              (Lines{"b", "a"}));
}

TEST(Plan, StopsTimersThenSocketsThenPathsThenTheRest) {
    HostBuilder before;
    before.account("web", 2000).service("web", "web");
    for (const std::string name : {"a.service", "b.path", "c.socket", "d.timer"})
        before.unit("web", name, "web", {}, name == "d.timer");
    HostBuilder after;
    EXPECT_EQ(lines(plan_between(before, after)),
              (Lines{"0 wait for the service manager of web", "1 stop d.timer after 0", "2 stop c.socket after 1",
                     "3 stop b.path after 2", "4 stop a.service after 3", "5 disable d.timer after 4"}));
}

TEST(Plan, KeepsDataUnlessToldOtherwise) {
    HostBuilder before = web_host();
    before.directory("/srv/data/web", "", true, 2000).directory("/srv/data/web/db", "web", true, 0);
    HostBuilder after;
    const Plan plan = plan_between(before, after);
    EXPECT_EQ(plan.kept, (Lines{"account web", "/srv/data/web", "/srv/data/web/db"}));
    const Plan purge = plan_between(before, after, {.purge = true, .only = {}});
    EXPECT_TRUE(purge.kept.empty());
    const Lines done = deeds(purge);
    EXPECT_EQ(done.back(), "remove account web and its home");
    EXPECT_TRUE(std::ranges::find(done, "remove /srv/data/web and all that is in it") != done.end());
}

TEST(Plan, NeverPurgesTheDataOfAServiceThatStays) {
    HostBuilder before = web_host();
    before.directory("/srv/data/web/db", "web", true);
    const Plan plan = plan_between(before, web_host(), {.purge = true, .only = {}});
    EXPECT_TRUE(plan.empty());
    EXPECT_EQ(plan.kept, Lines{"/srv/data/web/db"});
}

TEST(Plan, NeverPurgesTheDataRootOfAServiceThatStays) {
    HostBuilder before = web_host();
    before.directory("/srv/data/web", "", true, 2000).directory("/srv/data/web/db", "web", true);
    const Plan plan = plan_between(before, web_host(), {.purge = true, .only = {}});
    EXPECT_EQ(deeds(plan), Lines{});
    EXPECT_EQ(plan.kept, (Lines{"/srv/data/web", "/srv/data/web/db"}));
    // Whoever owns it now, and whether or not something below it is on record.
    HostBuilder bare = web_host();
    bare.directory("/srv/data/web", "", true, 0);
    EXPECT_EQ(plan_between(bare, web_host(), {.purge = true, .only = {}}).kept, Lines{"/srv/data/web"});
}

TEST(Plan, NeverPurgesTheFormerAccountOfAServiceThatStays) {
    HostBuilder before = web_host();
    before.directory("/srv/data/web", "", true, 2000).directory("/srv/data/web/db", "web", true);
    HostBuilder after;
    after.account("site", 2001).service("web", "site").unit("site", "web.service", "web");
    const PlanOptions purge{.purge = true, .only = {}};
    EXPECT_EQ(plan_between(before, after, purge).kept, (Lines{"account web", "/srv/data/web", "/srv/data/web/db"}));
    // Nor later, when only data tell of it.
    HostBuilder later = after;
    later.account("web", 2000).directory("/srv/data/web", "", true, 2000).directory("/srv/data/web/db", "web", true);
    EXPECT_EQ(plan_between(later, after, purge).kept, (Lines{"account web", "/srv/data/web", "/srv/data/web/db"}));
}

TEST(Plan, NeverPurgesADirectoryWithDataOfAServiceThatStaysBelowIt) {
    HostBuilder before = web_host();
    before.directory("/srv/data/web/db", "old", true).directory("/srv/data/web/db/deep", "web", true);
    HostBuilder after = web_host();
    after.directory("/srv/data/web/db/deep", "web", true);
    EXPECT_EQ(plan_between(before, after, {.purge = true, .only = {}}).kept, Lines{"/srv/data/web/db"});
}

TEST(Plan, LeavesWhatTheSiteDoesNotNameOfADataDirectory) {
    const ResourceId id{.kind = Kind::directory, .scope = {}, .name = "/srv/data/web/db"};
    state::Directory found{.owner = {.uid = 999, .gid = 998}, .mode = 0755, .keep = true};
    HostBuilder before = web_host();
    before.put(id, "web", {}, found);
    HostBuilder after = web_host();
    after.put(id, "web", {},
              state::Directory{
                  .owner = {.uid = 5, .gid = 5}, .mode = 0700, .keep = true, .any_user = true, .any_group = true});
    const Plan plan = plan_between(before, after);
    ASSERT_EQ(plan.steps.size(), 1U);
    found.mode = 0700;
    EXPECT_EQ(std::get<PutDirectory>(plan.steps[0].action).directory, found);
}

TEST(Plan, RemovesDeepestDirectoriesFirst) {
    HostBuilder before;
    before.service("web", "root")
        .directory("/x", "web")
        .directory("/x/y", "web")
        .directory("/x/y/z", "web")
        .file("/x/y/f", "web", {}, "f");
    EXPECT_EQ(lines(plan_between(before, HostBuilder())),
              (Lines{"0 remove /x/y/f", "1 remove directory /x/y/z after 0", "2 remove directory /x/y after 1",
                     "3 remove directory /x after 2"}));
}

TEST(Plan, ForgetsWhatIsGoneAlready) {
    HostBuilder before;
    before.file("/x", "web", {}, "x");
    const Plan plan = make_plan(HostBuilder().state, HostBuilder().state, before.deployed(), {});
    EXPECT_TRUE(plan.empty());
    EXPECT_EQ(plan.forget, std::vector<ResourceId>{file_id("/x")});
}

TEST(Plan, ThatRemovesAServiceTakesWhatItsAccountHadForItAlone) {
    HostBuilder host = web_host();
    host.file("/home/web/.config/containers/storage.conf", "", "storage.conf", "x", 2000)
        .directory("/srv/data/web", "", true, 2000)
        .directory("/srv/nagaya", "");
    host.service("api", "api").account("api", 2001).unit("api", "api.service", "api");
    host.directory("/srv/data/api", "", true, 2001);
    const auto remove = [&](bool purge) {
        return make_plan(HostBuilder().state, host.state, host.deployed(), {.purge = purge, .only = {"web"}});
    };
    EXPECT_EQ(remove(false).kept, (Lines{"account web", "/srv/data/web"}));
    const Plan plan = remove(true);
    EXPECT_TRUE(plan.kept.empty());
    const Lines done = deeds(plan);
    for (const std::string& deed : done) EXPECT_EQ(deed.find("api"), std::string::npos) << deed;
    for (const std::string_view deed :
         {"remove /srv/data/web and all that is in it", "remove /home/web/.config/containers/storage.conf"}) {
        EXPECT_TRUE(std::ranges::find(done, deed) != done.end()) << deed;
    }
    EXPECT_TRUE(std::ranges::find(done, "remove directory /srv/nagaya") == done.end());
    EXPECT_EQ(done.back(), "remove account web and its home");
}

TEST(Plan, ThatRemovesAServiceLeavesAnAccountThatAnotherUses) {
    HostBuilder host = web_host();
    host.directory("/srv/data/web", "", true, 2000).service("api", "web").unit("web", "api.service", "api");
    const Plan plan = make_plan(HostBuilder().state, host.state, host.deployed(), {.purge = true, .only = {"web"}});
    for (const std::string& deed : deeds(plan)) {
        EXPECT_EQ(deed.find("account web"), std::string::npos) << deed;
        EXPECT_EQ(deed.find("/srv/data"), std::string::npos) << deed;
    }
}

TEST(Plan, ForOneServiceTouchesNoOther) {
    HostBuilder host = web_host();
    host.service("api", "api")
        .account("api", 2001)
        .file("/srv/nagaya/api/x", "api", "files/x", "x")
        .directory("/srv/nagaya", "");
    const Plan plan = make_plan(host.state, HostBuilder().state, {}, {.purge = false, .only = {"web"}});
    const Lines done = deeds(plan);
    for (const std::string& deed : done) EXPECT_EQ(deed.find("api"), std::string::npos) << deed;
    EXPECT_TRUE(std::ranges::find(done, "make /srv/nagaya (0755)") != done.end());
    EXPECT_EQ(done.front(), "set up account web");
}

TEST(Plan, HasIdsThatAscendAndWaitsThatAreEarlier) {
    const Plan plan = plan_from_nothing(web_host());
    for (size_t i = 0; i < plan.steps.size(); ++i) {
        EXPECT_EQ(plan.steps[i].id, i);
        EXPECT_TRUE(std::ranges::is_sorted(plan.steps[i].after));
        for (const uint32_t other : plan.steps[i].after) EXPECT_LT(other, i);
    }
}

}  // namespace
}  // namespace nagaya::plan
