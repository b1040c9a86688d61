// What nobody shares any more goes last.
#include "plan/orderer.hpp"

namespace nagaya::plan {

using state::ResourceId;

// Shared directories go after what stood in them, an account's before the host's.
void Orderer::remove_shared() {
    Frontier all;
    for (auto& [service, frontier] : frontiers_) {
        const std::vector<Leave>& purged = group(service).purged_trees;
        // What cannot be taken back comes after everything of the service that can.
        if (!purged.empty()) join(frontier, started_[service]);
        for (const Leave& leaving : purged) steps_.chain(step_for(leaving), frontier);
        append(all, frontier);
        for (const std::string& account : accounts_of(service)) append(removed_[account], frontier);
    }
    for (auto& [key, owner] : changes_.groups) {
        if (!key.service.empty()) break;
        if (key.account.empty()) continue;
        Frontier& frontier = removed_[key.account];
        settle(frontier);
        remove_from(owner, frontier);
        append(all, frontier);
    }
    settle(all);
    const auto host = changes_.groups.find(GroupKey{});
    if (host != changes_.groups.end()) remove_from(host->second, all);
}

// Whose a service is, and whose it was: the latter from the units and files that it leaves behind.
std::set<std::string> Orderer::accounts_of(const std::string& service) const {
    std::set<std::string> accounts = {account_of(service)};
    const auto owner = changes_.groups.find(GroupKey{.service = service, .account = {}});
    if (owner == changes_.groups.end()) return accounts;
    for (const ResourceId* unit : owner->second.forgotten_units) accounts.insert(unit->scope);
    for (const Leave& leaving : owner->second.leaving_files) {
        if (const auto reader = managers_.reader_of(leaving.id->name)) accounts.insert(*reader);
    }
    return accounts;
}

void Orderer::remove_from(Group& owner, Frontier& frontier) {
    for (const Leave& leaving : owner.leaving_files) steps_.chain(step_for(leaving), frontier);
    for (const Leave& leaving : owner.leaving_directories) steps_.chain(step_for(leaving), frontier);
    for (const Leave& leaving : owner.purged_trees) steps_.chain(step_for(leaving), frontier);
}

void Orderer::purge_accounts() {
    for (const Leave& leaving : changes_.purged_accounts) {
        Step step;
        step.action = PurgeAccount{std::get<state::Account>(leaving.observed->value)};
        step.why = "no longer in the site";
        step.forget.push_back(*leaving.id);
        Frontier& after = removed_[leaving.id->name];
        settle(after);
        steps_.add(std::move(step), after);
    }
}

}  // namespace nagaya::plan
