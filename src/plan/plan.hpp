// What would change on a host and why: complete, printable, and all that `apply` ever looks at.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "plan/action.hpp"
#include "state/deployed.hpp"
#include "state/host_state.hpp"

namespace nagaya::plan {

/// What users of the service notice.
enum class Disruption { none, restart, stop };

/// One deed with its place in the order.
struct Step {
    uint32_t id = 0;      ///< its index in the plan
    std::string service;  ///< "" = the host as a whole
    Action action;
    std::string why;   ///< "files/site.conf changed", "new", "no longer in the site"
    std::string diff;  ///< unified diff of a text file, else ""
    Disruption disruption = Disruption::none;
    /// What stood there before, for each resource the step changes: nothing, or what was observed. What going back is made of.
    std::vector<std::pair<state::ResourceId, std::optional<state::Resource>>> before = {};
    /// Steps of other services whose writes are a reason for this one: when they are undone, so is this.
    std::vector<uint32_t> because = {};
    /// Cannot be taken back and is asked for by name (--purge): runs only after the commit point.
    bool irrevocable = false;
    std::vector<uint32_t> after;    ///< steps that must have succeeded first; all smaller than `id`
    std::vector<uint32_t> follows;  ///< steps that must have ended first, however they ended; all smaller than `id`
    /// What to remember once the step succeeded (and, for removals, to forget).
    std::vector<std::pair<state::ResourceId, state::DeployedEntry>> remember;
    std::vector<state::ResourceId> forget;
};

struct Plan {
    std::string host;
    std::string prefix;
    std::vector<Step> steps;
    std::string observed;  ///< digest of the observed state it was made from (print_state)
    /// Ours already and as they should be, but missing from the record (taken over).
    std::vector<std::pair<state::ResourceId, state::DeployedEntry>> adopt;
    /// In the record, but neither in the site nor on the host any more: to be dropped from the record.
    std::vector<state::ResourceId> forget;
    /// Left in place although no longer in the site, because it holds data.
    std::vector<std::string> kept;
    /// Volumes that the site defines anew and that stay as they were made, because they hold data: with how to remake them.
    std::vector<std::string> stays = {};

    bool empty() const { return steps.empty(); }
};

struct PlanOptions {
    bool purge = false;             ///< remove data and accounts of services that left the site
    std::vector<std::string> only;  ///< services to touch; empty = all
};

/// The ordered difference. Steps of one service fail together; a step never needs a step of a service it does not need.
/// First come the accounts and what services share, then each service's files and images, then what is enabled and started in
/// the order of needs, and last what nobody shares any more. The same three values give the same plan.
Plan make_plan(const state::HostState& desired, const state::HostState& observed, const state::Deployed& deployed,
               const PlanOptions& options);

}  // namespace nagaya::plan
