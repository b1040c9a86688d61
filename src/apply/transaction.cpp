#include "apply/transaction.hpp"

#include <algorithm>

#include "apply/completion.hpp"
#include "apply/crew.hpp"
#include "apply/deeds.hpp"
#include "apply/marks.hpp"
#include "apply/way_back.hpp"
#include "base/check.hpp"
#include "base/text.hpp"

namespace nagaya::apply {

using plan::Step;

namespace {

class Transaction {
public:
    Transaction(plan::Plan plan, state::Deployed before, Machine& machine, Storage& storage, Watcher& watcher,
                const TransactionOptions& options)
        : plan_(std::move(plan)),
          before_(std::move(before)),
          machine_(machine),
          storage_(storage),
          watcher_(watcher),
          options_(options),
          crew_(machine, storage, watcher),
          marks_(storage),
          ways_back_(plan_, crew_),
          closing_(closing_steps(plan_)),
          rest_(later_steps()),
          forward_(plan_.steps, rest_) {
        for (const Step& step : plan_.steps) services_.insert(step.service);
    }

    TransactionOutcome run() {
        if (plan_.steps.empty()) {
            update_record();
        } else if (Result<void> begun = begin(); !begun) {
            outcome_.storage_failure =
                concat("nothing was changed, because the journal could not be begun: ", begun.error().text());
            for (const Step& step : plan_.steps) skip(step);
        } else {
            perform();
            if (stays()) close();
            stays() ? commit() : end_as_before();
        }
        CHECK(outcome_.done + outcome_.failed + outcome_.skipped == plan_.steps.size());
        return std::move(outcome_);
    }

private:
    // Only the record changes: written whole or not at all, it needs no journal.
    void update_record() {
        const state::Deployed record = record_after(before_, plan_, {});
        if (record == before_) return;
        if (Result<void> written = storage_.remember(record); !written) {
            outcome_.storage_failure = concat("the record could not be written: ", written.error().text());
        }
    }

    Result<void> begin() {
        const std::string bytes = TRY(storage_.read_journal());
        if (!bytes.empty()) {
            size_t sound = 0;
            const std::optional<Journal> old = TRY(read_journal(bytes, sound));
            if (old && old->committed) {
                return fail(ErrorKind::failed, "the apply before was cut off and is not completed yet");
            }
            // Its way back is stuck (recover): this plan was made from what it left.
            TRY(storage_.cut_journal(0));
        }
        if (Result<void> begun = marks_.begin(plan_, before_, options_.generation); !begun) {
            // What is left of it has no deed behind it; the next command finds that out if this fails too.
            std::ignore = storage_.cut_journal(0);
            return begun;
        }
        const state::Deployed claimed = with_claims(before_, plan_);
        if (claimed == before_) return {};
        Result<void> written = storage_.remember(claimed);
        if (!written) std::ignore = storage_.cut_journal(0);
        return written;
    }

    void perform() {
        listen(forward_);
        crew_.after_each = [this] { consider_going_back(); };
        crew_.add(forward_);
        run_crew();
    }

    void listen(Lane& lane) {
        lane.announce = [this](const std::vector<uint32_t>& steps) { return announce(steps); };
        lane.unannounced = [this](const Error& error) { end_it(error); };
        lane.done = [this](const Step& step) { step_done(step); };
        lane.failed = [this](const Step& step, const Error& error) {
            ++outcome_.failed;
            service_failed(step, concat(text(step.action), ": ", error.message));
        };
        lane.skipped = [this](const Step& step) {
            ++outcome_.skipped;
            service_failed(step, "something it needs failed");
        };
    }

    void run_crew() {
        crew_.run(std::clamp<size_t>(options_.workers, 1, plan_.steps.size()));
        deeds_.begun = marks_.all_begun();
        deeds_.back = gone_;
        outcome_.undone = ways_back_.steps_done();
        outcome_.stuck = ways_back_.stuck();
        outcome_.rolled_back = gone_;
        outcome_.rolled_back.erase("");
        for (const auto& [service, why] : outcome_.stuck) {
            deeds_.stuck.insert(service);
            outcome_.rolled_back.erase(service);
        }
    }

    std::set<uint32_t> later_steps() const {
        std::set<uint32_t> later = deferred_steps(plan_);
        later.insert(closing_.begin(), closing_.end());
        return later;
    }

