// From every site to every other, with every step refused and power failing at every instant: the host always ends as the
// site says.
#include <cstdio>

#include "apply/known_sites.hpp"
#include "apply/old_world.hpp"
#include "plan/render.hpp"

namespace nagaya::apply {
namespace {

class Worlds : public testing::Test {
protected:
    static const std::vector<state::HostState>& sites() { return known_sites(); }

    static TransactionOutcome apply(FakeMachine& machine, const state::HostState& desired, size_t workers = 1) {
        FakeStorage storage(machine);
        return run_story(Story(machine.world, desired), machine, storage, workers);
    }

    static std::string describe(const FakeMachine& machine, const state::HostState& desired) {
        std::string out = join(machine.wrong(desired), "\n");
        return out.empty() ? out : out + "\nafter:\n" + join(machine.deeds, "\n");
    }

    /// As the site says, and nothing more to do.
    static void expect_settled(const FakeMachine& machine, const state::HostState& desired) {
        EXPECT_EQ(describe(machine, desired), "");
        const plan::Plan again = plan_for(machine, desired);
        EXPECT_TRUE(again.empty()) << plan::render_text(again, {});
        EXPECT_TRUE(again.adopt.empty());
        EXPECT_TRUE(again.forget.empty());
    }

    static bool uses_files_of_others(const state::HostState& desired, const std::string& service) {
        for (const auto& [id, users] : desired.used_by) {
            const std::string& owner = desired.find(id)->service;
            for (const ResourceId& user : users) {
                if (desired.find(user)->service == service && !owner.empty() && owner != service) return true;
            }
        }
        return false;
    }

