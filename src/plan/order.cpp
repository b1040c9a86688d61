#include "plan/order.hpp"

#include "base/text.hpp"
#include "plan/leaving.hpp"
#include "plan/orderer.hpp"

namespace nagaya::plan {

Orderer::Orderer(const state::HostState& desired, const state::HostState& observed, const Managers& managers,
                 Changes changes)
    : desired_(desired),
      observed_(observed),
      managers_(managers),
      changes_(std::move(changes)),
      contexts_(build_contexts(desired)) {}

void Orderer::order(Plan& plan) {
    set_accounts();
    regroup(false);
    const std::vector<std::string> services = services_in_order();
    place_shared();
    for (const std::string& service : services) place_directories(service);
    provide_shared_images();
    regroup(true);
    for (const std::string& service : services) make_ready(service);
    stop_leaving(services);
    for (const std::string& service : services) commit(service);
    note_files_of_others();
    remake_networks();
    const std::vector<std::string> starting = in_needs_order(desired_.services);
    for (const std::string& service : starting) start(service);
    for (const std::string& service : starting) start_last(service);
    remove_shared();
    purge_accounts();
    plan.steps = steps_.take();
    plan.adopt = std::move(changes_.adopt);
    plan.forget = std::move(changes_.forget);
    plan.kept = std::move(changes_.kept);
    plan.stays = std::move(changes_.stays);
}

std::string Orderer::account_of(const std::string& service) const {
    const auto found = desired_.services.find(service);
    return found == desired_.services.end() ? std::string() : found->second.account;
}

// Services that left come first: their ports and names may be wanted by others.
std::vector<std::string> Orderer::services_in_order() const {
    std::vector<std::string> order;
    for (const auto& [key, group] : changes_.groups) {
        if (!key.service.empty() && !desired_.services.contains(key.service)) order.push_back(key.service);
    }
    for (std::string& service : in_needs_order(desired_.services)) {
        if (changes_.groups.contains(GroupKey{.service = service, .account = {}})) order.push_back(std::move(service));
    }
    return order;
}

void Orderer::set_accounts() {
    if (changes_.accounts.empty()) return;
    SetAccounts action;
    Step step;
    std::vector<std::string> reasons;
    for (const Put& put : changes_.accounts) {
        action.accounts.push_back(std::get<state::Account>(put.resource->value));
        created_accounts_.insert(put.id->name);
        if (std::ranges::find(reasons, put.why) == reasons.end()) reasons.push_back(put.why);
        step.remember.emplace_back(*put.id, state::entry_of(*put.resource));
    }
    step.action = std::move(action);
    step.why = nagaya::join(reasons, "; ");
    accounts_step_ = {steps_.add(std::move(step), {})};
}

Frontier Orderer::account_ready(const std::string& account) const {
    return created_accounts_.contains(account) ? accounts_step_ : Frontier{};
}

// The step that waits for an account's manager, made when it is first asked for. The system's manager is always there.
Frontier Orderer::manager_ready(const std::string& account) {
    if (account.empty() || account == "root") return {};
    const auto [found, is_new] = manager_steps_.try_emplace(account);
    if (is_new) {
        Step step;
        step.action = AwaitManager{account};
        step.why = "its units are changed";
        found->second = {steps_.add(std::move(step), account_ready(account))};
    }
    return found->second;
}

Frontier& Orderer::frontier_of(const std::string& service) {
    const auto [found, is_new] = frontiers_.try_emplace(service);
    if (is_new) {
        const std::string account = account_of(service);
        const auto shared = shared_.find(account);
        if (shared != shared_.end()) {
            found->second = shared->second;
        } else if (!account.empty()) {
            found->second = shared_[""];
            join(found->second, account_ready(account));
        }
    }
    return found->second;
}

std::vector<std::string> in_needs_order(const std::map<std::string, state::ServiceOrder>& services) {
    std::vector<std::string> order;
    std::set<std::string> seen;
    // Depth first with a stack of our own: a chain of needs may be as long as the site has services.
    struct Visit {
        const std::string* service;
        const std::vector<std::string>* needs;
        size_t next = 0;
    };
    std::vector<Visit> path;
    const auto enter = [&](const std::string& service) {
        const auto found = services.find(service);
        if (found != services.end() && seen.insert(service).second)
            path.push_back({&found->first, &found->second.needs});
    };
    for (const auto& [service, needs] : services) {
        enter(service);
        while (!path.empty()) {
            Visit& visit = path.back();
            if (visit.next < visit.needs->size()) {
                enter((*visit.needs)[visit.next++]);
            } else {
                order.push_back(*visit.service);
                path.pop_back();
            }
        }
    }
    return order;
}

void order_steps(const state::HostState& desired, const state::HostState& observed, const Managers& managers,
                 Changes changes, Plan& plan) {
    Orderer(desired, observed, managers, std::move(changes)).order(plan);
}

}  // namespace nagaya::plan
