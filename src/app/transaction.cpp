#include "app/transaction.hpp"

#include <sys/stat.h>

#include <algorithm>

#include "app/dependents.hpp"
#include "app/first_boot.hpp"
#include "app/generations.hpp"
#include "app/interrupt.hpp"
#include "app/new_generation.hpp"
#include "app/progress.hpp"
#include "apply/journal.hpp"
#include "apply/recover.hpp"
#include "base/text.hpp"
#include "host/deployed_record.hpp"
#include "host/installed_program.hpp"
#include "host/machine.hpp"
#include "host/past_failures.hpp"
#include "host/storage.hpp"
#include "plan/render.hpp"

namespace nagaya::app {

namespace {

/// When the journal was last written, for people.
std::string cut_off_at(const std::string& prefix) {
    struct stat status{};
    const std::string path = concat(host::record_root, "/", prefix, "/journal");
    return stat(path.c_str(), &status) == 0 ? concat(" at ", minute_text(status.st_mtime)) : "";
}

/// What was cut off is brought to its end before anything else.
Result<void> recover(const std::string& prefix, apply::Storage& storage, Console& console) {
    const std::string bytes = TRY(storage.read_journal());
    if (bytes.empty()) return {};
    size_t sound = 0;
    const std::optional<apply::Journal> journal = TRY(apply::read_journal(bytes, sound));
    if (journal) {
        // Its document must not outlive the journal that says it does not hold.
        if (!journal->committed) TRY(host::remove_generation(prefix, journal->generation));
        console.err(concat("an apply was cut off", cut_off_at(prefix), ": ",
                           journal->committed ? "it was as good as done, finishing it"
                                              : concat("taking back ", plural(journal->begun.size(), "step")),
                           "\n"));
    }
    const std::unique_ptr<apply::Machine> machine = host::make_machine();
    RecoveryWatcher watcher(console);
    const apply::Recovery recovery = TRY(apply::recover(storage, *machine, watcher));
    for (const std::string& problem : recovery.problems)
        console.err(concat("warning: could not be taken back: ", visible(problem), "\n"));
    return {};
}

bool needs_program(const state::HostState& desired) {
    return std::ranges::any_of(desired.resources(), [](const auto& entry) {
        const auto* file = std::get_if<state::File>(&entry.second.value);
        return file && file->content.filled() && !file->content.is_secret() &&
               file->content.bytes_to_write().find(host::program_path) != std::string::npos;
    });
}

/// One change under way.
class Running {
public:
    Running(const Turn& turn, const Planned& planned, const Change& change, Console& console)
        : turn_(turn), planned_(planned), change_(change), watcher_(planned.plan, console) {}

    Result<ChangeReport> run() {
        if (needs_program(planned_.desired)) TRY(host::install_program());
        const std::vector<uint64_t> numbers = TRY(committed_generations(turn_.prefix, *turn_.storage));
        // Going back to this generation later needs what its files hold now.
        TRY(keep_contents(planned_.desired, *turn_.storage));
        const uint64_t number = numbers.empty() ? 1 : numbers.back() + 1;
        state::Deployed deployed = planned_.deployed;
        if (!change_.site_commit.empty()) deployed.site_commit = change_.site_commit;

        const std::unique_ptr<apply::Machine> machine = host::make_machine(interrupt_.flag());
        apply::TransactionOptions options;
        options.on_failure = change_.options.keep_failed ? apply::OnFailure::keep : apply::OnFailure::rollback;
        options.generation = number;
        options.stop = interrupt_.flag();
        options.document = [&](const std::set<std::string>& held_back, const state::Deployed& record) {
            return document({.number = number, .held_back = held_back, .record = record});
        };
        ChangeReport report;
        report.outcome =
            apply::run_transaction(planned_.plan, std::move(deployed), *machine, *turn_.storage, watcher_, options);
        watcher_.finish();
        if (report.outcome.committed) report.generation = number;
        drop_uncommitted(number, report.outcome.committed);
        report.restarts = static_cast<size_t>(std::ranges::count_if(
            planned_.plan.steps, [](const plan::Step& step) { return step.disruption == plan::Disruption::restart; }));
        report.failures = watcher_.failures();
        report.dependents = look_at_dependents(planned_.desired, planned_.deployed, report.outcome.rolled_back);
        return report;
    }

