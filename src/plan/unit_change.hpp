// What has to happen to one unit, and why.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "plan/action.hpp"
#include "state/deployed.hpp"

namespace nagaya::plan {

/// Whose turn it is when units stop (P06), from 0: timers, lest they start again what is stopped next; then sockets, paths, and
/// the rest (3).
int stop_rank(std::string_view unit);

struct UnitChange {
    std::optional<UnitVerb> enabling;  ///< enable or disable
    std::optional<UnitVerb> running;   ///< start, restart or reload
    std::string why;                   ///< of `running`, and of `changed`
    bool changed = false;              ///< its inputs are others than those it was started with
    bool unmask = false;               ///< it is wanted, and somebody masked it
    /// What it was started with is no longer on disk, and no step of this plan is the cause: an earlier apply ended between
    /// writing and reloading, so the manager may not know the new text yet.
    bool reload = false;
};

/// The smallest disruption that makes the unit what it should be (docs/plan.md). `record` is null for a unit nagaya never
/// started; `touched` are the inputs (by label) that this plan writes or removes.
UnitChange change_of(const state::Unit& desired, const state::Unit* observed, const state::DeployedEntry* record,
                     const std::set<std::string>& touched);

}  // namespace nagaya::plan
