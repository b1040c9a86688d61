#include "apply/engine.hpp"

#include <thread>

#include "apply/fake_machine.hpp"

namespace nagaya::apply {
namespace {

using plan::Plan;
using plan::Step;

/// Does nothing but note what it was asked, and refuses what it is told to.
class Notebook : public Machine {
public:
    Result<void> perform(const plan::Action& action, const Progress& progress) override {
        progress("at it");
        const std::string deed = text(action);
        const std::lock_guard lock(mutex_);
        ++running_;
        most_running = std::max(most_running, running_);
        done.push_back(deed);
        --running_;
        if (refused.contains(deed)) return fail(ErrorKind::failed, "refused");
        return {};
    }
    Result<void> remember(const state::Deployed& deployed) override {
        records.push_back(deployed);
        done.emplace_back("(record)");
        if (records.size() > writes_that_succeed) return fail(ErrorKind::io, "disk full");
        return {};
    }
    std::vector<std::string> last_log_lines(const state::Unit& unit, size_t) override {
        return {unit.name + " says no"};
    }

    std::vector<std::string> done;
    std::set<std::string> refused;
    std::vector<state::Deployed> records;
    size_t writes_that_succeed = 1000;
    size_t most_running = 0;

private:
    std::mutex mutex_;
    size_t running_ = 0;
};

state::ResourceId file_id(const std::string& path) { return {.kind = Kind::file, .scope = {}, .name = path}; }
state::ResourceId unit_id(const std::string& name) { return {.kind = Kind::unit, .scope = "web", .name = name}; }

/// A plan of steps that remove files /0, /1, …; each entry is what the step waits for.
Plan plan_of(const std::vector<std::vector<uint32_t>>& after) {
    Plan plan;
    for (const std::vector<uint32_t>& waits : after) {
        Step step;
        step.id = static_cast<uint32_t>(plan.steps.size());
        step.service = concat("s", step.id);
        step.action = plan::RemoveFile{concat('/', step.id)};
        step.after = waits;
        plan.steps.push_back(std::move(step));
    }
    return plan;
}

struct Ran {
    Outcome outcome;
    Notebook machine;
    Witness witness;