    int interrupted() const { return interrupt_.exit_code(); }

private:
    std::string document(const GenerationParts& parts) const {
        return print_new_generation(
            planned_, {.reason = change_.reason, .site_commit = change_.site_commit, .services = change_.services},
            parts, turn_.prefix, *turn_.storage);
    }

    /// A document that was written before the commit point, and not committed after all, is no generation. While a journal is
    /// there it is not known yet: whoever comes next decides.
    void drop_uncommitted(uint64_t number, bool committed) const {
        if (committed || planned_.plan.empty()) return;
        const Result<std::string> journal = turn_.storage->read_journal();
        if (journal && journal->empty()) std::ignore = host::remove_generation(turn_.prefix, number);
    }

    const Turn& turn_;
    const Planned& planned_;
    const Change& change_;
    ProgressWatcher watcher_;
    Interrupt interrupt_;
};

/// If that cannot be done, the host merely stays degraded. A change of some services says nothing of the others: their first boot
/// still has to come to its end.
void forget_failures(const Turn& turn, const Planned& planned, const Change& change) {
    std::ignore = host::forget_past_failures(planned.desired, change.services);
    if (change.services.empty()) std::ignore = end_first_boot(turn.prefix);
}

void tell_report(const ChangeReport& report, const Planned& planned, Format format, Console& console) {
    const bool ok = report.outcome.ok();
    if (format == Format::json)
        console.out(report_json(report));
    else if (ok && planned.plan.empty())
        console.out(plan::render_text(planned.plan, {}));  // at most the record was brought up to date
    else
        (ok ? console.out : console.err)(report_text(report));
    for (const std::string& kept : planned.plan.kept)
        console.err(concat("kept: ", kept, " (--purge removes what nothing in the site uses)\n"));
}

}  // namespace

Result<Turn> take_turn(const std::string& prefix, const ChangeOptions& options, Console& console) {
    host::LockOptions how;
    how.wait_for = options.no_wait ? std::chrono::milliseconds(0) : host::wait_for_ever;
    how.on_wait = [&](std::string_view holder) { console.err(concat("waiting for ", visible(holder), "\n")); };
    host::ApplyLock lock = TRY(host::take_apply_lock(prefix, how));
    Turn turn{.lock = std::move(lock), .prefix = prefix, .storage = host::make_storage(prefix)};
    TRY(recover(prefix, *turn.storage, console));
    return turn;
}

int run_change(const Turn& turn, const Planned& planned, const Sources& sources, const Change& change,
               Console& console) {
    const plan::Plan& plan = planned.plan;
    if (plan.empty() && plan.adopt.empty() && plan.forget.empty()) {
        forget_failures(turn, planned, change);
        if (console.report) console.report(report_json({}));
        tell_report({}, planned, change.format, console);
        return exit_ok;
    }
    if (const std::string problems = problems_of(planned, sources, change.services, console); !problems.empty()) {
        console.err(concat(problems, "nothing was changed\n"));
        return exit_findings;
    }
    Running running(turn, planned, change, console);
    const Result<ChangeReport> report = running.run();
    if (!report) return tell(report.error(), console);
    if (report->outcome.ok()) forget_failures(turn, planned, change);
    if (console.report) console.report(report_json(*report));
    tell_report(*report, planned, change.format, console);
    if (change.retention && report->outcome.committed)
        if (auto pruned = prune_generations(turn.prefix, *change.retention, false); !pruned)
            console.err(concat("warning: old generations stay: ", safe_text(pruned.error()), "\n"));
    if (report->outcome.stopped) return running.interrupted();
    return report->outcome.ok() ? exit_ok : exit_failed;
}

}  // namespace nagaya::app
