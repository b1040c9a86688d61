#include "app/plan_file.hpp"

#include "base/digest.hpp"
#include "states.hpp"

namespace nagaya::app {
namespace {

Planned sample(const std::string& secret = "hunter2") {
    Planned planned;
    planned.desired.host = planned.plan.host = "one";
    planned.desired.prefix = planned.plan.prefix = "site";
    put_file(planned.desired, "/etc/x", state::Content::of("new"));
    put_file(planned.desired, "/srv/nagaya/web/secrets/web.env", state::Content::secret(secret));
    put_unit(planned.desired, "web", true, sha256(secret));
    put_file(planned.observed, "/etc/x", state::Content::of("old"));
    return planned;
}

PlanFile file_of(const Planned& planned) {
    PlanOptions options;
    options.services = {"web"};
    options.purge = true;
    return make_plan_file(planned, options);
}

TEST(PlanFile, IsReadAsItWasWritten) {
    const Planned planned = sample();
    const PlanFile written = file_of(planned);
    const auto read = parse_plan_file(print_plan_file(written, planned.plan));
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->host, "one");
    EXPECT_EQ(read->prefix, "site");
    EXPECT_EQ(read->services, std::vector<std::string>{"web"});
    EXPECT_TRUE(read->purge);
    EXPECT_EQ(read->desired, written.desired);
    EXPECT_EQ(read->observed, written.observed);
    EXPECT_EQ(read->text, written.text);
    EXPECT_TRUE(what_is_stale(*read, planned).empty());
}

TEST(PlanFile, HoldsNoSecretAndNoDigestOfOne) {
    const Planned planned = sample();
    const std::string text = print_plan_file(file_of(planned), planned.plan);
    EXPECT_EQ(text.find("hunter2"), std::string::npos);
    EXPECT_EQ(text.find(sha256("hunter2").substr(0, 16)), std::string::npos);
    // Nor does any digest in it depend on the secret alone: guessing one at a time costs the slow digest.
    const PlanFile one = file_of(sample("a"));
    const PlanFile other = file_of(sample("b"));
    EXPECT_EQ(one.desired, other.desired);
}

TEST(WhatIsStale, IsASecretThatChanged) {
    const PlanFile file = file_of(sample("hunter2"));
    EXPECT_EQ(what_is_stale(file, sample("hunter3")), std::vector<std::string>{"the site: a secret changed"});
}

TEST(WhatIsStale, IsWhatTheSiteWantsOtherwise) {
    const PlanFile file = file_of(sample());
    Planned planned = sample();
    put_file(planned.desired, "/etc/x", state::Content::of("newer"));
    put_file(planned.desired, "/etc/y", state::Content::of("y"));
    planned.desired.erase(unit_id("web"));
    EXPECT_EQ(what_is_stale(file, planned),
              (std::vector<std::string>{"the site: file /etc/x changed", "the site: unit web.service of web is gone",
                                        "the site: file /etc/y is new"}));
}

TEST(WhatIsStale, IsAHostThatChanged) {
    const PlanFile file = file_of(sample());
    Planned planned = sample();
    put_file(planned.observed, "/etc/x", state::Content::of("old"), 0600);
    EXPECT_EQ(what_is_stale(file, planned), std::vector<std::string>{"the host: file /etc/x changed"});
}

TEST(WhatIsStale, IsAnotherHost) {
    const PlanFile file = file_of(sample());
    Planned planned = sample();
    planned.desired.host = "two";
    EXPECT_EQ(what_is_stale(file, planned).size(), 1U);
}

TEST(WhatIsStale, IsNotThatAUnitWasRestarted) {
    Planned planned = sample();
    put_unit(planned.observed, "web", true, "12");
    const PlanFile file = file_of(planned);
    state::Resource resource = *planned.observed.find(unit_id("web"));
    std::get<state::Unit>(resource.value).restarts = 3;
    planned.observed.put(unit_id("web"), resource);
    EXPECT_TRUE(what_is_stale(file, planned).empty());
}

TEST(PlanFile, ThatIsBrokenIsRefused) {
    for (const std::string_view text : {"", "[]", "{}", R"({"version":1})", R"({"version":2,"prefix":"x"})",
                                        R"({"version":1,"prefix":"x","desired":[]})"})
        EXPECT_FALSE(parse_plan_file(text)) << text;
    EXPECT_TRUE(parse_plan_file(R"({"version":1,"prefix":"x"})"));
}

}  // namespace
}  // namespace nagaya::app
