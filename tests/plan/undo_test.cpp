#include "plan/undo.hpp"

#include <ranges>

#include "plan/world.hpp"

namespace nagaya::plan {
namespace {

std::set<uint32_t> all_of(const Plan& plan) {
    std::set<uint32_t> ids;
    for (const Step& step : plan.steps) ids.insert(step.id);
    return ids;
}

void expect_sound(const Plan& plan) {
    for (size_t i = 0; i < plan.steps.size(); ++i) {
        const Step& step = plan.steps[i];
        ASSERT_EQ(step.id, i);
        for (const auto* waits : {&step.after, &step.follows}) {
            for (const uint32_t other : *waits) ASSERT_LT(other, i) << text(step.action);
        }
    }
}

/// The steps in an order that their waits allow: the first one, or the one that differs from it most.
std::vector<uint32_t> order_of(const Plan& plan, bool late_first) {
    std::vector<size_t> missing(plan.steps.size());
    std::vector<std::vector<uint32_t>> users(plan.steps.size());
    std::set<uint32_t> ready;
    for (const Step& step : plan.steps) {
        missing[step.id] = step.after.size() + step.follows.size();
        for (const auto* waits : {&step.after, &step.follows}) {
            for (const uint32_t other : *waits) users[other].push_back(step.id);
        }
        if (missing[step.id] == 0) ready.insert(step.id);
    }
    std::vector<uint32_t> order;
    while (!ready.empty()) {
        order.push_back(late_first ? *ready.rbegin() : *ready.begin());
        ready.erase(order.back());
        for (const uint32_t user : users[order.back()]) {
            if (--missing[user] == 0) ready.insert(user);
        }
    }
    return order;
}

/// Services of every kind: one that changes, one that is new, one that leaves, one with a socket, one that another needs, one
/// that reads another's file, and an account that gains a group.
struct Case {
    HostBuilder before;
    HostBuilder after;
    std::set<std::string> regrouped = {};

