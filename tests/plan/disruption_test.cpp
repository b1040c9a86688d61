// One test for each row of the table in docs/plan.md: what changed → the smallest disruption that makes it true.
#include <algorithm>

#include "plan/hosts.hpp"
#include "plan/render.hpp"

namespace nagaya::plan {
namespace {

using Object = state::PodmanObject::Kind;

/// "restart web.service (files/x changed)" for each step about a unit, and network removals.
Lines disruptions(const Plan& plan) {
    Lines out;
    for (const Step& step : plan.steps) {
        const bool unit = std::holds_alternative<ChangeUnit>(step.action);
        if (unit || std::holds_alternative<RemovePodmanObject>(step.action))
            out.push_back(concat(text(step.action), " (", step.why, ')'));
    }
    return out;
}

bool contains(const std::vector<uint32_t>& ids, uint32_t id) { return std::ranges::find(ids, id) != ids.end(); }

/// What happens on a host that is as `before` says, and where all of that runs.
Plan plan_for(const HostBuilder& before, const HostBuilder& after, const PlanOptions& options = {}) {
    return make_plan(after.state, before.seen().state, before.deployed(), options);
}

HostBuilder web(const std::string& conf = "old\n", const std::string& quadlet = "old\n") {
    HostBuilder host;
    host.account("web", 2000).service("web", "web");
    host.file("/srv/nagaya/web/files/site.conf", "web", "files/site.conf", conf)
        .file("/q/web.container", "web", "web.container", quadlet);
    host.unit("web", "web.service", "web", {"/srv/nagaya/web/files/site.conf", "/q/web.container"});
    return host;
}

TEST(Disruption, OfNothingIsNone) { EXPECT_TRUE(plan_for(web(), web()).empty()); }

TEST(Disruption, OfAQuadletOrFileIsARestart) {
    EXPECT_EQ(disruptions(plan_for(web(), web("old\n", "new\n"))),
              Lines{"restart web.service (web.container changed)"});
    EXPECT_EQ(disruptions(plan_for(web(), web("new\n"))), Lines{"restart web.service (files/site.conf changed)"});
}

TEST(Disruption, OfAFileThatIsReloadedIsAReload) {
    const auto host = [](const std::string& conf, const std::string& quadlet) {
        HostBuilder made = web(conf, quadlet);
        made.with_unit("web", "web.service", [](state::Unit& unit) { unit.reloaded_by = {"files/site.conf"}; });
        return made;
    };
    const Plan plan = plan_for(host("old\n", "old\n"), host("new\n", "old\n"));
    EXPECT_EQ(disruptions(plan), Lines{"reload web.service (files/site.conf changed)"});
    // It disrupts nobody, is waited for, and what was reloaded is remembered.
    const Step& reload = plan.steps[2];
    EXPECT_EQ(reload.disruption, Disruption::none);
    EXPECT_EQ(text(plan.steps[3].action), "wait until web.service is up");
    ASSERT_EQ(plan.steps[3].remember.size(), 1U);
    EXPECT_EQ(plan.steps[3].remember[0].second.inputs.at("files/site.conf"), state::Content::of("new\n").digest());
    EXPECT_NE(render_text(plan, {.diffs = false}).find("> reload web.service — files/site.conf changed"),
              std::string::npos);
    EXPECT_NE(render_text(plan, {}).find("1 to change, 1 reload\n"), std::string::npos);
    // Anything else that changed needs more.
    EXPECT_EQ(disruptions(plan_for(host("old\n", "old\n"), host("new\n", "new\n"))),
              Lines{"restart web.service (files/site.conf changed, web.container changed)"});
}

TEST(Disruption, OfANewFileThatIsReloadedIsAReloadAndOfOneThatIsGoneToo) {
    const auto host = [](bool more) {
        HostBuilder made = web();
        if (more) made.file("/srv/nagaya/web/files/more.conf", "web", "files/more.conf", "x");
        std::vector<std::string> files = {"/srv/nagaya/web/files/site.conf", "/q/web.container"};
        if (more) files.emplace_back("/srv/nagaya/web/files/more.conf");
        made.unit("web", "web.service", "web", files);
        if (more)
            made.with_unit("web", "web.service", [](state::Unit& unit) { unit.reloaded_by = {"files/more.conf"}; });
        return made;
    };
    EXPECT_EQ(disruptions(plan_for(host(false), host(true))), Lines{"reload web.service (files/more.conf added)"});
    // That a file which is gone was one of them is known from the generation before.
    EXPECT_EQ(disruptions(plan_for(host(true), host(false))), Lines{"restart web.service (files/more.conf removed)"});
    HostBuilder known = host(true).seen();
    known.with_unit("web", "web.service", [](state::Unit& unit) { unit.reloaded_by = {"files/more.conf"}; });
    EXPECT_EQ(disruptions(make_plan(host(false).state, known.state, host(true).deployed(), {})),
              Lines{"reload web.service (files/more.conf removed)"});
}

TEST(Disruption, OfASecretOfTheEnvironmentIsARestart) {
    const auto host = [](const std::string& password) {
        HostBuilder made = web();
        made.put(file_id("/srv/nagaya/web/secrets/db.env"), "web", "secrets/db.env",
                 state::File{.owner = {}, .mode = 0600, .content = state::Content::secret(password)});
        made.unit("web", "web.service", "web", {"/q/web.container", "/srv/nagaya/web/secrets/db.env"});
        return made;
    };
    EXPECT_EQ(disruptions(plan_for(host("PASSWORD=old"), host("PASSWORD=new"))),
              Lines{"restart web.service (secrets/db.env changed)"});
}

TEST(Disruption, OfAnImageIsARestart) {
    const auto host = [](const std::string& tag) {
        HostBuilder made = web();
        const ResourceId id{.kind = Kind::image, .scope = "web", .name = "localhost/web:" + tag};
        state::Image image;
        image.account = "web";
        image.reference = id.name;
        made.put(id, "web", "image localhost/web", image);
        made.state.used_by[id] = {unit_id("web", "web.service")};
        made.with_unit("web", "web.service", [&](state::Unit& unit) { unit.inputs["image localhost/web"] = tag; });
        return made;
    };
    EXPECT_EQ(deeds(plan_for(host("1"), host("2"))),
              (Lines{"wait for the service manager of web", "pull localhost/web:2 for web", "restart web.service",
                     "wait until web.service is up"}));
    EXPECT_EQ(disruptions(plan_for(host("1"), host("2"))), Lines{"restart web.service (image localhost/web changed)"});
}

TEST(Disruption, OfAnImageThatCameBackIsNone) {
    const auto host = [](bool there) {
        HostBuilder made = web();
        const ResourceId id{.kind = Kind::image, .scope = "web", .name = "localhost/web:1"};
        state::Image image;
        image.account = "web";
        image.reference = id.name;
        if (there) made.put(id, "web", "image localhost/web", image);
        made.state.used_by[id] = {unit_id("web", "web.service")};
        made.with_unit("web", "web.service", [&](state::Unit& unit) { unit.inputs["image localhost/web"] = "1"; });
        return made;
    };
    EXPECT_EQ(disruptions(plan_for(host(false), host(true))), Lines{});
}

TEST(Disruption, OfANameThatStandsForAnotherImageIsARestart) {
    const auto host = [](const std::string& digest) {
        HostBuilder made = web();
        const ResourceId id{.kind = Kind::image, .scope = "web", .name = "docker.io/web:1"};
        state::Image image;
        image.account = "web";
        image.reference = id.name;
        image.id = digest;
        made.put(id, "web", "image docker.io/web", image);
        made.state.used_by[id] = {unit_id("web", "web.service")};
        made.with_unit("web", "web.service", [&](state::Unit& unit) { unit.inputs["image docker.io/web"] = id.name; });
        return made;
    };
    const Plan plan = plan_for(host("1"), host("2"));
    EXPECT_EQ(disruptions(plan), Lines{"restart web.service (image docker.io/web changed)"});
    EXPECT_EQ(disruptions(plan_for(host("1"), host(""))), Lines{});
    // The way back gives the name to the image that had it.
    const Step& provide = plan.steps[1];
    ASSERT_EQ(text(provide.action), "pull docker.io/web:1 for web");
    ASSERT_TRUE(provide.before.at(0).second);
    EXPECT_EQ(std::get<state::Image>(provide.before[0].second->value).id, "1");
}

TEST(Disruption, OfAMaskIsThatItGoes) {
    HostBuilder masked = web().seen();
    masked.with_unit("web", "web.service", [](state::Unit& unit) {
        unit.active = false;
        unit.masked = true;
    });
    const Plan plan = make_plan(web().state, masked.state, web().deployed(), {});
    EXPECT_EQ(lines(plan), (Lines{"0 wait for the service manager of web", "1 unmask web.service after 0",
                                  "2 reload the service manager of web after 1", "3 start web.service after 2",
                                  "4 wait until web.service is up after 3"}));
    EXPECT_EQ(plan.steps[1].why, "masked by hand");
}

TEST(Disruption, OfTheOwnerOfDataIsNone) {
    const auto host = [](uint32_t gid) {
        HostBuilder made = web();
        made.directory("/srv/data/web/db", "web", true, gid);
        return made;
    };
    EXPECT_EQ(deeds(plan_for(host(2000), host(2001))), Lines{"make /srv/data/web/db (0755)"});
}

TEST(Disruption, OfAHookIsItsRun) {
    HostBuilder after = web();
    after.hook("web", "migrate", true);
    EXPECT_EQ(deeds(plan_for(web(), after)), (Lines{"wait for the service manager of web", "run `migrate` as web"}));
}

TEST(Disruption, OfATimerIsARestartOfTheTimerOnly) {
    const auto host = [](const std::string& text) {
        HostBuilder made = web();
        made.file("/q/job.timer", "web", "job.timer", text).unit("web", "job.timer", "web", {"/q/job.timer"}, true);
        made.file("/q/job.container", "web", "job.container", "x")
            .unit("web", "job.service", "web", {"/q/job.container"});
        return made;
    };
    EXPECT_EQ(disruptions(plan_for(host("old"), host("new"))), Lines{"restart job.timer (job.timer changed)"});
}

TEST(Disruption, OfASocketIsItsServiceToo) {
    const auto host = [](const std::string& text) {
        HostBuilder made = web();
        made.file("/q/web.socket", "web", "web.socket", text).unit("web", "web.socket", "web", {"/q/web.socket"}, true);
        return made;
    };
    EXPECT_EQ(
        disruptions(plan_for(host("old"), host("new"))),
        (Lines{"stop web.socket (web.socket changed)", "stop web.service (web.socket starts anew: web.socket changed)",
               "start web.socket (web.socket changed)", "start web.service (stopped for its socket)"}));
}

/// Two services of one account in one network; `api` needs `web`.
HostBuilder network(const std::string& text, const std::string& conf = "old\n") {
    HostBuilder host = web(conf);
    host.quadlet("web", "lan.network", "web", Object::network, text);
    host.unit("web", "web.service", "web", {"/q/lan.network", "/q/web.container", "/srv/nagaya/web/files/site.conf"});
    host.service("api", "web", {"web"}).file("/q/api.container", "api", "api.container", "x");
    host.unit("web", "api.service", "api", {"/q/lan.network", "/q/api.container"});
    return host;
}

TEST(Disruption, ANewAccountHasNoNetworkToRemove) {
    EXPECT_EQ(disruptions(plan_from_nothing(network("new\n"))),
              (Lines{"start web.service (new)", "start api.service (new)"}));
}

TEST(Disruption, OfANetworkIsItsMembersStoppedWhileItIsMadeAnew) {
    const Plan plan = plan_for(network("old\n"), network("new\n"));
    EXPECT_EQ(disruptions(plan),
              (Lines{"stop api.service (lan.network is made anew: lan.network changed)",
                     "stop web.service (lan.network is made anew: lan.network changed)",
                     "stop lan-network.service (lan.network changed; it is made anew, with what uses it)",
                     "remove the podman network lan of web (lan.network changed)",
                     "start lan-network.service (lan.network changed; it is made anew, with what uses it)",
                     "start web.service (lan.network changed)", "start api.service (web: lan.network changed)"}));
    const auto step = [&](std::string_view deed) -> const Step& {
        return *std::ranges::find_if(plan.steps, [&](const Step& found) { return text(found.action) == deed; });
    };
    const auto waits = [&](std::string_view deed, std::string_view other) {
        return contains(step(deed).after, step(other).id) || contains(step(deed).follows, step(other).id);
    };
    EXPECT_TRUE(waits("stop web.service", "stop api.service"));
    EXPECT_TRUE(waits("stop lan-network.service", "stop web.service"));
    EXPECT_TRUE(waits("stop lan-network.service", "stop api.service"));
    EXPECT_TRUE(waits("remove the podman network lan of web", "stop lan-network.service"));
    EXPECT_TRUE(waits("start lan-network.service", "remove the podman network lan of web"));
    EXPECT_TRUE(waits("start web.service", "start lan-network.service"));
    EXPECT_TRUE(waits("start api.service", "start web.service"));
    // The other service goes back when this one does.
    EXPECT_EQ(step("start api.service").because.empty(), false);
    EXPECT_EQ(step("stop api.service").because.empty(), false);
    // The next apply finds nothing to do.
    state::Deployed record = network("old\n").deployed();
    for (const Step& done : plan.steps) {
        for (const auto& [id, entry] : done.remember) record.entries.insert_or_assign(id, entry);
    }
    EXPECT_TRUE(make_plan(network("new\n").state, network("new\n").seen().state, record, {}).empty());
}

TEST(Disruption, OfANetworkThatDoesNotRunIsItsRemoval) {
    HostBuilder stopped = network("old\n").seen();
    for (const std::string name : {"web.service", "api.service", "lan-network.service"})
        stopped.with_unit("web", name, [](state::Unit& unit) { unit.active = false; });
    EXPECT_EQ(disruptions(make_plan(network("new\n").state, stopped.state, network("old\n").deployed(), {})),
              (Lines{"remove the podman network lan of web (lan.network changed)",
                     "start web.service (lan.network changed)", "start api.service (web: lan.network changed)"}));
}

TEST(Disruption, OfAPodIsOneRestartWithItsContainers) {
    const auto host = [](const std::string& text, const std::string& conf) {
        HostBuilder made = web(conf);
        made.quadlet("web", "web.pod", "web", Object::pod, text);
        made.unit("web", "web.service", "web", {"/q/web.pod", "/q/web.container", "/srv/nagaya/web/files/site.conf"});
        return made;
    };
    const Plan plan = plan_for(host("old\n", "old\n"), host("new\n", "new\n"));
    EXPECT_EQ(disruptions(plan), (Lines{"restart web-pod.service (web.pod changed)",
                                        "start web.service (files/site.conf changed, web.pod changed)"}));
    EXPECT_EQ(plan.steps.back().remember.size(), 1U);
    for (const Step& step : plan.steps) {
        if (text(step.action) != "start web.service") continue;
        EXPECT_EQ(step.disruption, Disruption::restart);
    }
    // A container of it restarts alone.
    EXPECT_EQ(disruptions(plan_for(host("old\n", "old\n"), host("old\n", "new\n"))),
              Lines{"restart web.service (files/site.conf changed)"});
}

TEST(Disruption, OfAVolumeIsNone) {
    const auto host = [](const std::string& text) {
        HostBuilder made = web();
        made.quadlet("web", "db.volume", "web", Object::volume, text);
        made.unit("web", "web.service", "web", {"/q/db.volume", "/q/web.container", "/srv/nagaya/web/files/site.conf"});
        return made;
    };
    const Plan plan = plan_for(host("old\n"), host("new\n"));
    EXPECT_EQ(disruptions(plan), Lines{});
    EXPECT_EQ(plan.stays,
              Lines{"volume db of web (db.volume changed): to make it anew, save what it holds, stop what uses "
                    "it, run `podman volume rm db` as web, and apply again"});
    EXPECT_NE(render_text(plan, {}).find("stays as it was made, because it holds data\n  volume db"),
              std::string::npos);
    EXPECT_NE(render_json(plan).find("podman volume rm db"), std::string::npos);
    state::Deployed record = host("old\n").deployed();
    for (const Step& step : plan.steps) {
        for (const auto& [id, entry] : step.remember) record.entries.insert_or_assign(id, entry);
    }
    for (const auto& [id, entry] : plan.adopt) record.entries.insert_or_assign(id, entry);
    const Plan again = make_plan(host("new\n").state, host("new\n").seen().state, record, {});
    EXPECT_TRUE(again.empty());
    EXPECT_TRUE(again.stays.empty());
    EXPECT_TRUE(again.adopt.empty());
}

TEST(Disruption, WaitsForWhatItIsMadeOf) {
    const auto host = [](const std::string& text) {
        HostBuilder made = web();
        made.file("/q/base.image", "web", "base.image", text);
        made.unit("web", "base-image.service", "web", {"/q/base.image"});
        state::Resource unit = *made.state.find(unit_id("web", "base-image.service"));
        unit.role = "base.image";
        made.state.put(unit_id("web", "base-image.service"), unit);
        made.unit("web", "aaa.service", "web", {"/q/base.image"});
        return made;
    };
    const Plan plan = plan_for(host("old\n"), host("new\n"));
    EXPECT_EQ(deeds(plan),
              (Lines{"wait for the service manager of web", "write /q/base.image", "restart base-image.service",
                     "wait until base-image.service is up", "restart aaa.service", "wait until aaa.service is up"}));
    EXPECT_TRUE(contains(plan.steps[4].after, 3U));
}

}  // namespace
}  // namespace nagaya::plan
