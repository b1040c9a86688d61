// Power fails before and after every effect and after every byte of the journal, in recovery too: the host is as it was or as
// it shall be, and a further apply comes to what the site says.
#include <cstdio>

#include "apply/flips.hpp"
#include "apply/known_sites.hpp"

namespace nagaya::apply {
namespace {

size_t all_worlds = 0;

class Crash : public testing::Test {
protected:
    static void TearDownTestSuite() { std::printf("%zu worlds in all\n", all_worlds); }

    /// Nothing is wrong in any world of the story.
    static Findings expect_right(const Story& story, const Exploration& how) {
        Findings findings = explore(story, how);
        EXPECT_EQ(join(findings.wrong, "\n"), "");
        all_worlds += findings.worlds;
        return findings;
    }

    /// From each known site to others; to nothing with --purge if it is to `all`.
    template <class Visit>
    static void for_each_story(const Visit& visit, bool all = false) {
        const size_t count = known_sites().size();
        for (size_t from = 0; from < count; ++from) {
            for (size_t to = 0; to < count; ++to) {
                if (from == to || (!all && (from + to) % 2 == 0)) continue;
                visit(Story(settled(from), known_sites()[to], {.purge = all && to == 0, .only = {}}));
                if (HasFailure()) {
                    ADD_FAILURE() << "from site " << from << " to site " << to;
                    return;
                }
            }
        }
    }
};

TEST_F(Crash, OfATinyStoryInEveryWorld) {
    const Findings findings =
        expect_right(tiny_story(), {.every_byte = rarely == 1, .deeper = 7 * rarely, .onward = 7 * rarely});
    EXPECT_TRUE(findings.outcome.ok());
    std::printf("%zu worlds\n", findings.worlds);
}

TEST_F(Crash, OfEveryChangeFromSiteToSite) {
    for_each_story(
        [](const Story& story) {
            const Findings findings = expect_right(story, {.deeper = 997, .onward = 31, .stride = rarely});
            EXPECT_TRUE(findings.outcome.ok());
            EXPECT_TRUE(findings.outcome.committed);
        },
        true);
}

TEST_F(Crash, WithSeveralStepsUnderWay) {
    for_each_story([](const Story& story) {
        const Findings findings = expect_right(story, {.workers = 4, .deeper = 499, .stride = rarely});
        EXPECT_TRUE(findings.outcome.ok());
    });
}

TEST_F(Crash, WhileAServiceGoesBack) {
    for_each_story([](const Story& story) {
        for (size_t step = 0; step < story.plan.steps.size() && !HasFailure(); step += 37) {
            const Findings findings = expect_right(story, {.refused = {step}, .onward = 41, .stride = rarely});
            EXPECT_EQ(findings.outcome.failed, 1U);
            EXPECT_TRUE(findings.outcome.stuck.empty());
            if (HasFailure()) ADD_FAILURE() << "refused: " << text(story.plan.steps[step].action);
        }
    });
}

TEST_F(Crash, AfterAFailureOfTheStorage) {
    size_t call = 0;
    for (bool failed = true; failed && !HasFailure(); ++call) {
        const Findings findings = expect_right(
            tiny_story(), {.storage_refused = {call}, .deeper = 17 * rarely, .onward = 5, .stride = (rarely + 5) / 6});
        failed = !findings.outcome.storage_failure.empty();
        EXPECT_EQ(findings.outcome.ok(), !failed);
        if (HasFailure()) ADD_FAILURE() << "call " << call << ": " << findings.outcome.storage_failure;
    }
    EXPECT_GT(call, 10U);
}

TEST_F(Crash, WithAFlippedByte) {
    const Findings findings = explore_flips(tiny_story());
    EXPECT_EQ(join(findings.wrong, "\n"), "");
    all_worlds += findings.worlds;
    std::printf("%zu worlds\n", findings.worlds);
}

/// Steps of the way back that fail too: the record must know what it does not know, so that the next apply puts it right.
TEST_F(Crash, NotEvenAWayBackThatFails) {
    size_t stuck = 0;
    for_each_story([&](const Story& story) {
        for (size_t step = 0; step < story.plan.steps.size() && !HasFailure(); step += 5 * rarely) {
            for (size_t back = 1; back < 8; back += 2) {
                FakeMachine machine(story.before);
                FakeStorage storage(machine);
                machine.refused = {step, step + back};
                const TransactionOutcome outcome = run_story(story, machine, storage);
                stuck += outcome.stuck.empty() ? 0 : 1;
                EXPECT_TRUE(machine.world.storage.journal.empty());
                machine.refused.clear();
                EXPECT_TRUE(next_apply(machine, story.desired, story.options).ok());
                EXPECT_EQ(join(machine.wrong(story.desired), "\n"), "");
                ++all_worlds;
                if (HasFailure()) ADD_FAILURE() << "refused: " << text(story.plan.steps[step].action) << ", " << back;
            }
        }
    });
    EXPECT_GT(stuck, 0U);
}

/// The same in a recovery: the journal stays, the record is such that a plan can be made, and an apply puts everything right.
TEST_F(Crash, FollowedByARecoveryThatFails) {
    size_t stuck = 0;
    for_each_story([&](const Story& story) {
        std::vector<World> instants;
        FakeMachine whole(story.before);
        FakeStorage its_storage(whole);
        whole.instants = &instants;
        run_story(story, whole, its_storage);
        for (size_t i = 0; i < instants.size() && !HasFailure(); i += 7 * rarely) {
            for (size_t deed = 0; deed < 12; deed += 3) {
                FakeMachine machine(instants[i]);
                FakeStorage storage(machine);
                Witness witness;
                machine.refused = {deed};
                const Result<Recovery> recovery = recover(storage, machine, witness, 4);
                ASSERT_TRUE(recovery);
                const bool is_stuck = !recovery->problems.empty() && recovery->outcome == Recovered::undone;
                stuck += is_stuck ? 1 : 0;
                EXPECT_EQ(machine.world.storage.journal.empty(), !is_stuck);
                // Trying again, or giving up and applying.
                const World left = machine.world;
                machine.refused.clear();
                if (is_stuck) {
                    EXPECT_EQ(wrong_after_recovery(story, left, whole.world), "");
                }
                FakeMachine other(left);
                FakeStorage other_storage(other);
                const Story again(left, story.desired, story.options);
                EXPECT_TRUE(run_story(again, other, other_storage).ok());
                EXPECT_EQ(join(other.wrong(story.desired), "\n"), "");
                all_worlds += 2;
            }
        }
    });
    EXPECT_GT(stuck, 0U);
}

}  // namespace
}  // namespace nagaya::apply
