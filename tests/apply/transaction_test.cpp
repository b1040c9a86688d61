#include "apply/transaction.hpp"

#include <thread>

#include "apply/exploring.hpp"
#include "apply/fake_storage.hpp"
#include "apply/journal.hpp"
#include "apply/notebook.hpp"
#include "state/generation.hpp"

namespace nagaya::apply {
namespace {

using plan::Plan;
using plan::Step;
using Words = std::vector<std::string>;

/// A plan run with a machine that only notes.
struct Ran {
    Notebook machine;
    FakeMachine host;  // has the storage
    FakeStorage storage{host};
    Witness witness;
    TransactionOutcome outcome;

    explicit Ran(const Plan& plan, const std::set<std::string>& refused = {},
                 TransactionOptions options = options_of(1), const state::Deployed& deployed = {}) {
        machine.refused = refused;
        host.world.storage.record = deployed;
        outcome = run_transaction(plan, deployed, machine, storage, witness, options);
    }
    const state::Deployed& record() const { return host.world.storage.record; }
};

/// Each step writes /0, /1, …, where something else stood before.
Plan writing_plan(const std::vector<std::vector<uint32_t>>& after) {
    Plan plan = plan_of(after);
    for (Step& step : plan.steps) {
        const std::string path = concat('/', step.id);
        const state::File now{.owner = {}, .content = state::Content::of("new")};
        const state::File then{.owner = {}, .content = state::Content::of("old")};
        step.action = plan::PutFile{path, now};
        step.before = {{file_id(path), state::Resource{.service = {}, .origin = {}, .role = {}, .value = then}}};
        step.remember = {
            {file_id(path), {.service = step.service, .role = {}, .keep = false, .inputs = {}, .digest = {}}}};
    }
    return plan;
}

TEST(Transaction, OfNothingLeavesNoTrace) {
    const Ran ran(Plan{});
    EXPECT_TRUE(ran.outcome.ok());
    EXPECT_FALSE(ran.outcome.committed);
    EXPECT_EQ(ran.storage.asked, 0U);
    EXPECT_TRUE(ran.witness.told.empty());
}

TEST(Transaction, ThatOnlyTakesOverWritesTheRecord) {
    Plan plan;
    plan.adopt = {{file_id("/x"), {}}};
    const Ran ran(plan);
    EXPECT_TRUE(ran.outcome.ok());
    EXPECT_TRUE(ran.record().entries.contains(file_id("/x")));
    EXPECT_EQ(ran.storage.asked, 1U);
}

TEST(Transaction, RunsEveryStepAfterThoseItNeeds) {
    const Plan plan = plan_of({{}, {0}, {0}, {1, 2}});
    for (const size_t workers : {1, 2, 8}) {
        const Ran ran(plan, {}, options_of(workers));
        ASSERT_EQ(ran.machine.done.size(), 4U);
        EXPECT_EQ(ran.machine.done.front(), "remove /0");
        EXPECT_EQ(ran.machine.done.back(), "remove /3");
        EXPECT_EQ(ran.outcome.done, 4U);
        EXPECT_TRUE(ran.outcome.committed);
        EXPECT_TRUE(ran.host.world.storage.journal.empty());
    }
}

TEST(Transaction, TellsEachStepFromStartToEnd) {
    const Ran ran(plan_of({{}, {0}}));
    EXPECT_EQ(ran.witness.told,
              (Words{"start 0", "progress at it 0", "done 0", "start 1", "progress at it 1", "done 1"}));
}

TEST(Transaction, TakesOnlyTheServiceThatFailedBack) {
    Plan plan = writing_plan({{}, {}, {}});
    plan.steps[1].service = "s0";
    const Ran ran(plan, {"write /1"});
    EXPECT_EQ(ran.machine.done, (Words{"write /0", "write /1", "write /1", "write /2"}));
    EXPECT_EQ(ran.outcome.failed_services, std::set<std::string>{"s0"});
    EXPECT_EQ(ran.outcome.stuck.size(), 1U);  // writing what stood in /1 was refused too
    EXPECT_TRUE(ran.outcome.committed);
    EXPECT_TRUE(ran.record().entries.contains(file_id("/2")));
}

TEST(Transaction, TellsWhoGoesBackAndWhy) {
    const Ran ran(writing_plan({{}, {}}), {"write /0"});
    EXPECT_EQ(ran.witness.told.at(3), "back s0: write /0: refused");
}

TEST(Transaction, TakesBackWhatHappenedBecauseOfAFailure) {
    // s1 is done because of a file of s0, whose next step fails; s2 waits for s1, and s3 has nothing to do with them.
    Plan plan = writing_plan({{}, {0}, {1}, {1}, {}});
    plan.steps[2].service = "s0";
    plan.steps[2].action = plan::RemoveFile{"/fails"};
    plan.steps[2].before.clear();
    plan.steps[1].because = {0};
    const Ran ran(plan, {"remove /fails"});
    EXPECT_EQ(ran.outcome.rolled_back, (std::set<std::string>{"s0", "s1"}));
    EXPECT_EQ(ran.outcome.failed_services, (std::set<std::string>{"s0"}));
    EXPECT_FALSE(ran.record().entries.contains(file_id("/1")));
    EXPECT_TRUE(ran.record().entries.contains(file_id("/4")));
}

TEST(Transaction, DoesNotBeginWhatHasLostItsReason) {
    // s1 would start because of a file of s0 that has gone back by then.
    Plan plan = writing_plan({{}, {0}, {0, 1}});
    plan.steps[1].service = "s0";
    plan.steps[1].action = plan::RemoveFile{"/fails"};
    plan.steps[1].before.clear();
    plan.steps[2].after = {0};
    plan.steps[2].follows = {1};
    plan.steps[2].because = {0};
    const Ran ran(plan, {"remove /fails"});
    EXPECT_EQ(ran.outcome.skipped, 1U);
    EXPECT_FALSE(ran.outcome.committed);
    EXPECT_EQ(ran.machine.done, (Words{"write /0", "remove /fails", "write /0"}));
}

TEST(Transaction, KeepsWhatWasDoneIfAskedTo) {
    Plan plan = writing_plan({{}, {0}});
    plan.steps[1].service = "s0";
    const Ran ran(plan, {"write /1"}, options_of(1, OnFailure::keep));
    EXPECT_EQ(ran.machine.done, (Words{"write /0", "write /1"}));
    EXPECT_TRUE(ran.outcome.committed);
    EXPECT_TRUE(ran.outcome.rolled_back.empty());
    const auto generation = state::parse_generation(ran.host.world.storage.generations.at(1));
    EXPECT_EQ(generation->held_back, std::set<std::string>{"s0"});
}

TEST(Transaction, CommitsNothingWhenAllWentBack) {
    const Ran ran(writing_plan({{}}), {"write /0"});
    EXPECT_FALSE(ran.outcome.committed);
    EXPECT_TRUE(ran.host.world.storage.generations.empty());
    EXPECT_TRUE(ran.host.world.storage.journal.empty());
}

TEST(Transaction, StartsWhatIsStuckAnewNextTime) {
    Plan plan = plan_of({{}, {0}, {}});
    state::Unit unit;
    unit.account = "web";
    unit.name = "web.service";
    unit.active = true;
    const state::DeployedEntry entry{.service = "s0", .role = {}, .keep = false, .inputs = {{"a", "2"}}, .digest = {}};
    plan.steps[0].action = plan::ChangeUnit{plan::UnitVerb::restart, unit};
    plan.steps[0].remember = {{unit_id("web.service"), entry}};
    plan.steps[0].before = {
        {unit_id("web.service"), state::Resource{.service = {}, .origin = {}, .role = {}, .value = unit}}};
    plan.steps[1].service = "s0";
    state::Deployed before;
    before.entries[unit_id("web.service")] = {
        .service = "s0", .role = {}, .keep = false, .inputs = {{"a", "1"}}, .digest = {}};

    const Ran stuck(plan, {"restart web.service"}, options_of(1), before);
    EXPECT_TRUE(stuck.outcome.stuck.contains("s0"));
    EXPECT_TRUE(stuck.outcome.committed);
    EXPECT_TRUE(stuck.record().entries.at(unit_id("web.service")).inputs.empty());

    const Ran back(plan, {"remove /1"}, options_of(1), before);
    EXPECT_EQ(back.outcome.rolled_back, std::set<std::string>{"s0"});
    EXPECT_EQ(back.record().entries.at(unit_id("web.service")).inputs.at("a"), "1");

    const Ran done(plan, {}, options_of(1), before);
    EXPECT_EQ(done.record().entries.at(unit_id("web.service")).inputs.at("a"), "2");
}

TEST(Transaction, ClaimsWhatItWillMakeBeforeItDoes) {
    Plan plan = writing_plan({{}});
    FakeMachine host;
    FakeStorage storage(host);
    Notebook machine;
    Witness witness;
    std::vector<World> instants;
    host.instants = &instants;
    run_transaction(plan, {}, machine, storage, witness, options_of(1));
    // keep, append, sync, record, append, sync, …
    ASSERT_GT(instants.size(), 4U);
    EXPECT_TRUE(instants[2].storage.record.entries.empty());
    EXPECT_TRUE(instants[3].storage.record.entries.contains(file_id("/0")));
}

TEST(Transaction, RemembersAMigrationAtOnce) {
    Plan plan = plan_of({{}, {0}});
    const state::ResourceId id{.kind = Kind::hook, .scope = "s0", .name = "s0/1"};
    plan.steps[0].remember = {{id, {.service = "s0", .role = {}, .keep = true, .inputs = {}, .digest = "1"}}};
    plan.steps[1].service = "s0";
    const Ran ran(plan, {"remove /1"});
    EXPECT_FALSE(ran.outcome.committed);
    EXPECT_TRUE(ran.record().entries.contains(id));
}

TEST(Transaction, RunsWhatCannotBeTakenBackAfterTheCommit) {
    Plan plan = plan_of({{}, {0}, {1}});
    plan.steps[1].action = plan::PurgeTree{"/data"};
    plan.steps[1].irrevocable = true;
    plan.steps[2].service = "s3";
    plan.steps[2].action = plan::RemoveDirectory{"/parent"};  // waits for it, and so for the commit
    FakeMachine host;
    FakeStorage storage(host);
    Witness witness;
    struct Asking : Notebook {
        explicit Asking(FakeMachine& its_host) : host(its_host) {}
        Result<void> perform(const plan::Action& action, const Progress& progress) override {
            size_t sound = 0;
            committed.push_back(read_journal(host.world.storage.journal, sound)->value().committed.has_value());
            return Notebook::perform(action, progress);
        }
        FakeMachine& host;
        std::vector<bool> committed;
    } machine(host);
    const TransactionOutcome outcome = run_transaction(plan, {}, machine, storage, witness, options_of(4));
    EXPECT_EQ(outcome.done, 3U);
    EXPECT_EQ(machine.committed, (std::vector<bool>{false, true, true}));

    const Ran failed(plan, {"remove /0"});
    EXPECT_EQ(failed.outcome.skipped, 2U);
    EXPECT_EQ(failed.machine.done, (Words{"remove /0"}));
}

TEST(Transaction, ThatIsStoppedTakesEverythingBack) {
    std::atomic<bool> stop = false;
    struct Stopping : Notebook {
        explicit Stopping(std::atomic<bool>& its_stop) : stop(its_stop) {}
        Result<void> perform(const plan::Action& action, const Progress& progress) override {
            if (text(action) == "write /1") stop = true;
            return Notebook::perform(action, progress);
        }
        std::atomic<bool>& stop;
    } machine(stop);
    FakeMachine host;
    FakeStorage storage(host);
    Witness witness;
    TransactionOptions options = options_of(1, OnFailure::keep);
    options.stop = &stop;
    const TransactionOutcome outcome =
        run_transaction(writing_plan({{}, {0}, {1}}), {}, machine, storage, witness, options);
    EXPECT_TRUE(outcome.stopped);
    EXPECT_FALSE(outcome.ok());
    EXPECT_FALSE(outcome.committed);
    EXPECT_EQ(outcome.skipped, 1U);
    EXPECT_EQ(machine.done.size(), 4U);  // two there, two back
    EXPECT_TRUE(host.world.storage.record.entries.empty());
}

TEST(Transaction, ThatIsStoppedWithNothingToTakeBackCountsEachStep) {
    std::atomic<bool> stop = false;
    struct Stopping : Notebook {
        explicit Stopping(std::atomic<bool>& its_stop) : stop(its_stop) {}
        Result<void> perform(const plan::Action& action, const Progress& progress) override {
            stop = true;
            return Notebook::perform(action, progress);
        }
        std::atomic<bool>& stop;
    } machine(stop);
    FakeMachine host;
    FakeStorage storage(host);
    Witness witness;
    TransactionOptions options = options_of(1);
    options.stop = &stop;
    Plan plan = plan_of({{}, {0}, {1}});
    plan.steps[0].action = plan::RunHook{};  // preparation stays
    const TransactionOutcome outcome = run_transaction(plan, {}, machine, storage, witness, options);
    EXPECT_TRUE(outcome.stopped);
    EXPECT_EQ(outcome.done, 1U);
    EXPECT_EQ(outcome.skipped, 2U);
}

TEST(Transaction, RefusesToBeginUponACommitThatIsNotCompleted) {
    const Plan plan = plan_of({{}});
    FakeMachine host;
    FakeStorage storage(host);
    Notebook machine;
    Witness witness;
    const JournalRecords records(plan, {}, 1);
    host.world.storage.journal = records.begin() + records.commit({});
    const TransactionOutcome outcome = run_transaction(plan, {}, machine, storage, witness, options_of(1));
    EXPECT_NE(outcome.storage_failure, "");
    EXPECT_EQ(outcome.skipped, 1U);
    EXPECT_TRUE(machine.done.empty());
}

TEST(Transaction, ShowsTheLogOfAUnitThatDoesNotStart) {
    Plan plan = plan_of({{}});
    state::Unit unit;
    unit.name = "web.service";
    plan.steps[0].action = plan::ChangeUnit{plan::UnitVerb::start, unit};
    const Ran ran(plan, {"start web.service"});
    EXPECT_EQ(ran.witness.told.at(2), "failed (refused, 1 lines) 0");
}

TEST(Transaction, NeverTellsTwoThingsAtOnceAndSharesItsSyncs) {
    const Ran ran(plan_of(std::vector<std::vector<uint32_t>>(200)), {}, options_of(8));
    EXPECT_EQ(ran.outcome.done, 200U);
    EXPECT_FALSE(ran.witness.overlapped);
    EXPECT_LE(ran.storage.syncs, 202U);
}

}  // namespace
}  // namespace nagaya::apply