    // Nobody goes back any more, unless the journal fails: what nobody needs any more can go.
    void close() {
        const std::set<uint32_t> chosen = closing_now(plan_, closing_, deeds_.done, held_back());
        if (chosen.empty()) return;
        std::set<uint32_t> left_out;
        for (const Step& step : plan_.steps) {
            if (!chosen.contains(step.id)) left_out.insert(step.id);
        }
        for (const uint32_t id : chosen) rest_.erase(id);
        last_ = std::make_unique<Lane>(plan_.steps, left_out);
        listen(*last_);
        crew_.add(*last_);
        run_crew();
    }

    std::set<std::string> held_back() const {
        std::set<std::string> held_back = gone_;
        if (options_.on_failure == OnFailure::keep) held_back = outcome_.failed_services;
        held_back.erase("");
        return held_back;
    }

    bool is_running(const std::set<std::string>& services) const {
        return forward_.schedule.is_running(services) || (last_ && last_->schedule.is_running(services));
    }

    bool must_stop() const { return options_.stop && options_.stop->load(); }

    Result<void> announce(const std::vector<uint32_t>& steps) {
        if (must_stop()) return fail(ErrorKind::failed, "stopped");
        std::vector<uint32_t> deeds;
        for (const uint32_t id : steps) {
            const plan::Action& action = plan_.steps[id].action;
            const bool waits =
                std::holds_alternative<plan::AwaitManager>(action) || std::holds_alternative<plan::AwaitHealth>(action);
            if (!waits) deeds.push_back(id);
        }
        return deeds.empty() ? Result<void>() : marks_.begun(deeds);
    }

    // No further deed: what was begun goes back, whatever becomes of it.
    void end_it(const Error& why) {
        if (ended_) return;
        ended_ = true;
        if (must_stop()) {
            outcome_.stopped = true;
            why_ = "stopped";
        } else {
            outcome_.storage_failure =
                concat("the journal could not be written, so everything that was begun is taken back: ", why.text());
            why_ = "the journal could not be written";
        }
        forward_.schedule.give_up(services_);
        if (last_) last_->schedule.give_up(services_);
        falling_ = services_;
    }

    void step_done(const Step& step) {
        ++outcome_.done;
        deeds_.done.insert(step.id);
        // Losing a hook that must run once would run it twice.
        bool must_be_remembered = false;
        for (const auto& [id, entry] : step.remember) {
            if (id.kind != state::Kind::hook) continue;
            hooks_.insert_or_assign(id, entry);
            must_be_remembered = true;
        }
        if (!must_be_remembered) return;
        state::Deployed record = with_claims(before_, plan_);
        for (const auto& [id, entry] : hooks_) record.entries.insert_or_assign(id, entry);
        if (Result<void> written = storage_.remember(record); !written) end_it(written.error());
    }

    void service_failed(const Step& step, std::string why) {
        outcome_.failed_services.insert(step.service);
        if (ended_ || options_.on_failure == OnFailure::keep || step.service.empty()) return;
        if (gone_.contains(step.service) || falling_.contains(step.service)) return;
        if (falling_.empty()) why_ = std::move(why);
        falling_.insert(step.service);
        falling_ = falling(plan_, std::move(falling_), marks_.all_begun());
        forward_.schedule.give_up(falling_);
    }

    // When no step of the services that fall is under way any more, they set out; others go on meanwhile.
    void consider_going_back() {
        if (must_stop()) end_it({.kind = ErrorKind::failed, .message = "stopped"});
        // A way back without a step is at its end at once.
        while (!ways_back_.under_way() && set_out()) {
        }
    }

    bool set_out() {
        if (falling_.empty()) add_what_is_shared();
        if (falling_.empty()) return false;
        const std::set<uint32_t> begun = marks_.all_begun();
        if (!ended_) {
            // What was under way may have made more of them fall together.
            falling_.merge(falling(plan_, falling_, begun));
            forward_.schedule.give_up(falling_);
        }
        if (is_running(falling_)) return false;
        const std::set<std::string> services = std::exchange(falling_, {});
        gone_.insert(services.begin(), services.end());
        ways_back_.set_out(services, begun, std::exchange(why_, {}));
        return true;
    }

