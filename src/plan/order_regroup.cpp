// Accounts that gain groups: a running manager has the groups it was started with, so it is restarted, and all it runs.
#include "base/text.hpp"
#include "plan/order.hpp"
#include "plan/orderer.hpp"

namespace nagaya::plan {

// As late as it can be, when everything that could fail unseen is over; whether it failed or not, since nobody waits for
// another service's success. An account that lacks more than groups may have no manager before: that one is set first.
void Orderer::regroup(bool only_groups) {
    for (const Regroup& change : changes_.regrouped) {
        if (change.only_groups != only_groups) continue;
        const std::string& account = change.account.id->name;
        Frontier prepared;
        if (only_groups) {
            for (const std::string& service : services_in_order()) {
                if (account_of(service) != account) continue;
                prepare(group(service), account, frontier_of(service));
                prepared_.insert(service);
                append(prepared, frontier_of(service));
                append(prepared, image_waits_[service]);
            }
            settle(prepared);
        }
        Step step;
        step.action = SetAccounts{{std::get<state::Account>(change.account.resource->value)}};
        step.why = only_groups ? "groups changed: its service manager is restarted"
                               : nagaya::concat(change.account.why, ": its service manager is restarted");
        step.disruption = Disruption::restart;
        step.remember.emplace_back(*change.account.id, state::entry_of(*change.account.resource));
        const uint32_t set = steps_.add(std::move(step), {});
        steps_.at(set).follows = prepared;
        Step wait;
        wait.action = AwaitManager{account};
        wait.why = "it is restarted";
        regrouped_[account] = manager_steps_[account] = {steps_.add(std::move(wait), {set})};
        start_again(account, change);
    }
}

// What has no [Install] does not come back by itself.
void Orderer::start_again(const std::string& account, const Regroup& change) {
    std::map<std::string, Frontier> starts;
    for (const std::string& service : in_needs_order(desired_.services)) {
        const auto units = change.running.find(service);
        if (units == change.running.end()) continue;
        Frontier needed;
        for (const std::string& need : desired_.services.at(service).needs) append(needed, starts[need]);
        settle(needed);
        for (const state::ResourceId* id : units->second) {
            const auto& unit = std::get<state::Unit>(desired_.find(*id)->value);
            const uint32_t step = steps_.add(
                unit_step(service, unit, UnitVerb::start, "its service manager is restarted"), regrouped_[account]);
            steps_.at(step).follows = needed;
            starts[service].push_back(step);
            started_again_[*id] = {step};
            const auto& changed = group(service).units;
            const bool again = std::ranges::any_of(
                changed, [&](const UnitPut& put) { return *put.id == *id && put.change.running.has_value(); });
            if (!again) await_health(steps_.at(step));
        }
    }
}

}  // namespace nagaya::plan
