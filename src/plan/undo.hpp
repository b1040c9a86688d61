// The way back: from a plan that was begun to the steps that restore what stood there before.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "plan/plan.hpp"

namespace nagaya::plan {

/// The services that must go back together with `failed`, these included: those with a begun step that happened because of
/// a step of one of them, and so on.
std::set<std::string> fall_together(const Plan& plan, const std::set<std::string>& failed,
                                    const std::set<uint32_t>& begun);

/// Steps that bring everything that the `begun` steps of `services` changed back to what stood there before (Step::before).
/// First what was started for the first time is stopped, then paths go back, last written first, then managers reload,
/// enabling is put right, and what ran before and was touched is started or restarted in the order of the plan, each followed
/// by its AwaitHealth.
///
/// Every step is idempotent, also when the deed it takes back never happened or only half, and when going back was begun
/// before. Not taken back, because they are not seen and the next apply uses them: accounts, images, hooks that ran, and data
/// directories (Directory::keep) that were made. Irrevocable steps have no way back and run after the commit point only.
Plan undo_plan(const Plan& plan, const std::set<uint32_t>& begun, const std::set<std::string>& services);
/// The same for all services and for what they share.
Plan undo_plan(const Plan& plan, const std::set<uint32_t>& begun);

}  // namespace nagaya::plan
