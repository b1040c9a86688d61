#include "apply/schedule.hpp"

#include "apply/notebook.hpp"

namespace nagaya::apply {
namespace {

using plan::Plan;
using Status = Schedule::Status;
using Steps = std::vector<uint32_t>;

TEST(Schedule, TakesWhatWaitsForNothing) {
    const Plan plan = plan_of({{}, {0}, {}});
    Schedule schedule(plan.steps);
    EXPECT_EQ(schedule.take({}), Steps{0});
    EXPECT_EQ(schedule.take({}), Steps{2});
    EXPECT_FALSE(schedule.can_take({}));
    schedule.done(0);
    EXPECT_EQ(schedule.take({}), Steps{1});
    schedule.done(1);
    schedule.done(2);
    EXPECT_TRUE(schedule.settled());
}

TEST(Schedule, TakesPathsOfOneServiceTogether) {
    Plan plan = plan_of({{}, {0}, {1}, {2}, {}});
    for (const uint32_t id : {0, 1, 2, 3}) plan.steps[id].service = "web";
    plan.steps[3].action = plan::ReloadManager{"root"};
    Schedule schedule(plan.steps);
    EXPECT_EQ(schedule.take({}), (Steps{0, 1, 2}));
    EXPECT_EQ(schedule.take({}), Steps{4});
    schedule.done(0);
    schedule.failed(1);
    schedule.give_back(2);
    EXPECT_EQ(schedule.take_skipped(), (Steps{2, 3}));
    schedule.done(4);
    EXPECT_TRUE(schedule.settled());
}

TEST(Schedule, SkipsWhatNeedsAFailedStepAndNothingElse) {
    Plan plan = plan_of({{}, {0}, {1}, {}, {3}, {}});
    plan.steps[5].follows = {0};
    Schedule schedule(plan.steps);
    EXPECT_EQ(schedule.take({}), Steps{0});
    schedule.failed(0);
    EXPECT_EQ(schedule.take_skipped(), (Steps{1, 2}));
    EXPECT_EQ(schedule.take({}), Steps{3});
    EXPECT_EQ(schedule.take({}), Steps{5});  // only follows it
}

TEST(Schedule, ReloadsOnceForEveryoneWhoIsReady) {
    Plan plan = plan_of({{}, {}, {}});
    plan.steps[0].action = plan::ReloadManager{"root"};
    plan.steps[1].action = plan::ReloadManager{"root"};
    plan.steps[2].action = plan::ReloadManager{"web"};
    Schedule schedule(plan.steps);
    EXPECT_FALSE(Schedule(plan.steps).can_take({"root", "web"}));
    EXPECT_EQ(schedule.take({}), (Steps{0, 1}));
    EXPECT_EQ(schedule.take({"root"}), Steps{2});
}

TEST(Schedule, StartsUnitsBeforeItPreparesMore) {
    Plan plan = plan_of({{}, {}});
    plan.steps[1].action = plan::ChangeUnit{plan::UnitVerb::start, {}};
    Schedule schedule(plan.steps);
    EXPECT_EQ(schedule.take({}), Steps{1});
}

TEST(Schedule, SkipsWhatWasGivenUp) {
    Plan plan = plan_of({{}, {}, {1}, {}});
    Schedule schedule(plan.steps);
    EXPECT_EQ(schedule.take({}), Steps{0});
    schedule.give_up({"s0", "s1"});
    EXPECT_EQ(schedule.take_skipped(), (Steps{1, 2}));
    EXPECT_EQ(schedule.status(0), Status::running);
    EXPECT_TRUE(schedule.is_running({"s0"}));
    EXPECT_FALSE(schedule.is_running({"s1", "s3"}));
    schedule.give_back(0);
    EXPECT_EQ(schedule.status(0), Status::skipped);
    EXPECT_EQ(schedule.take({}), Steps{3});
}

TEST(Schedule, NeverWaitsForWhatIsLeftOut) {
    const Plan plan = plan_of({{}, {0}, {1}});
    Schedule schedule(plan.steps, {1});
    EXPECT_EQ(schedule.take({}), Steps{0});
    EXPECT_EQ(schedule.take({}), Steps{2});
    schedule.done(0);
    schedule.done(2);
    EXPECT_TRUE(schedule.settled());
    EXPECT_EQ(schedule.status(1), Status::left_out);
}

TEST(Schedule, SkipsALongChainWithoutRecursion) {
    std::vector<std::vector<uint32_t>> after(100'000);
    for (uint32_t i = 1; i < after.size(); ++i) after[i] = {i - 1};
    const Plan plan = plan_of(after);
    Schedule schedule(plan.steps);
    EXPECT_EQ(schedule.take({}), Steps{0});
    schedule.failed(0);
    EXPECT_TRUE(schedule.settled());
}

}  // namespace
}  // namespace nagaya::apply
