#include "app/host_summary.hpp"

#include <algorithm>
#include <set>

#include "app/generations.hpp"
#include "base/text.hpp"
#include "emit/first_boot.hpp"
#include "host/apply_lock.hpp"
#include "host/deployed_record.hpp"
#include "host/safe_files.hpp"
#include "host/storage.hpp"

namespace nagaya::app {

namespace {

/// Is it one of ours that hold up accounts (PREFIX-SERVICE-ready.service of the system manager)?
bool is_readiness(const host::UnitStatus& row) { return row.account == "root" && row.unit.ends_with("-ready.service"); }

bool waits_or_failed(const host::UnitStatus& row) { return row.active == "activating" || row.active == "failed"; }

/// The unit that has something left to do of the first boot.
Result<std::string> first_boot_under_way(const std::string& prefix, const PrefixSummary& summary) {
    const std::string directory = concat(host::record_root, '/', prefix, '/');
    if (summary.generation == 0 && TRY(host::look_at(concat(directory, "rendered.json"))))
        return concat(prefix, "-first-boot.service");
    if (TRY(host::look_at(concat(directory, emit::first_start_marker)))) return concat(prefix, "-first-start.service");
    return std::string();
}

Result<PrefixSummary> summarise(const std::string& prefix) {
    PrefixSummary summary;
    summary.prefix = prefix;
    const std::unique_ptr<apply::Storage> storage = host::make_storage(prefix);
    const std::optional<state::Generation> generation = TRY(current_generation(prefix, *storage));
    if (generation) {
        summary.generation = generation->number;
        summary.time = generation->time;
        summary.reason = generation->reason;
        summary.site_commit = generation->site_commit;
    }
    summary.first_boot = TRY(first_boot_under_way(prefix, summary));
    const std::string journal = TRY(storage->read_journal());
    summary.under_way = TRY(host::apply_lock_holder(prefix));
    // Who has the lock is at work; a journal without one was left behind.
    summary.cut_off = !journal.empty() && summary.under_way.empty();
    return summary;
}

}  // namespace

Result<std::vector<PrefixSummary>> summarise_host() {
    std::vector<PrefixSummary> all;
    const std::vector<std::string> prefixes = TRY(host::deployed_prefixes());
    for (const std::string& prefix : prefixes) all.push_back(TRY(summarise(prefix)));
    return all;
}

std::map<std::string, std::string> waiting_services(const state::HostState& state,
                                                    const std::vector<host::UnitStatus>& rows) {
    std::set<std::string> blocking;
    std::set<std::string> down;  // accounts without a manager
    for (const host::UnitStatus& row : rows) {
        if (is_readiness(row) && waits_or_failed(row)) blocking.insert(row.unit);
        if (row.active.empty()) down.insert(row.account);
    }
    std::map<std::string, std::set<std::string>> by_account;
    for (const auto& [name, order] : state.services)
        for (const std::string& need : order.needs)
            if (blocking.contains(concat(state.prefix, "-", need, "-ready.service")) && down.contains(order.account))
                by_account[order.account].insert(need);
    std::map<std::string, std::string> waiting;
    for (const auto& [name, order] : state.services)
        if (const auto found = by_account.find(order.account); found != by_account.end())
            waiting.emplace(name, join({found->second.begin(), found->second.end()}, ", "));
    return waiting;
}

std::map<std::string, std::string> waiting_services(const std::vector<host::UnitStatus>& rows) {
    std::map<std::string, std::string> waiting;
    // Rarely so: generations are read only then.
    if (std::ranges::none_of(rows, [](const auto& row) { return is_readiness(row) && waits_or_failed(row); }))
        return waiting;
    const auto prefixes = host::deployed_prefixes();
    if (!prefixes) return waiting;
    for (const std::string& prefix : *prefixes) {
        const std::unique_ptr<apply::Storage> storage = host::make_storage(prefix);
        const auto generation = current_generation(prefix, *storage);
        if (generation && *generation) waiting.merge(waiting_services((*generation)->state, rows));
    }
    return waiting;
}

}  // namespace nagaya::app
