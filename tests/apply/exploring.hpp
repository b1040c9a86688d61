// Every world that the end of power or of the process can leave behind, looked at one by one.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "apply/fake_storage.hpp"
#include "apply/old_world.hpp"
#include "apply/recover.hpp"
#include "apply/transaction.hpp"
#include "plan/plan.hpp"

namespace nagaya::apply {

/// Sanitizers take their time: with them only every so many worlds are looked at.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr size_t rarely = 24;
#else
constexpr size_t rarely = 1;
#endif

/// From one world to what a site says.
struct Story {
    Story(World from, state::HostState to, plan::PlanOptions plan_options = {});

    World before;
    Past past;  ///< the same
    state::HostState desired;
    plan::PlanOptions options;
    plan::Plan plan;
};

plan::Plan plan_for(const FakeMachine& machine, const state::HostState& desired, plan::PlanOptions options = {});

/// Something wrong, planted between the engine and its ports, in an apply or in its recovery. The default is nothing wrong.
struct Planted {
    using Run = std::function<void(Machine&, Storage&)>;
    using Around = std::function<void(Machine&, Storage&, const Run&)>;
    std::function<void(plan::Plan&)> plan = [](plan::Plan&) {};
    Around apply = [](Machine& machine, Storage& storage, const Run& run) { run(machine, storage); };
    Around recover = [](Machine& machine, Storage& storage, const Run& run) { run(machine, storage); };
};

/// Options whose document holds what recovery needs.
TransactionOptions options_of(size_t workers, OnFailure on_failure = OnFailure::rollback, uint64_t generation = 1);

/// The story's plan on `machine`.
TransactionOutcome run_story(const Story& story, FakeMachine& machine, FakeStorage& storage, size_t workers = 1,
                             const Planted& planted = {});

/// What every command does: recover, plan, apply.
TransactionOutcome next_apply(FakeMachine& machine, const state::HostState& desired, plan::PlanOptions options = {});

struct Exploration {
    size_t workers = 1;
    std::set<size_t> refused = {};          ///< deeds of the apply that are refused
    std::set<size_t> storage_refused = {};  ///< calls of its storage that fail
    bool every_byte = false;                ///< power leaves any part of a torn record, else one of three
    size_t deeper = 0;                      ///< every so many worlds, recovery too ends at each instant; 0: never
    size_t onward = 0;                      ///< every so many worlds, a further apply must come to what the site says
    size_t stride = 1;                      ///< every so many instants
    size_t last = SIZE_MAX;                 ///< only so many instants at the end
    size_t most_wrong = 1;                  ///< enough; nobody reads more
    Planted planted = {};
};

struct Findings {
    size_t worlds = 0;
    std::vector<std::string> wrong;
    Past end;  ///< when nothing comes between
    TransactionOutcome outcome;
};

/// Lets the story's apply end at every instant, by a kill and by the end of power with every part of what was not synced, lets
/// it recover, and finds the worlds that are neither as before nor as at the end.
Findings explore(const Story& story, const Exploration& how);

/// Lets `world` recover; what is wrong then, or "". It must be as before the story, or as `end`.
std::string wrong_after_recovery(const Story& story, const World& world, const Past& end, const Planted& planted = {},
                                 World* recovered = nullptr, std::vector<World>* instants = nullptr);

}  // namespace nagaya::apply
