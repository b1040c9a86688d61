#include "app/first_start.hpp"

#include <algorithm>

#include "app/generations.hpp"
#include "app/transaction.hpp"
#include "base/text.hpp"
#include "emit/first_boot.hpp"
#include "host/account_database.hpp"
#include "host/deployed_record.hpp"
#include "host/machine.hpp"
#include "host/safe_files.hpp"
#include "host/systemd.hpp"
#include "plan/order.hpp"
#include "plan/step_list.hpp"
#include "state/generation.hpp"

namespace nagaya::app {

namespace {

class FirstStart {
public:
    FirstStart(std::string prefix, Console& console)
        : prefix_(std::move(prefix)), directory_(concat(host::record_root, '/', prefix_)), console_(console) {}

    /// Whether all came up.
    Result<bool> run() {
        if (TRY(host::look_at(concat(directory_, "/rendered.json")))) {
            console_.err(
                concat("the first boot is not done; `systemctl status ", prefix_, "-first-boot.service` says why\n"));
            return false;
        }
        const Turn turn = TRY(take_turn(prefix_, {}, console_));
        const std::optional<state::Generation> now = TRY(current_generation(prefix_, *turn.storage));
        if (now) {
            const std::vector<const state::Unit*> units = units_to_run(now->state);
            for (const state::Unit* unit : units) start(*unit);
            for (const state::Unit* unit : units)
                if (!failed_.contains(unit)) await(*unit);
            console_.out(concat(units.size() - failed_.size(), " of ", plural(units.size(), "unit"), " came up\n"));
        }
        if (!failed_.empty()) return false;
        TRY(host::remove_file(concat(directory_, '/', emit::first_start_marker)));
        return true;
    }

private:
    /// Those of what is needed first; a unit that comes first in its service before the others.
    static std::vector<const state::Unit*> units_to_run(const state::HostState& state) {
        std::map<std::string, size_t> rank;
        for (const std::string& service : plan::in_needs_order(state.services)) rank.emplace(service, rank.size());
        const auto rank_of = [&](const std::string& service) {
            const auto found = rank.find(service);
            return found == rank.end() ? rank.size() : found->second;
        };
        std::vector<std::pair<std::pair<size_t, bool>, const state::Unit*>> order;
        for (const auto& [id, resource] : state.resources())
            if (const auto* unit = std::get_if<state::Unit>(&resource.value); unit && unit->active)
                order.push_back({{rank_of(resource.service), !unit->comes_first}, unit});
        std::ranges::stable_sort(order, {}, &decltype(order)::value_type::first);
        std::vector<const state::Unit*> units;
        for (const auto& [place, unit] : order) units.push_back(unit);
        return units;
    }

    /// Did the boot run it already? Of what ends by itself, only that it once began tells.
    static bool has_run(const state::Unit& unit) {
        if (!unit.momentary) return false;
        const auto account = host::look_up_account(unit.account);
        if (!account) return false;
        auto manager = host::ServiceManager::connect(account->uid);
        if (!manager) return false;
        const auto pulse = manager->pulse(unit.name);
        return pulse && pulse->begun > 0 && pulse->active != "failed";
    }

    /// What runs already stays as it is; what is on its way up is waited for.
    void start(const state::Unit& unit) {
        if (has_run(unit)) return;
        perform(plan::ChangeUnit{.verb = plan::UnitVerb::start, .unit = unit}, unit);
    }

    void await(const state::Unit& unit) {
        if (plan::is_awaited(unit) && !perform(plan::AwaitHealth{unit}, unit)) return;
        console_.out(concat(visible(unit.name), " of ", visible(unit.account), " is up\n"));
    }

    bool perform(const plan::Action& action, const state::Unit& unit) {
        const Result<void> done =
            machine_->perform(action, [&](std::string_view line) { console_.out(concat("  ", line, '\n')); });
        if (done) return true;
        failed_.insert(&unit);
        console_.err(concat(visible(unit.name), " of ", visible(unit.account), ": ", safe_text(done.error()), '\n'));
        for (const std::string& line : machine_->last_log_lines(unit, 5))
            console_.err(concat("  ", visible(line), '\n'));
        return false;
    }

    std::string prefix_;
    std::string directory_;
    Console& console_;
    std::unique_ptr<apply::Machine> machine_ = host::make_machine();
    std::set<const state::Unit*> failed_;
};

}  // namespace

int first_start(const std::vector<std::string>& words, Console& console) {
    const bool sound = words.size() == 1 && !words[0].empty() && words[0].find_first_of("/.") == std::string::npos;
    if (!sound) {
        console.err("nagaya: first-start is run by a unit of a host, with the prefix of a site\n");
        return exit_usage;
    }
    const Result<bool> up = FirstStart(words[0], console).run();
    if (!up) return tell(up.error(), console);
    return *up ? exit_ok : exit_failed;
}

}  // namespace nagaya::app
