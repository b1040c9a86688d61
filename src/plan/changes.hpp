// The difference of a host from what it should be, sorted by who it belongs to: what `order` makes steps of.
#pragma once

#include <compare>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "plan/plan.hpp"
#include "plan/unit_change.hpp"

namespace nagaya::plan {

/// A resource that is missing or differs. The pointers live as long as the desired and the observed state.
struct Put {
    const state::ResourceId* id;
    const state::Resource* resource;
    std::string why;
    std::string diff;
    const state::Resource* observed = nullptr;  ///< what is there; null when nothing is
};

/// A unit with something to do, or with something to remember once its manager is reloaded.
struct UnitPut {
    const state::ResourceId* id;
    const state::Resource* resource;
    UnitChange change;
    std::vector<const state::ResourceId*> removed_inputs;  ///< files it was started with that this plan removes
    const state::ResourceId* triggered = nullptr;          ///< of a socket: the service it starts, if that runs
};

/// Something of ours that the site no longer wants, and that is still on the host. The pointers live as long as the record
/// and the observed state.
struct Leave {
    const state::ResourceId* id;
    const state::DeployedEntry* entry;
    const state::Resource* observed;
};

/// An account that is there and lacks a group. The pointers live as long as the desired state.
struct Regroup {
    Put account;
    bool only_groups;                                                      ///< and lacks nothing else
    std::map<std::string, std::vector<const state::ResourceId*>> running;  ///< service → its units that run
};

/// Steps of one group fail together. A service is a group; what services share is grouped by account, or for the whole host.
struct GroupKey {
    std::string service;  ///< "" = shared
    std::string account;  ///< of a shared group: whose it is, "" = the host's
    auto operator<=>(const GroupKey&) const = default;
};

/// Everything that has to happen for one group.
struct Group {
    // Prepared first, without being seen: directories, build contexts, hooks, images.
    std::vector<Leave>
        stale_context;  ///< files and directories of build contexts; files first, deepest directory first
    std::vector<Put> directories;
    std::vector<Put> context_files;
    std::vector<Put> hooks_before, hooks_after;
    std::vector<Put> images;
    // Then committed.
    std::vector<Leave> leaving_units;
    std::vector<Leave> leaving_files;        ///< and symlinks
    std::vector<Leave> leaving_directories;  ///< deepest first
    std::vector<Leave> purged_trees;
    std::vector<Put> late_directories;  ///< those that stand where a leaving file still is
    std::vector<Put> files;             ///< and symlinks
    std::vector<UnitPut> units;
    /// Units that are left: to be forgotten once their manager has read that they are gone.
    std::vector<const state::ResourceId*> forgotten_units;

    bool has_work() const;
};

struct Changes {
    std::vector<Put> accounts;
    std::vector<Regroup> regrouped;
    std::map<GroupKey, Group> groups;
    std::vector<Leave> purged_accounts;
    std::vector<std::pair<state::ResourceId, state::DeployedEntry>> adopt;
    std::vector<state::ResourceId> forget;
    std::vector<std::string> kept;
    std::vector<std::string> stays;  ///< see Plan
};

Changes find_changes(const state::HostState& desired, const state::HostState& observed, const state::Deployed& deployed,
                     const PlanOptions& options);

}  // namespace nagaya::plan
