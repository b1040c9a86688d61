#include "apply/recover.hpp"

#include "apply/completion.hpp"
#include "apply/deeds.hpp"
#include "apply/journal.hpp"
#include "apply/way_back.hpp"
#include "base/text.hpp"
#include "state/generation.hpp"

namespace nagaya::apply {

using plan::Step;

namespace {

Result<Recovery> finish_committed(const Journal& journal, Storage& storage, Machine& machine, Watcher& watcher,
                                  size_t workers) {
    // Who wrote the commit may have been killed before it was durable: it is, before anything is done that cannot be taken
    // back. A sync is about what this process appended, were it nothing.
    TRY(storage.append(""));
    TRY(storage.sync());
    const std::string text = TRY(storage.read_generation(*journal.committed));
    state::Generation generation = TRY(state::parse_generation(text));
    Completion completion = TRY(complete(journal.plan, journal.after_commit, std::move(generation.deployed), machine,
                                         storage, watcher, workers));
    return Recovery{
        .outcome = Recovered::completed, .steps = completion.done.size(), .problems = std::move(completion.problems)};
}

/// Hooks that are not to run twice and did run: the record of the apply that was cut off says so.
std::set<uint32_t> hooks_that_ran(const Journal& journal, const state::Deployed& record) {
    std::set<uint32_t> ran;
    for (const uint32_t id : journal.begun) {
        for (const auto& [hook, entry] : journal.plan.steps[id].remember) {
            const auto known = record.entries.find(hook);
            if (hook.kind == state::Kind::hook && known != record.entries.end() && known->second == entry) {
                ran.insert(id);
            }
        }
    }
    return ran;
}

Result<Recovery> take_back(const Journal& journal, Storage& storage, Machine& machine, Watcher& watcher,
                           size_t workers) {
    const state::Deployed record = TRY(storage.recall());
    Crew crew(machine, storage, watcher);
    WaysBack ways_back(journal.plan, crew);
    ways_back.set_out(journal.begun, "the last apply was cut off");
    crew.run(workers);

    Deeds deeds{.begun = journal.begun, .done = hooks_that_ran(journal, record), .back = {}, .stuck = {}};
    for (const Step& step : journal.plan.steps) deeds.back.insert(step.service);
    Recovery recovery{.outcome = Recovered::undone, .steps = ways_back.steps_done(), .problems = {}};
    for (const auto& [service, why] : ways_back.stuck()) {
        deeds.stuck.insert(service);
        recovery.problems.push_back(service.empty() ? why : concat(service, ": ", why));
    }
    TRY(machine.settle());
    TRY(storage.remember(record_after(journal.deployed, journal.plan, deeds)));
    if (recovery.problems.empty()) TRY(storage.cut_journal(0));
    return recovery;
}

}  // namespace

Result<Recovery> recover(Storage& storage, Machine& machine, Watcher& watcher, size_t workers) {
    const std::string bytes = TRY(storage.read_journal());
    if (bytes.empty()) return Recovery{};
    size_t sound = 0;
    const std::optional<Journal> journal = TRY(read_journal(bytes, sound));
    if (!journal) {
        TRY(storage.cut_journal(0));
        return Recovery{};
    }
    if (journal->committed) {
        return within("completing the last apply", finish_committed(*journal, storage, machine, watcher, workers));
    }
    return within("taking back the last apply", take_back(*journal, storage, machine, watcher, workers));
}

}  // namespace nagaya::apply
