// Actions as JSON that can be read back: a part of plan_json.
#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "plan/action.hpp"

namespace nagaya::plan {

/// All of the action but the bytes of its files.
Json action_to_json(const Action& action);
/// What action_to_json wrote; contents are named. Untrusted input.
Result<Action> action_from_json(const Json& json);

}  // namespace nagaya::plan