    explicit Ran(const Plan& plan, const std::set<std::string>& refused = {}, size_t workers = 1,
                 state::Deployed deployed = {}) {
        machine.refused = refused;
        outcome = run(plan, std::move(deployed), machine, witness, {.workers = workers});
    }
};

TEST(Engine, RunsAnEmptyPlanWithoutAWord) {
    const Ran ran(Plan{});
    EXPECT_TRUE(ran.outcome.ok());
    EXPECT_TRUE(ran.machine.records.empty());
    EXPECT_TRUE(ran.witness.told.empty());
}

TEST(Engine, RunsEveryStepAfterThoseItNeeds) {
    const Plan plan = plan_of({{}, {0}, {0}, {1, 2}});
    for (const size_t workers : {1, 2, 8}) {
        const Ran ran(plan, {}, workers);
        ASSERT_EQ(ran.machine.done.size(), 4U);
        EXPECT_EQ(ran.machine.done.front(), "remove /0");
        EXPECT_EQ(ran.machine.done.back(), "remove /3");
        EXPECT_EQ(ran.outcome.done, 4U);
    }
}

TEST(Engine, TellsEachStepFromStartToEnd) {
    const Ran ran(plan_of({{}, {0}}));
    EXPECT_EQ(ran.witness.told, (std::vector<std::string>{"start 0", "progress at it 0", "done 0", "start 1",
                                                          "progress at it 1", "done 1"}));
}

TEST(Engine, SkipsWhatNeedsAFailedStepAndNothingElse) {
    const Ran ran(plan_of({{}, {0}, {1}, {}, {3}}), {"remove /0"});
    EXPECT_EQ(ran.machine.done, (std::vector<std::string>{"remove /0", "remove /3", "remove /4"}));
    EXPECT_EQ(ran.outcome.done, 2U);
    EXPECT_EQ(ran.outcome.failed, 1U);
    EXPECT_EQ(ran.outcome.skipped, 2U);
    EXPECT_EQ(ran.outcome.failed_services, (std::set<std::string>{"s0", "s1", "s2"}));
}

TEST(Engine, LetsAStepFollowAFailedOne) {
    Plan plan = plan_of({{}, {}});
    plan.steps[1].follows = {0};
    const Ran ran(plan, {"remove /0"});
    EXPECT_EQ(ran.machine.done, (std::vector<std::string>{"remove /0", "remove /1"}));
    EXPECT_EQ(ran.outcome.skipped, 0U);
}

TEST(Engine, ShowsTheLogOfAUnitThatDoesNotStart) {
    Plan plan = plan_of({{}});
    state::Unit unit;
    unit.name = "web.service";
    plan.steps[0].action = plan::ChangeUnit{plan::UnitVerb::start, unit};
    const Ran ran(plan, {"start web.service"});
    EXPECT_EQ(ran.witness.told.back(), "failed (refused, 1 lines) 0");
}

TEST(Engine, NeverTellsTwoThingsAtOnce) {
    std::vector<std::vector<uint32_t>> free(200);
    const Ran ran(plan_of(free), {}, 8);
    EXPECT_EQ(ran.outcome.done, 200U);
    EXPECT_FALSE(ran.witness.overlapped);
}

TEST(Engine, ReloadsOnceForEveryoneWhoIsReady) {
    Plan plan = plan_of({{}, {0}, {0}, {0}, {1, 2}});
    plan.steps[1].action = plan::ReloadManager{"root"};
    plan.steps[2].action = plan::ReloadManager{"root"};
    plan.steps[3].action = plan::ReloadManager{"web"};
    const Ran ran(plan);
    EXPECT_EQ(ran.machine.done, (std::vector<std::string>{"remove /0", "reload the service manager of root",
                                                          "reload the service manager of web", "remove /4"}));
    EXPECT_EQ(ran.outcome.done, 5U);
}

TEST(Engine, StartsUnitsBeforeItPreparesMore) {
    Plan plan = plan_of({{}, {}, {0}});
    plan.steps[2].action = plan::ChangeUnit{plan::UnitVerb::start, {}};
    const Ran ran(plan);
    EXPECT_EQ(ran.machine.done, (std::vector<std::string>{"remove /0", "start ", "remove /1"}));
}

TEST(Record, ClaimsWhatWillBeMadeBeforeItIs) {
    Plan plan = plan_of({{}, {0}});
    plan.steps[0].remember = {
        {file_id("/0"), {.service = "web", .role = {}, .keep = false, .inputs = {}, .digest = {}}}};
    plan.steps[1].remember = {
        {unit_id("web.service"), {.service = "web", .role = {}, .keep = false, .inputs = {{"a", "1"}}, .digest = {}}}};
    const Ran ran(plan, {"remove /0"});
    ASSERT_EQ(ran.machine.records.size(), 1U);
    const auto& entries = ran.machine.records[0].entries;
    EXPECT_TRUE(entries.contains(file_id("/0")));
    EXPECT_TRUE(entries.at(unit_id("web.service")).inputs.empty());
}

TEST(Record, RemembersAUnitOnlyOnceItWasStarted) {
    Plan plan = plan_of({{}});
    const state::DeployedEntry entry{.service = "web", .role = {}, .keep = false, .inputs = {{"a", "2"}}, .digest = {}};
    plan.steps[0].remember = {{unit_id("web.service"), entry}};
    state::Deployed before;
    before.entries[unit_id("web.service")] = {
        .service = "web", .role = {}, .keep = false, .inputs = {{"a", "1"}}, .digest = {}};

    const Ran failed(plan, {"remove /0"}, 1, before);
    EXPECT_TRUE(failed.machine.records.empty());  // nothing became different
    const Ran done(plan, {}, 1, before);
    ASSERT_EQ(done.machine.records.size(), 1U);
    EXPECT_EQ(done.machine.records.back().entries.at(unit_id("web.service")), entry);
}

TEST(Record, ForgetsWhatWasRemoved) {
    Plan plan = plan_of({{}});
    plan.steps[0].forget = {file_id("/0")};
    plan.forget = {file_id("/gone")};
    state::Deployed before;
    before.entries[file_id("/0")];
    before.entries[file_id("/gone")];
    const Ran ran(plan, {}, 1, before);
    ASSERT_EQ(ran.machine.records.size(), 2U);
    EXPECT_TRUE(ran.machine.records[0].entries.contains(file_id("/0")));
    EXPECT_FALSE(ran.machine.records[0].entries.contains(file_id("/gone")));
    EXPECT_TRUE(ran.machine.records[1].entries.empty());
}

TEST(Record, OfAMigrationIsWrittenAtOnce) {
    Plan plan = plan_of({{}, {0}});
    const state::ResourceId id{.kind = Kind::hook, .scope = "web", .name = "web/1"};
    plan.steps[0].remember = {{id, {.service = "web", .role = {}, .keep = true, .inputs = {}, .digest = "1"}}};
    const Ran ran(plan);
    EXPECT_EQ(ran.machine.done, (std::vector<std::string>{"remove /0", "(record)", "remove /1"}));
    EXPECT_TRUE(ran.machine.records.at(0).entries.contains(id));
}

TEST(Record, ThatCannotBeWrittenStopsEverything) {
    Plan plan = plan_of({{}, {}});
    plan.adopt = {{file_id("/x"), {}}};
    Notebook machine;
    machine.writes_that_succeed = 0;
    Witness witness;
    const Outcome outcome = run(plan, {}, machine, witness, {});
    EXPECT_TRUE(outcome.record_failed);
    EXPECT_FALSE(outcome.ok());
    EXPECT_EQ(machine.done, std::vector<std::string>{"(record)"});
    EXPECT_EQ(outcome.skipped, 2U);
}

}  // namespace
}  // namespace nagaya::apply
