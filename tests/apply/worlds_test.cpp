// From every site to every other, with every step refused and power failing at every instant: the host always ends as the
// site says.
#include <cstdio>

#include "apply/engine.hpp"
#include "apply/fake_machine.hpp"
#include "apply/random_site.hpp"
#include "plan/plan.hpp"
#include "plan/render.hpp"

namespace nagaya::apply {
namespace {

constexpr uint32_t site_count = 4;

class Worlds : public testing::Test {
protected:
    static plan::Plan plan_for(const FakeMachine& machine, const state::HostState& desired,
                               plan::PlanOptions options = {}) {
        return plan::make_plan(desired, machine.observe(desired), machine.world.record, options);
    }

    static Outcome apply(FakeMachine& machine, const state::HostState& desired, size_t workers = 1) {
        Witness witness;
        const plan::Plan plan = plan_for(machine, desired);
        return run(plan, machine.world.record, machine, witness, {.workers = workers});
    }

    static const std::vector<state::HostState>& sites() {
        static const std::vector<state::HostState> all = [] {
            std::vector<state::HostState> made;
            made.push_back({});  // nothing at all: the first site comes from here, and the last one goes
            made.back().host = "mouse";
            made.back().prefix = "home";
            for (uint32_t seed = 1; seed < site_count; ++seed) made.push_back(RandomSite(seed).desired());
            return made;
        }();
        return all;
    }

    /// A host on which `site` was applied from nothing.
    static World settled(size_t site) {
        static std::map<size_t, World> known;
        const auto [found, is_new] = known.try_emplace(site);
        if (is_new) {
            FakeMachine machine;
            apply(machine, sites()[site]);
            found->second = machine.world;
        }
        return found->second;
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
            const Outcome outcome = apply(machine, sites()[to], workers);
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

TEST_F(Worlds, AFailingStepLeavesOtherServicesDone) {
    size_t worlds = 0;
    for_each_pair([&](size_t from, size_t to) {
        const size_t steps = plan_for(FakeMachine(settled(from)), sites()[to]).steps.size();
        for (size_t step = (from + to) % 2; step < steps; step += 2) {
            FakeMachine machine(settled(from));
            machine.refused = step;
            const Outcome outcome = apply(machine, sites()[to]);
            EXPECT_EQ(outcome.failed, 1U);
            EXPECT_EQ(outcome.done + outcome.failed + outcome.skipped, steps);
            std::set<std::string> others;
            for (const auto& [service, order] : sites()[to].services) {
                if (!outcome.failed_services.contains(service)) others.insert(service);
            }
            EXPECT_EQ(join(machine.wrong(sites()[to], &others), "\n"), "");
            machine.refused.reset();
            EXPECT_TRUE(apply(machine, sites()[to]).ok());
            expect_settled(machine, sites()[to]);
            ++worlds;
            if (HasFailure()) {
                ADD_FAILURE() << "step " << step;
                return;
            }
        }
    });
    std::printf("%zu worlds\n", worlds);
}

TEST_F(Worlds, AfterAnEndAtAnyInstantTheNextApplySettles) {
    size_t worlds = 0;
    for_each_pair([&](size_t from, size_t to) {
        FakeMachine whole(settled(from));
        apply(whole, sites()[to]);
        const size_t instants = whole.world.events;
        for (size_t instant = 0; instant < instants; ++instant) {
            // Every instant comes before and after its effect, with and without reboot, in different pairs.
            const bool after = (instant + from) % 2 == 0;
            const bool reboots = (instant / 2 + to) % 2 == 0;
            FakeMachine machine(settled(from));
            machine.dies_at = instant;
            machine.dies_after_effect = after;
            EXPECT_FALSE(apply(machine, sites()[to]).ok());
            FakeMachine again(machine.world);
            if (reboots) again.reboot();
            EXPECT_TRUE(apply(again, sites()[to]).ok());
            expect_settled(again, sites()[to]);
            ++worlds;
            if (HasFailure()) {
                ADD_FAILURE() << "event " << instant << (after ? " after its effect" : "")
                              << (reboots ? ", rebooted" : "") << "\nbefore it:\n"
                              << join(machine.deeds, "\n");
                return;
            }
        }
    });
    std::printf("%zu worlds\n", worlds);
}

TEST_F(Worlds, AnEndOnTheWayToOneSiteCanBeFollowedByAnother) {
    size_t worlds = 0;
    for_each_pair([&](size_t from, size_t to) {
        FakeMachine whole(settled(from));
        apply(whole, sites()[to]);
        const size_t other = (from + to + 1) % sites().size();
        for (size_t instant = 0; instant < whole.world.events; instant += 3) {
            FakeMachine machine(settled(from));
            machine.dies_at = instant;
            machine.dies_after_effect = true;
            apply(machine, sites()[to]);
            FakeMachine again(machine.world);
            EXPECT_TRUE(apply(again, sites()[other]).ok());
            expect_settled(again, sites()[other]);
            ++worlds;
            if (HasFailure()) {
                ADD_FAILURE() << "event " << instant << ", then to site " << other << "\nbefore it:\n"
                              << join(machine.deeds, "\n");
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
            Witness witness;
            const plan::Plan plan = plan_for(machine, sites()[to], {.purge = false, .only = {service}});
            EXPECT_TRUE(run(plan, machine.world.record, machine, witness, {.workers = 2}).ok()) << service;
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
        Witness witness;
        const plan::Plan plan = plan_for(machine, sites()[0], {.purge = true, .only = {}});
        EXPECT_TRUE(plan.kept.empty());
        EXPECT_TRUE(run(plan, machine.world.record, machine, witness, {}).ok());
        for (const auto& [id, resource] : machine.world.disk.resources()) {
            EXPECT_EQ(id.kind, state::Kind::image) << id.text();
        }
        EXPECT_EQ(machine.world.record.entries.size(), 0U);
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