    Case& common(const std::string& service, uint32_t uid, std::vector<std::string> needs = {}) {
        for (HostBuilder* host : {&before, &after}) {
            host->account(service, uid).service(service, service, needs);
            host->directory("/srv/" + service, service, false, uid);
        }
        return *this;
    }
    /// A unit whose files have `old_text`, then `new_text`; "" = not there.
    Case& unit(const std::string& service, const std::string& name, const std::string& old_text,
               const std::string& new_text, std::vector<std::string> more = {}, bool enabled = false) {
        const std::string path = concat("/a/users/", service, '/', name);
        for (const auto& [host, text] : {std::pair(&before, old_text), std::pair(&after, new_text)}) {
            if (text.empty()) continue;
            host->file(path, service, name, text);
            std::vector<std::string> files = {path};
            for (const std::string& file : more) files.push_back(file);
            host->unit(service, name, service, files, enabled);
        }
        return *this;
    }
    Case& file(const std::string& path, const std::string& service, const std::string& old_text,
               const std::string& new_text) {
        if (!old_text.empty()) before.file(path, service, path, old_text);
        if (!new_text.empty()) after.file(path, service, path, new_text);
        return *this;
    }
    /// A network of the service, and of all units that name its file.
    Case& network(const std::string& service, const std::string& old_text, const std::string& new_text) {
        const std::string path = concat("/a/users/", service, "/lan.network");
        for (const auto& [host, text] : {std::pair(&before, old_text), std::pair(&after, new_text)}) {
            host->file(path, service, "lan.network", text).unit(service, "lan-network.service", service, {path});
            host->with_unit(service, "lan-network.service", [](state::Unit& made) {
                made.creates = {.kind = state::PodmanObject::Kind::network, .name = "lan"};
            });
            state::Resource resource = *host->state.find(unit_id(service, "lan-network.service"));
            resource.role = "lan.network";
            host->state.put(unit_id(service, "lan-network.service"), resource);
        }
        return *this;
    }
    Plan plan() const { return plan_between(before, after); }
    World world() const {
        World made(before, after);
        made.regrouped = regrouped;
        return made;
    }
};

Case everything() {
    Case made;
    made.common("app", 2001, {"db"}).common("db", 2002).common("sock", 2003).common("reader", 2004);
    made.file("/srv/db/shared", "db", "old", "new")
        .file("/srv/app/gone", "app", "old", "")
        .file("/srv/app/more", "app", "", "new");
    made.unit("app", "app.service", "old", "new").unit("app", "extra.service", "", "new", {}, true);
    made.unit("db", "db.service", "old", "new", {"/srv/db/shared"}).unit("db", "dropped.timer", "old", "", {}, true);
    made.unit("sock", "sock.service", "same", "same").unit("sock", "sock.socket", "old", "new", {}, true);
    made.unit("reader", "reader.service", "same", "same", {"/srv/db/shared"});
    made.common("net", 2007).network("net", "old", "new");
    made.unit("net", "first.service", "same", "same", {"/a/users/net/lan.network"});
    made.unit("net", "second.service", "old", "new", {"/a/users/net/lan.network"});
    made.after.account("fresh", 2005).service("fresh", "fresh", {"app"}).directory("/srv/fresh", "fresh", false, 2005);
    made.unit("fresh", "fresh.service", "", "new");
    made.before.account("left", 2006).service("left", "left").directory("/srv/left", "left", false, 2006);
    made.unit("left", "left.service", "old", "").unit("left", "left.timer", "old", "", {}, true);
    made.after.directory("/shared/new", "").file("/shared/new/file", "", "", "new");
    made.before.directory("/shared/old", "").file("/shared/old/file", "", "", "old");
    return made;
}

/// Compares all but what is kept.
void expect_same(World& now, World& before, const std::string& what) {
    EXPECT_EQ(now.paths, before.paths) << what;
    EXPECT_EQ(now.objects, before.objects) << what;
    for (const auto* world : {&now, &before}) {
        for (const auto& [name, running] : world->units) {
            EXPECT_EQ(now.units[name].active, before.units[name].active) << name.second << ' ' << what;
            EXPECT_EQ(now.units[name].enabled, before.units[name].enabled) << name.second << ' ' << what;
            EXPECT_EQ(now.units[name].files, before.units[name].files) << name.second << ' ' << what;
        }
    }
}

TEST(Undo, BringsTheWorldBackFromEveryInstant) {
    const Case here = everything();
    const Plan plan = here.plan();
    expect_sound(plan);
    const World was = here.world();
    for (int variant = 0; variant < 16; variant += 3) {
        const bool late_first = variant & 1, last_happened = variant & 2, booted = variant & 4, late_back = variant & 8;
        const std::vector<uint32_t> order = order_of(plan, late_first);
        World world = was;
        std::set<uint32_t> begun;
        for (size_t count = 0; count <= order.size(); ++count) {
            World now = world;
            if (count > 0) begun.insert(order[count - 1]);
            if (count > 0 && last_happened) now.perform(plan.steps[order[count - 1]].action);
            if (booted) now.boot();
            const Plan back = undo_plan(plan, begun);
            expect_sound(back);
            // Twice: going back may be cut off near its end.
            const std::vector<uint32_t> way = order_of(back, late_back);
            for (const uint32_t id : way) now.perform(back.steps[id].action);
            for (const uint32_t id : way) now.perform(back.steps[id].action);
            World before = was;
            expect_same(now, before, concat("after ", count, " steps of variant ", variant));
            if (testing::Test::HasFailure()) return;
            if (count > 0) world.perform(plan.steps[order[count - 1]].action);
        }
    }
}

TEST(Undo, OfOneServiceTouchesNoOther) {
    const Case here = everything();
    const Plan plan = here.plan();
    for (const std::string service : {"app", "db", "sock", "fresh", "left", "net"}) {
        World world = here.world();
        for (const Step& step : plan.steps) world.perform(step.action);
        World before = here.world();
        World done = world;
        const std::set<std::string> falling = fall_together(plan, {service}, all_of(plan));
        const Plan back = undo_plan(plan, all_of(plan), falling);
        expect_sound(back);
        for (const Step& step : back.steps) world.perform(step.action);
        for (auto& [name, running] : world.units) {
            EXPECT_EQ(running, (falling.contains(name.first) ? before : done).units[name]) << service << name.second;
        }
    }
}

TEST(Undo, TakesThoseAlongThatChangedBecauseOfIt) {
    const Plan plan = everything().plan();
    EXPECT_EQ(fall_together(plan, {"db"}, all_of(plan)), (std::set<std::string>{"db", "reader"}));
    EXPECT_EQ(fall_together(plan, {"reader"}, all_of(plan)), std::set<std::string>{"reader"});
    EXPECT_EQ(fall_together(plan, {"db"}, {}), std::set<std::string>{"db"});
}

TEST(Undo, OfAChangeIsWriteAndRestart) {
    const Plan plan = plan_between(web_host("old\n"), web_host("new\n"));
    const Plan back = undo_plan(plan, all_of(plan), {"web"});
    EXPECT_EQ(lines(back),
              (Lines{"0 wait for the service manager of web", "1 write /srv/nagaya/web/files/site.conf after 0",
                     "2 restart web.service after 1", "3 wait until web.service is up after 2"}));
    EXPECT_EQ(std::get<PutFile>(back.steps[1].action).file.content.bytes_to_write(), "old\n");
    EXPECT_EQ(back.steps[2].service, "web");
}

TEST(Undo, LeavesRunningWhatWasNotTouchedYet) {
    const Plan plan = plan_between(web_host("old\n"), web_host("new\n"));
    EXPECT_EQ(deeds(undo_plan(plan, {0, 1}, {"web"})), Lines{"write /srv/nagaya/web/files/site.conf"});
    // After a crash nobody knows whether the host has booted since, with the new file.
    EXPECT_EQ(deeds(undo_plan(plan, {0, 1})),
              (Lines{"wait for the service manager of web", "write /srv/nagaya/web/files/site.conf",
                     "restart web.service", "wait until web.service is up"}));
}

TEST(Undo, OfANewServiceLeavesItsPreparation) {
    HostBuilder desired = web_host();
    desired.directory("/srv/data/web", "web", true, 2000)
        .hook("web", "migrate", true)
        .image("web", "localhost/web:1", "web");
    const Plan plan = plan_from_nothing(desired);
    EXPECT_EQ(
        deeds(undo_plan(plan, all_of(plan))),
        (Lines{"wait for the service manager of web", "stop web.service", "remove /srv/nagaya/web/files/site.conf",
               "remove /etc/containers/systemd/users/2000/web.container", "remove directory /srv/nagaya/web",
               "reload the service manager of web"}));
    // Before its manager ever answered there is none to ask.
    EXPECT_EQ(deeds(undo_plan(plan, {0, 1, 2})), Lines{"remove directory /srv/nagaya/web"});
}

TEST(Undo, StartsAgainWhatARestartedManagerTookAlong) {
    Case here;
    here.common("web", 2001).unit("web", "web.service", "same", "same");
    state::Resource account = *here.after.state.find({.kind = Kind::account, .scope = {}, .name = "web"});
    std::get<state::Account>(account.value).groups = {"certs"};
    here.after.state.put({.kind = Kind::account, .scope = {}, .name = "web"}, account);
    const Plan plan = here.plan();
    ASSERT_EQ(text(plan.steps[0].action), "set up account web");
    // Cut off between the manager's end and the start.
    EXPECT_EQ(deeds(undo_plan(plan, {0})),
              (Lines{"wait for the service manager of web", "start web.service", "wait until web.service is up"}));
}

TEST(Undo, GivesNamesBackToTheImageThatHadThem) {
    const auto host = [](const std::string& tag) {
        HostBuilder made = web_host();
        state::Image image;
        image.account = "web";
        image.reference = "localhost/web:" + tag;
        image.build_context = "/srv/nagaya/web/image";
        image.also_tagged = {"localhost/web:latest"};
        made.put({.kind = Kind::image, .scope = "web", .name = image.reference}, "web", "image localhost/web", image);
        return made;
    };
    HostBuilder before = host("1");
    const ResourceId old_id{.kind = Kind::image, .scope = "web", .name = "localhost/web:1"};
    state::Image seen = *before.state.get<state::Image>(old_id);
    seen.build_context.clear();
    seen.also_tagged.clear();
    before.put(old_id, "web", {}, seen);
    const Plan plan = plan_between(before, host("2"));
    const Plan back = undo_plan(plan, all_of(plan), {"web"});
    ASSERT_EQ(deeds(back), Lines{"pull localhost/web:1 for web"});
    EXPECT_EQ(std::get<ProvideImage>(back.steps[0].action).image.also_tagged, Lines{"localhost/web:latest"});
}

TEST(Undo, NeverTouchesWhatPurgeRemoved) {
    HostBuilder before = web_host();
    before.directory("/srv/data/web", "web", true, 2000);
    const Plan plan = plan_between(before, HostBuilder(), {.purge = true, .only = {}});
    std::set<uint32_t> irrevocable;
    for (const Step& step : plan.steps) {
        if (step.irrevocable) irrevocable.insert(step.id);
    }
    EXPECT_EQ(irrevocable.size(), 2U);
    for (const std::string& deed : deeds(undo_plan(plan, all_of(plan))))
        EXPECT_EQ(deed.find("/srv/data"), std::string::npos);
}

}  // namespace
}  // namespace nagaya::plan
