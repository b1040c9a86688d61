// A plan as text that can be read back: what the journal of an apply begins with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plan/plan.hpp"
#include "state/resource_json.hpp"

namespace nagaya::plan {

/// Everything of the plan but diffs. File contents are named by digest; `print_plan` holds no content and no secret.
std::string print_plan(const Plan& plan);

/// What `print_plan` wrote. Contents are empty ones until they are filled in with `contents_of` (state::Content::named).
/// Untrusted bytes: every index is checked (after, follows and because are smaller than the step's id).
Result<Plan> parse_plan(std::string_view text);

/// The contents that going back may need: of every file in a Step::before.
std::vector<state::Content*> contents_to_keep(Plan& plan);

}  // namespace nagaya::plan