    template <class Visit>
    static void for_each_pair(const Visit& visit) {
        for (size_t from = 0; from < sites().size(); ++from) {
            for (size_t to = 0; to < sites().size(); ++to) {
                visit(from, to);
                if (HasFailure()) {
                    ADD_FAILURE() << "from site " << from << " to site " << to;
                    return;
                }
            }
        }
    }
};

TEST_F(Worlds, EverySiteBecomesEveryOther) {
    size_t worlds = 0;
    for_each_pair([&](size_t from, size_t to) {
        for (const size_t workers : {1, 4}) {
            FakeMachine machine(settled(from));
            const TransactionOutcome outcome = apply(machine, sites()[to], workers);
            EXPECT_TRUE(outcome.ok());
            expect_settled(machine, sites()[to]);
            ++worlds;
        }
    });
    std::printf("%zu worlds\n", worlds);
}

TEST_F(Worlds, ASiteThatIsThereNeedsNoStep) {
    for (size_t site = 0; site < sites().size(); ++site) expect_settled(FakeMachine(settled(site)), sites()[site]);
}

TEST_F(Worlds, AServiceOfWhichAStepFailsGoesBackAndOthersGoOn) {
    size_t worlds = 0;
    size_t committed = 0;
    for_each_pair([&](size_t from, size_t to) {
        const Story story(settled(from), sites()[to]);
        const size_t steps = story.plan.steps.size();
        for (size_t step = (from + to) % rarely; step < steps; step += rarely) {
            FakeMachine machine(story.before);
            FakeStorage storage(machine);
            machine.refused = {step};
            const TransactionOutcome outcome = run_story(story, machine, storage);
            EXPECT_EQ(outcome.failed, 1U);
            EXPECT_EQ(outcome.done + outcome.failed + outcome.skipped, steps);
            EXPECT_TRUE(outcome.stuck.empty());
            EXPECT_TRUE(machine.world.storage.journal.empty());
            std::set<std::string> others;
            for (const auto& [service, order] : sites()[to].services) {
                if (!outcome.failed_services.contains(service) && !outcome.rolled_back.contains(service))
                    others.insert(service);
            }
            if (outcome.committed) {
                EXPECT_EQ(join(machine.wrong(sites()[to], &others), "\n"), "");
                EXPECT_EQ(join(differences(story.past, machine.world, story.plan, &outcome.rolled_back), "\n"), "");
                ++committed;
            } else {
                EXPECT_EQ(join(differences(story.past, machine.world, story.plan), "\n"), "");
            }
            machine.refused.clear();
            EXPECT_TRUE(apply(machine, sites()[to]).ok());
            expect_settled(machine, sites()[to]);
            ++worlds;
            if (HasFailure()) {
                ADD_FAILURE() << "step " << step << ' ' << text(story.plan.steps[step].action);
                return;
            }
        }
    });
    EXPECT_GT(committed, worlds / 4);
    std::printf("%zu worlds\n", worlds);
}

TEST_F(Worlds, AnEndOnTheWayToOneSiteCanBeFollowedByAnother) {
    size_t worlds = 0;
    for_each_pair([&](size_t from, size_t to) {
        FakeMachine whole(settled(from));
        std::vector<World> instants;
        whole.instants = &instants;
        apply(whole, sites()[to]);
        const size_t other = (from + to + 1) % sites().size();
        for (size_t instant = 0; instant < instants.size(); instant += 2 * rarely) {
            FakeMachine again(instants[instant]);
            EXPECT_TRUE(next_apply(again, sites()[other]).ok());
            expect_settled(again, sites()[other]);
            ++worlds;
            if (HasFailure()) {
                ADD_FAILURE() << "instant " << instant << ", then to site " << other;
                return;
            }
        }
    });
    std::printf("%zu worlds\n", worlds);
}

TEST_F(Worlds, WhatWasChangedByHandIsPutRight) {
    size_t worlds = 0;
    for (size_t site = 0; site < sites().size(); ++site) {
        for (const auto& [id, resource] : sites()[site].resources()) {
            if (id.kind == state::Kind::hook || id.kind == state::Kind::account) continue;
            FakeMachine machine(settled(site));
            if (id.kind == state::Kind::unit) {
                machine.world.units[id].active = false;
                machine.world.units[id].enabled = !machine.world.units[id].enabled;
            } else {
                machine.world.disk.erase(id);
            }
            EXPECT_TRUE(apply(machine, sites()[site]).ok()) << id.text();
            expect_settled(machine, sites()[site]);
            ++worlds;
            ASSERT_FALSE(HasFailure()) << id.text();
        }
    }
    std::printf("%zu worlds\n", worlds);
}

TEST_F(Worlds, OneServiceCanBeAppliedByItself) {
    size_t worlds = 0;
    for_each_pair([&](size_t from, size_t to) {
        for (const auto& [service, order] : sites()[to].services) {
            if (uses_files_of_others(sites()[to], service)) continue;  // then it needs those others first
            FakeMachine machine(settled(from));
            EXPECT_TRUE(next_apply(machine, sites()[to], {.purge = false, .only = {service}}).ok()) << service;
            const std::set<std::string> only = {service};
            EXPECT_EQ(join(machine.wrong(sites()[to], &only), "\n"), "");
            EXPECT_TRUE(plan_for(machine, sites()[to], {.purge = false, .only = {service}}).empty());
            EXPECT_TRUE(apply(machine, sites()[to]).ok());
            expect_settled(machine, sites()[to]);
            ++worlds;
        }
    });
    std::printf("%zu worlds\n", worlds);
}

TEST_F(Worlds, PurgeLeavesNothing) {
    for (size_t site = 1; site < sites().size(); ++site) {
        FakeMachine machine(settled(site));
        const plan::PlanOptions options = {.purge = true, .only = {}};
        EXPECT_TRUE(plan_for(machine, sites()[0], options).kept.empty());
        EXPECT_TRUE(next_apply(machine, sites()[0], options).ok());
        for (const auto& [id, resource] : machine.world.disk.resources()) {
            EXPECT_EQ(id.kind, state::Kind::image) << id.text();
        }
        EXPECT_EQ(machine.world.storage.record.entries.size(), 0U);
    }
}

TEST_F(Worlds, TheSamePlanComesTwice) {
    for_each_pair([&](size_t from, size_t to) {
        const FakeMachine machine(settled(from));
        EXPECT_EQ(plan::render_json(plan_for(machine, sites()[to])), plan::render_json(plan_for(machine, sites()[to])));
    });
}

}  // namespace
}  // namespace nagaya::apply
