// What a plan that was begun may have done to units, and how that is taken back.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "plan/plan.hpp"

namespace nagaya::plan {

/// One unit that the plan touched or may have touched.
struct TouchedUnit {
    const Step* first;              ///< the first of its steps: its `before` is what was there
    std::string service;            ///< whose steps they are
    state::Unit unit;               ///< as it was before; as the plan has it when it was not there
    bool was_active = false;        ///< before
    bool was_enabled = false;       ///< before
    std::set<UnitVerb> begun = {};  ///< what may have been done to it
    bool starts = false;            ///< the plan starts, restarts or reloads it
    uint32_t position = 0;          ///< the step that starts it; its first one when none does
    bool stops_first = false;       ///< going back stops it before files go back

    bool goes_back_to_running() const;
    /// How it gets there, when it is so.
    std::vector<UnitVerb> way_back() const;
};

/// Which services may have been changed to what their managers or a boot could start: those with a begun step that writes,
/// links or removes a file after their manager answered.
std::set<std::string> changed_on_disk(const Plan& plan, const std::set<uint32_t>& begun);

/// The units of `services` (null: of all) in the order of the plan. With `perhaps_booted`, units of services that were
/// changed on disk count as touched even if nobody asked for it: a boot meanwhile started what stood there.
std::vector<TouchedUnit> touched_units(const Plan& plan, const std::set<uint32_t>& begun,
                                       const std::set<std::string>* services, bool perhaps_booted);

/// A service of the plan, and those whose starts it waits for there.
struct StartOrder {
    std::string service;
    std::set<std::string> needs;  ///< each stands before it
};

/// The services that the plan starts something of, in its order; then all others with a unit in it.
std::vector<StartOrder> start_order(const Plan& plan);

}  // namespace nagaya::plan