    // When nobody is left who went on, what the services share goes back too.
    void add_what_is_shared() {
        if (options_.on_failure == OnFailure::keep || ended_ || !forward_.schedule.settled()) return;
        if (gone_.contains("") || stays() || !services_.contains("")) return;
        why_ = "no service is left that came as far as the plan says";
        falling_ = {""};
    }

    /// Whether something of the plan holds: one service at least did not fail, or what was done stays.
    bool stays() const {
        if (ended_) return false;
        if (options_.on_failure == OnFailure::keep && outcome_.done > 0) return true;
        return std::ranges::any_of(services_, [this](const std::string& service) {
            const bool counts = !service.empty() || services_.size() == 1;
            return counts && !gone_.contains(service) && !outcome_.failed_services.contains(service);
        });
    }

    void commit() {
        CHECK(options_.document);
        const std::set<std::string> held_back = this->held_back();
        const state::Deployed record = record_after(before_, plan_, deeds_);
        const std::set<uint32_t> after = steps_after_commit(plan_, deeds_.done, held_back);
        // What the commit promises must not be lost with the power.
        Result<void> made = machine_.settle();
        if (made) made = storage_.write_generation(options_.generation, options_.document(held_back, record));
        if (made) made = marks_.commit(after);
        if (!made) return not_committed(made.error());
        outcome_.committed = true;
        for (const uint32_t id : after) rest_.erase(id);
        skip_rest();
        Result<Completion> completed = complete(plan_, after, record, machine_, storage_, watcher_, options_.workers);
        if (!completed) {
            outcome_.skipped += after.size();
            outcome_.storage_failure =
                concat("the new generation holds, but its record could not be written; the next command writes it: ",
                       completed.error().text());
            return;
        }
        outcome_.done += completed->done.size();
        outcome_.failed += completed->failed;
        outcome_.skipped += completed->skipped;
        outcome_.failed_services.merge(completed->failed_services);
    }

    void not_committed(const Error& why) {
        if (marks_.undecided()) {
            skip_rest();
            outcome_.storage_failure = concat(
                "it is not known whether the commit reached the disk: everything stays as it is now, and the next "
                "command completes it or takes it back: ",
                why.text());
            return;
        }
        outcome_.storage_failure =
            concat("the generation could not be written, so everything was taken back: ", why.text());
        ended_ = true;
        gone_ = services_;
        ways_back_.set_out(services_, marks_.all_begun(), "the generation could not be written");
        run_crew();
        end_as_before();
    }

    void end_as_before() {
        skip_rest();
        Result<void> ended = machine_.settle();
        if (ended) ended = storage_.remember(record_after(before_, plan_, deeds_));
        if (ended) ended = storage_.cut_journal(0);
        if (ended || !outcome_.storage_failure.empty()) return;
        outcome_.storage_failure = concat(
            "the end of going back could not be written; the next command goes back again: ", ended.error().text());
    }

    void skip_rest() {
        for (const uint32_t id : std::exchange(rest_, {})) skip(plan_.steps[id]);
    }

    void skip(const Step& step) {
        ++outcome_.skipped;
        outcome_.failed_services.insert(step.service);
        crew_.watch([&](Watcher& watcher) { watcher.step_skipped(step); });
    }

    plan::Plan plan_;
    const state::Deployed before_;
    Machine& machine_;
    Storage& storage_;
    Watcher& watcher_;
    const TransactionOptions& options_;
    std::set<std::string> services_;  // of the plan, with "" if it has steps of what is shared
    TransactionOutcome outcome_;

    Crew crew_;
    Marks marks_;
    // From here on: touched while the crew's lock is held, or when it does not run.
    WaysBack ways_back_;
    const std::set<uint32_t> closing_;
    std::set<uint32_t> rest_;  // steps of no lane yet
    Lane forward_;
    std::unique_ptr<Lane> last_;  // of closing steps
    Deeds deeds_;
    std::map<state::ResourceId, state::DeployedEntry> hooks_;  // that ran
    std::set<std::string> falling_;                            // services that go back next
    std::set<std::string> gone_;                               // that went back, or are under way
    std::string why_;
    bool ended_ = false;  // everything goes back
};

}  // namespace

TransactionOutcome run_transaction(plan::Plan plan, state::Deployed deployed, Machine& machine, Storage& storage,
                                   Watcher& watcher, const TransactionOptions& options) {
    return Transaction(std::move(plan), std::move(deployed), machine, storage, watcher, options).run();
}

}  // namespace nagaya::apply
