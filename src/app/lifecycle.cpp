#include "app/lifecycle.hpp"

#include <algorithm>
#include <future>
#include <set>

#include "app/deployed_units.hpp"
#include "app/forwarded_words.hpp"
#include "app/plan.hpp"
#include "app/transaction.hpp"
#include "base/text.hpp"
#include "host/account_database.hpp"
#include "host/container.hpp"
#include "host/deployed_record.hpp"
#include "host/machine.hpp"
#include "host/observe.hpp"
#include "plan/unit_change.hpp"

namespace nagaya::app {

namespace {

/// Does one deed on units of one rank, each account's in a thread of its own; the failures' texts.
std::vector<std::string> perform_rank(apply::Machine& machine, plan::UnitVerb verb,
                                      const std::vector<DeployedUnit>& units) {
    std::vector<std::future<std::string>> running;
    for (const DeployedUnit& unit : units)
        running.push_back(std::async(std::launch::async, [&machine, verb, unit]() -> std::string {
            state::Unit what{.account = unit.account, .name = unit.name, .inputs = {}};
            auto done = machine.perform(plan::ChangeUnit{.verb = verb, .unit = what}, [](std::string_view) {});
            if (done) return "";
            std::string text = concat(unit.service, ": ", unit.name, ": ", safe_text(done.error()), "\n");
            for (const std::string& line : machine.last_log_lines(what, 10))
                text += concat("    | ", visible(line), "\n");
            return text;
        }));
    std::vector<std::string> failures;
    for (auto& one : running)
        if (std::string text = one.get(); !text.empty()) failures.push_back(std::move(text));
    return failures;
}

plan::UnitVerb verb(UnitDeed deed) {
    switch (deed) {
        case UnitDeed::start: return plan::UnitVerb::start;
        case UnitDeed::stop: return plan::UnitVerb::stop;
        case UnitDeed::restart: return plan::UnitVerb::restart;
        case UnitDeed::enable: return plan::UnitVerb::enable;
        case UnitDeed::disable: return plan::UnitVerb::disable;
    }
    return plan::UnitVerb::start;
}

}  // namespace

namespace {

/// Does a unit file of this name stand in the record? What a Quadlet file gives has none, and cannot be enabled.
bool has_file(const state::Deployed& deployed, const DeployedUnit& unit) {
    std::string end = concat("/", unit.name);
    return std::any_of(deployed.entries.begin(), deployed.entries.end(), [&](const auto& entry) {
        return entry.first.kind == state::Kind::file && entry.second.service == unit.service &&
               entry.first.name.ends_with(end);
    });
}

/// Leaves the units that the deed is about.
void choose_units(UnitDeed deed, const state::Deployed& deployed, std::vector<DeployedUnit>& units, Console& console) {
    if (deed == UnitDeed::start || deed == UnitDeed::restart)
        std::erase_if(units, [](const DeployedUnit& unit) { return unit.triggered; });
    if (deed != UnitDeed::enable && deed != UnitDeed::disable) return;
    std::erase_if(units, [&](const DeployedUnit& unit) {
        if (has_file(deployed, unit)) return unit.triggered;
        console.err(concat(unit.service, ": ", unit.name,
                           " comes from a Quadlet file; its [Install] says whether it starts at boot\n"));
        return true;
    });
}

}  // namespace

namespace {

/// Nobody else changes anything of ours on this machine meanwhile, and nothing half done lies there.
Result<std::vector<Turn>> take_all_turns(const ChangeOptions& options, Console& console) {
    std::vector<Turn> turns;
    const std::vector<std::string> prefixes = TRY(host::deployed_prefixes());
    for (const std::string& prefix : prefixes) turns.push_back(TRY(take_turn(prefix, options, console)));
    return turns;
}

}  // namespace

int change_units(const UnitOptions& options, Console& console) {
    Routed routed = route(options.where, forwarded_words(options), console);
    if (!routed.here) return routed.exit_code;
    const auto turns = take_all_turns(options.change, console);
    if (!turns) return tell(turns.error(), console);
    auto deployed = read_records();
    if (!deployed) return tell(deployed.error(), console);
    if (!services_deployed(options.services, *deployed, console)) return exit_usage;
    std::vector<DeployedUnit> units = units_of(*deployed, options.services);
    choose_units(options.deed, *deployed, units, console);
    std::unique_ptr<apply::Machine> machine = host::make_machine();
    size_t failed = 0;
    for (int step = 0; step < 4; ++step) {
        int rank = options.deed == UnitDeed::stop ? step : 3 - step;
        std::vector<DeployedUnit> now;
        std::copy_if(units.begin(), units.end(), std::back_inserter(now),
                     [&](const DeployedUnit& unit) { return plan::stop_rank(unit.name) == rank; });
        for (const std::string& failure : perform_rank(*machine, verb(options.deed), now)) {
            console.err(failure);
            ++failed;
        }
    }
    console.out(concat(word(options.deed), ": ", plural(units.size() - failed, "unit"),
                       failed ? concat(", ", failed, " failed") : "", "\n"));
    return failed ? exit_failed : exit_ok;
}

namespace {

struct RunningContainer {
    host::PasswdEntry account;
    host::Container container;
};

/// The running containers of the units, over all their accounts; only those that `name` means, when it is given.
Result<std::vector<RunningContainer>> running_containers(const std::vector<DeployedUnit>& units,
                                                         const std::string& name) {
    std::vector<RunningContainer> found;
    std::set<std::string> accounts;
    for (const DeployedUnit& unit : units) accounts.insert(unit.account);
    for (const std::string& account_name : accounts) {
        host::PasswdEntry account = TRY(host::look_up_account(account_name));
        std::vector<host::Container> containers = TRY(host::containers_of(account));
        for (const host::Container& container : containers) {
            bool ours = std::any_of(units.begin(), units.end(), [&](const DeployedUnit& unit) {
                return unit.account == account_name && unit.name == container.unit;
            });
            bool meant =
                name.empty() || name == container.name || name == container.unit || name + ".service" == container.unit;
            if (ours && meant && container.state == "running") found.push_back({account, container});
        }
    }
    return found;
}

}  // namespace

int exec(const ExecOptions& options, Console& console) {
    Routed routed = route(options.where, forwarded_words(options), console);
    if (!routed.here) return routed.exit_code;
    auto deployed = read_records();
    if (!deployed) return tell(deployed.error(), console);
    if (!services_deployed({options.service}, *deployed, console)) return exit_usage;
    auto found = running_containers(units_of(*deployed, {options.service}), options.container);
    if (!found) return tell(found.error(), console);
    if (found->size() == 1) {
        auto code = host::run_in_container(found->front().account, found->front().container.name, options.command);
        return code ? *code : tell(code.error(), console);
    }
    if (found->empty()) {
        console.err(concat("nagaya: no running container of `", visible(options.service), "`",
                           options.container.empty() ? "" : concat(" is called `", visible(options.container), "`"),
                           "\nhelp: `nagaya status ", visible(options.service), "` shows its units\n"));
        return exit_failed;
    }
    std::string names;
    for (const RunningContainer& one : *found) names += concat(names.empty() ? "" : ", ", one.container.unit);
    console.err(concat("nagaya: `", visible(options.service),
                       "` has several containers\nhelp: choose one with --container: ", names, "\n"));
    return exit_usage;
}

namespace {

/// A plan towards a host without these services removes them, in the order and with the care of every apply.
Result<int> remove_from(const std::string& prefix, const RemoveOptions& options, Console& console) {
    const Turn turn = TRY(take_turn(prefix, options.change, console));
    Planned planned;
    planned.desired.prefix = prefix;
    planned.deployed = TRY(host::read_deployed(prefix));
    planned.observed = TRY(host::observe(planned.desired, planned.deployed));
    planned.plan = plan::make_plan(planned.desired, planned.observed, planned.deployed,
                                   {.purge = options.purge, .only = options.services});
    if (planned.plan.empty()) return exit_ok;
    return run_change(turn, planned, Sources{},
                      {.reason = concat("remove ", join(options.services, " ")),
                       .site_commit = planned.deployed.site_commit,
                       .services = options.services,
                       .options = options.change,
                       .format = options.format,
                       .retention = {}},
                      console);
}

}  // namespace

int remove(const RemoveOptions& options, Console& console) {
    Routed routed = route(options.where, forwarded_words(options), console);
    if (!routed.here) return routed.exit_code;
    auto prefixes = host::deployed_prefixes();
    if (!prefixes) return tell(prefixes.error(), console);
    auto records = read_records();
    if (!records) return tell(records.error(), console);
    if (!services_deployed(options.services, *records, console)) return exit_usage;
    for (const std::string& prefix : *prefixes) {
        auto code = remove_from(prefix, options, console);
        if (!code) return tell(code.error(), console);
        if (*code != exit_ok) return *code;
    }
    return exit_ok;
}

}  // namespace nagaya::app
