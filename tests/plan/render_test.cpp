#include "plan/render.hpp"

#include "base/json.hpp"
#include "plan/hosts.hpp"

namespace nagaya::plan {
namespace {

TEST(RenderText, SaysNothingToDo) { EXPECT_EQ(render_text(Plan{}, {}), "nothing to do\n"); }

TEST(RenderText, SaysWhatAndWhy) {
    EXPECT_EQ(render_text(plan_between(web_host("old\n"), web_host("new\n")), {}),
              "web\n"
              "  ~ change /srv/nagaya/web/files/site.conf\n"
              "      @@ -1 +1 @@\n"
              "      -old\n"
              "      +new\n"
              "  ! restart web.service — files/site.conf changed\n"
              "\n"
              "1 service: 1 to change, 1 restart\n");
}

TEST(RenderText, BeginsWithTheHost) {
    EXPECT_EQ(render_text(plan_from_nothing(web_host()), {}),
              "host\n"
              "  + create account web (uid 2000)\n"
              "\n"
              "web\n"
              "  + create /srv/nagaya/web/ 0755\n"
              "  + create /etc/containers/systemd/users/2000/web.container\n"
              "  + create /srv/nagaya/web/files/site.conf\n"
              "  > start web.service\n"
              "\n"
              "1 service: 4 to create, 1 start\n");
}

TEST(RenderText, SaysWhatIsWaitedForWhereTheSiteSaysIt) {
    HostBuilder after = web_host("new\n");
    const auto probe = [](state::Unit& unit) {
        unit.probes = {{.kind = state::Probe::Kind::http, .target = "http://127.0.0.1:80/", .command = {}},
                       {.kind = state::Probe::Kind::settled, .target = {}, .command = {}}};
    };
    after.with_unit("web", "web.service", probe);
    const Plan plan = plan_between(web_host("old\n"), after);
    EXPECT_EQ(render_text(plan, {.diffs = false}),
              "web\n"
              "  ~ change /srv/nagaya/web/files/site.conf\n"
              "  ! restart web.service — files/site.conf changed\n"
              "      then waits for GET http://127.0.0.1:80/ (60 s at most)\n"
              "\n"
              "1 service: 1 to change, 1 restart\n");
    EXPECT_NE(render_json(plan).find("\"waits_for\": \"GET http"), std::string::npos);
}

TEST(RenderText, CanLeaveOutDifferences) {
    const std::string text =
        render_text(plan_between(web_host("old\n"), web_host("new\n")), {.colour = false, .diffs = false});
    EXPECT_EQ(text.find("+new"), std::string::npos);
}

TEST(RenderText, HasColoursWhenAsked) {
    const Plan plan = plan_between(web_host("old\n"), web_host("new\n"));
    EXPECT_NE(render_text(plan, {.colour = true}).find("\x1b[32m+new\x1b[0m"), std::string::npos);
    EXPECT_EQ(render_text(plan, {}).find('\x1b'), std::string::npos);
}

TEST(RenderText, ListsWhatIsKept) {
    HostBuilder before;
    before.directory("/srv/data/web", "", true);
    EXPECT_EQ(render_text(plan_between(before, HostBuilder()), {}),
              "kept, although no longer in the site (--purge removes what nothing in the site uses)\n  "
              "/srv/data/web\n\nnothing to do\n");
}

TEST(RenderText, CannotBeFooledByControlCharacters) {
    HostBuilder host;
    host.service("web", "root").file("/x\x1b[31m", "web", {}, "x");
    EXPECT_EQ(render_text(plan_from_nothing(host), {}).find('\x1b'), std::string::npos);
}

TEST(Render, NeverShowsASecret) {
    HostBuilder before;
    before.service("web", "root")
        .put(file_id("/x"), "web", {},
             state::File{.owner = {}, .mode = 0600, .content = state::Content::secret("PASSWORD=old")});
    HostBuilder after;
    after.service("web", "root")
        .put(file_id("/x"), "web", {},
             state::File{.owner = {}, .mode = 0600, .content = state::Content::secret("PASSWORD=new")});
    const Plan plan = plan_between(before, after);
    ASSERT_EQ(plan.steps.size(), 1U);
    EXPECT_EQ(render_text(plan, {}).find("PASSWORD"), std::string::npos);
    EXPECT_EQ(render_json(plan).find("PASSWORD"), std::string::npos);
    // Nor what a guess could be compared with.
    EXPECT_EQ(render_json(plan).find(state::Content::of("PASSWORD=new").digest()), std::string::npos);
}

TEST(RenderJson, HasEveryStep) {
    const Plan plan = plan_between(web_host("old\n"), web_host("new\n"));
    const Result<Json> json = parse_json(render_json(plan));
    ASSERT_TRUE(json) << json.error().text();
    EXPECT_EQ((*json)["version"].number(), 1);
    EXPECT_EQ((*json)["host"].text(), "mouse");
    ASSERT_EQ((*json)["steps"].array().size(), 4U);
    const Json& restart = (*json)["steps"].array()[2];
    EXPECT_EQ(restart["verb"].text(), "restart-unit");
    EXPECT_EQ(restart["resource"].text(), "web.service");
    EXPECT_EQ(restart["why"].text(), "files/site.conf changed");
    EXPECT_EQ(restart["disruption"].text(), "restart");
    EXPECT_EQ(restart["after"].array().front().number(), 1);
}

}  // namespace
}  // namespace nagaya::plan
