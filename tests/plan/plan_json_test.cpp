#include "plan/plan_json.hpp"

#include "plan/hosts.hpp"
#include "plan/undo.hpp"

namespace nagaya::plan {
namespace {

HostBuilder rich_host() {
    HostBuilder host = web_host("new\n");
    host.hook("web", "migrate", true)
        .image("web", "localhost/web:2", "web")
        .directory("/srv/data/web", "web", true, 2000);
    host.put({.kind = Kind::symlink, .scope = {}, .name = "/x"}, "web", "x", state::Symlink{"/y"});
    host.put(file_id("/srv/nagaya/web/secrets/x.env"), "web", "secrets/x.env",
             state::File{.owner = {}, .mode = 0600, .content = state::Content::secret("PASSWORD=new")});
    return host;
}

HostBuilder former_host() {
    HostBuilder host = web_host("old\n");
    host.put(file_id("/srv/nagaya/web/secrets/x.env"), "web", "secrets/x.env",
             state::File{.owner = {}, .mode = 0600, .content = state::Content::secret("PASSWORD=old")});
    host.file("/gone", "web", "gone", "x").directory("/srv/data/old", "old", true);
    return host;
}

std::vector<Plan> plans() {
    return {plan_from_nothing(rich_host()), plan_between(former_host(), rich_host()),
            plan_between(rich_host(), HostBuilder(), {.purge = true, .only = {}}), Plan{}};
}

TEST(PlanJson, ReadsWhatItWrote) {
    for (const Plan& plan : plans()) {
        const std::string text = print_plan(plan);
        const Result<Plan> read = parse_plan(text);
        ASSERT_TRUE(read) << read.error().text();
        EXPECT_EQ(print_plan(*read), text);
        EXPECT_EQ(lines(*read), lines(plan));
        ASSERT_EQ(read->steps.size(), plan.steps.size());
        for (size_t i = 0; i < plan.steps.size(); ++i) {
            EXPECT_EQ(read->steps[i].before.size(), plan.steps[i].before.size());
            EXPECT_EQ(read->steps[i].because, plan.steps[i].because);
            EXPECT_EQ(read->steps[i].follows, plan.steps[i].follows);
            EXPECT_EQ(read->steps[i].irrevocable, plan.steps[i].irrevocable);
            EXPECT_EQ(read->steps[i].disruption, plan.steps[i].disruption);
            EXPECT_EQ(read->steps[i].remember, plan.steps[i].remember);
            EXPECT_EQ(read->steps[i].forget, plan.steps[i].forget);
        }
        EXPECT_EQ(read->kept, plan.kept);
        EXPECT_EQ(read->adopt, plan.adopt);
    }
}

TEST(PlanJson, GoesBackAsThePlanDoes) {
    const Plan plan = plan_between(former_host(), rich_host());
    Plan read = *parse_plan(print_plan(plan));
    std::set<uint32_t> begun;
    for (const Step& step : plan.steps) begun.insert(step.id);
    EXPECT_EQ(lines(undo_plan(read, begun)), lines(undo_plan(plan, begun)));
}

TEST(PlanJson, NamesContentsByDigestOnly) {
    const std::string text = print_plan(plan_between(former_host(), rich_host()));
    EXPECT_EQ(text.find("PASSWORD"), std::string::npos);
    EXPECT_EQ(text.find("old\\n"), std::string::npos);
    EXPECT_NE(text.find(state::Content::of("old\n").digest()), std::string::npos);
}

TEST(PlanJson, TellsWhichContentsGoingBackNeeds) {
    Plan plan = *parse_plan(print_plan(plan_between(former_host(), rich_host())));
    std::set<std::string> digests;
    for (state::Content* content : contents_to_keep(plan)) {
        digests.insert(content->digest());
        EXPECT_FALSE(content->filled());
    }
    EXPECT_EQ(digests, (std::set<std::string>{state::Content::of("old\n").digest(), state::Content::of("x").digest(),
                                              state::Content::of("PASSWORD=old").digest()}));
}

TEST(PlanJson, RefusesWhatMakesNoSense) {
    const auto error = [](std::string_view text) {
        const Result<Plan> read = parse_plan(text);
        return read ? std::string("read") : read.error().message;
    };
    EXPECT_EQ(error(R"({"version":1,"steps":[]})"), "read");
    EXPECT_EQ(error(R"({"version":1,"steps":[{"action":{"deed":"fly"}}]})"), "the deed `fly` is not known");
    const std::string step = R"({"action":{"deed":"await-manager","account":"web"}%})";
    const auto with = [&](std::string_view more) {
        std::string text = step;
        return error(concat(R"({"version":1,"steps":[)", text.replace(text.find('%'), 1, more), "]}"));
    };
    EXPECT_EQ(with(""), "read");
    EXPECT_EQ(with(R"(,"after":[0])"), "`after` of step 0 names no earlier step");
    EXPECT_EQ(with(R"(,"follows":[-1])"), "`follows` of step 0 names no earlier step");
    EXPECT_EQ(with(R"(,"because":["x"])"), "`because` of step 0 names no earlier step");
    EXPECT_EQ(with(R"(,"before":[{"was":{"kind":"file"}}])"), "an entry has no `name`");
    EXPECT_NE(error(R"({"version":1,"steps":[{"action":{"deed":"remove-file","path":"x"}}]})"), "read");
    EXPECT_NE(
        error(R"({"version":1,"steps":[{"action":{"deed":"put-file","resource":{"kind":"symlink","name":"/x"}}}]})"),
        "read");
    EXPECT_NE(error(R"({"version":2,"steps":[]})"), "read");
    EXPECT_NE(error("{"), "read");
}

}  // namespace
}  // namespace nagaya::plan
