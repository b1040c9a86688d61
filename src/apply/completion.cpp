#include "apply/completion.hpp"

#include "apply/crew.hpp"
#include "apply/deeds.hpp"
#include "base/text.hpp"

namespace nagaya::apply {

using plan::Step;

Result<Completion> complete(const plan::Plan& plan, const std::set<uint32_t>& after_commit, state::Deployed record,
                            Machine& machine, Storage& storage, Watcher& watcher, size_t workers) {
    TRY(within("writing the record", storage.remember(record)));
    Completion completion;
    if (!after_commit.empty()) {
        std::set<uint32_t> left_out;
        for (const Step& step : plan.steps) {
            if (!after_commit.contains(step.id)) left_out.insert(step.id);
        }
        Lane lane(plan.steps, left_out);
        lane.done = [&](const Step& step) {
            completion.done.insert(step.id);
            take_in(record, step);
        };
        lane.failed = [&](const Step& step, const Error& error) {
            ++completion.failed;
            completion.failed_services.insert(step.service);
            completion.problems.push_back(concat(text(step.action), ": ", error.text()));
        };
        lane.skipped = [&](const Step& step) {
            ++completion.skipped;
            completion.failed_services.insert(step.service);
        };
        Crew crew(machine, storage, watcher);
        crew.add(lane);
        crew.run(workers);
    }
    if (!completion.done.empty()) {
        TRY(machine.settle());
        TRY(within("writing the record", storage.remember(record)));
    }
    TRY(within("dropping the journal", storage.cut_journal(0)));
    return completion;
}

}  // namespace nagaya::apply
