// A plan for people and for programs.
#pragma once

#include <string>

#include "plan/plan.hpp"

namespace nagaya::plan {

struct RenderOptions {
    bool colour = false;
    bool diffs = true;  ///< show text differences of files
};

/// Grouped by service: what and why, disruptions marked, and a line of totals; "nothing to do" for an empty plan.
std::string render_text(const Plan& plan, RenderOptions options);

/// {"version":1,"host":…,"steps":[{id,service,action,verb,resource,why,disruption,after,diff}…],"kept":[…],"stays":[…]}. File contents are
/// not part of it, only their digests.
std::string render_json(const Plan& plan);

}  // namespace nagaya::plan
