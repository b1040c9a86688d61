// What a step does to what, in words: shared by both renderers.
#pragma once

#include <string>
#include <string_view>

#include "plan/plan.hpp"

namespace nagaya::plan {

/// How a step counts in the totals.
enum class Effect { none, create, change, remove, run, start, reload, restart, stop };

Effect effect_of(const Step& step);

/// "put-file", "reload-manager", "restart-unit", …: stable words for programs.
std::string_view action_name(const Action& action);

/// What the probes of a wait are, where the site declares some: "GET http://127.0.0.1/ (60 s at most)"; "" for all else.
std::string awaited(const Action& action);

/// The path, reference, unit or account an action is about.
std::string subject(const Action& action);

}  // namespace nagaya::plan
