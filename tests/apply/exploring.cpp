#include "apply/exploring.hpp"

#include "state/generation.hpp"

namespace nagaya::apply {

namespace {

uint64_t next_generation(const World& world) {
    const auto& generations = world.storage.generations;
    return generations.empty() ? 1 : generations.rbegin()->first + 1;
}

}  // namespace

plan::Plan plan_for(const FakeMachine& machine, const state::HostState& desired, plan::PlanOptions options) {
    return plan::make_plan(desired, machine.observe(desired), machine.world.storage.record, options);
}

Story::Story(World from, state::HostState to, plan::PlanOptions plan_options)
    : before(std::move(from)),
      past(before),
      desired(std::move(to)),
      options(std::move(plan_options)),
      plan(plan_for(FakeMachine(before), desired, options)) {}

TransactionOptions options_of(size_t workers, OnFailure on_failure, uint64_t number) {
    TransactionOptions options;
    options.generation = number;
    options.workers = workers;
    options.on_failure = on_failure;
    options.document = [number](const std::set<std::string>& held_back, const state::Deployed& deployed) {
        state::Generation generation;
        generation.number = number;
        generation.held_back = held_back;
        generation.deployed = deployed;
        return state::print_generation(generation);
    };
    return options;
}

TransactionOutcome run_story(const Story& story, FakeMachine& machine, FakeStorage& storage, size_t workers,
                             const Planted& planted) {
    TransactionOutcome outcome;
    Witness witness;
    plan::Plan plan = story.plan;
    planted.plan(plan);
    planted.apply(machine, storage, [&](Machine& its_machine, Storage& its_storage) {
        outcome =
            run_transaction(plan, story.before.storage.record, its_machine, its_storage, witness, options_of(workers));
    });
    return outcome;
}

TransactionOutcome next_apply(FakeMachine& machine, const state::HostState& desired, plan::PlanOptions options) {
    FakeStorage storage(machine);
    Witness witness;
    if (const Result<Recovery> recovery = recover(storage, machine, witness, 1); !recovery) {
        TransactionOutcome outcome;
        outcome.storage_failure = recovery.error().text();
        return outcome;
    }
    return run_transaction(plan_for(machine, desired, options), machine.world.storage.record, machine, storage, witness,
                           options_of(1, OnFailure::rollback, next_generation(machine.world)));
}

std::string wrong_after_recovery(const Story& story, const World& world, const Past& end, const Planted& planted,
                                 World* recovered, std::vector<World>* instants) {
    FakeMachine machine(world);
    FakeStorage storage(machine);
    Witness witness;
    machine.instants = instants;
    std::optional<Result<Recovery>> recovery;
    planted.recover(machine, storage, [&](Machine& its_machine, Storage& its_storage) {
        recovery = recover(its_storage, its_machine, witness, 1);
    });
    if (recovered) *recovered = machine.world;
    if (!*recovery) return concat("recovery failed: ", recovery->error().text());
    if (!(*recovery)->problems.empty()) return concat("recovery is stuck: ", join((*recovery)->problems, "; "));
    const Disk& disk = machine.world.storage;
    if (!disk.journal.empty() || !disk.tail.empty()) return "the journal is left";
    const std::string not_old = join(differences(story.past, machine.world, story.plan), "\n");
    if ((*recovery)->outcome == Recovered::undone) return not_old;
    const std::string not_new = join(differences(end, machine.world, {}, nullptr, true), "\n");
    if ((*recovery)->outcome == Recovered::completed) return not_new;
    if (not_old.empty()) return "";
    return not_new.empty() ? "" : concat("not as before:\n", not_old, "\nnot as after:\n", not_new);
}

namespace {

class Explorer {
public:
    Explorer(const Story& story, const Exploration& how) : story_(story), how_(how) {}

    Findings explore() {
        FakeMachine machine(story_.before);
        FakeStorage storage(machine);
        std::vector<World> instants = {story_.before};
        machine.instants = &instants;
        machine.refused = how_.refused;
        storage.refused = how_.storage_refused;
        findings_.outcome = run_story(story_, machine, storage, how_.workers, how_.planted);
        findings_.end = machine.world;
        // A storage that fails may yet hold a commit that is taken back a moment later.
        if (!how_.storage_refused.empty()) findings_.end = undisturbed_end();
        for (size_t i = instants.size() - std::min(how_.last, instants.size()); i < instants.size() && !enough();
             i += how_.stride) {
            where_ = concat("instant ", i, " of ", instants.size());
            for_each_end(instants[i], [this](const World& world) { look_at(world); });
        }
        return std::move(findings_);
    }

private:
    Past undisturbed_end() const {
        FakeMachine machine(story_.before);
        FakeStorage storage(machine);
        machine.refused = how_.refused;
        run_story(story_, machine, storage);
        return machine.world;
    }

    bool enough() const { return findings_.wrong.size() >= how_.most_wrong; }

    /// The ends that may come at an instant: a kill, or power that leaves any part of what was not synced.
    template <class Visit>
    void for_each_end(const World& world, const Visit& visit) const {
        visit(world);
        const size_t tail = world.storage.tail.size();
        std::set<size_t> parts = {0, tail / 2 + tail / 4, tail};
        for (size_t kept = 0; how_.every_byte && kept < tail; ++kept) parts.insert(kept);
        for (const size_t kept : parts) visit(after_power_cut(world, kept));
        visit(after_power_cut(world, tail, true));
    }

    void note(std::string_view what, const std::string& problem) {
        ++findings_.worlds;
        if (!problem.empty()) findings_.wrong.push_back(concat(where_, what, ": ", problem));
    }

    void look_at(const World& world) {
        if (enough()) return;
        const size_t number = findings_.worlds;
        const bool deeper = how_.deeper > 0 && number % how_.deeper == 0;
        std::vector<World> instants;
        World recovered;
        note("", wrong_after_recovery(story_, world, findings_.end, how_.planted, &recovered,
                                      deeper ? &instants : nullptr));
        for (const World& instant : instants) {
            for_each_end(instant, [this](const World& again) {
                if (enough()) return;
                note(", recovery ended too", wrong_after_recovery(story_, again, findings_.end, how_.planted));
            });
        }
        if (how_.onward == 0 || number % how_.onward != 0 || enough()) return;
        FakeMachine machine(recovered);
        const TransactionOutcome outcome = next_apply(machine, story_.desired, story_.options);
        note(", further apply", !outcome.ok() ? "it failed" : join(machine.wrong(story_.desired), "\n"));
    }

    const Story& story_;
    const Exploration& how_;
    Findings findings_;
    std::string where_;
};

}  // namespace

Findings explore(const Story& story, const Exploration& how) { return Explorer(story, how).explore(); }

}  // namespace nagaya::apply
