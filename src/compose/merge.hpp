// How a later file changes an earlier one, and how a list that says the same thing twice keeps the later one (Compose
// specification, "13-merge").
#pragma once

#include <span>

#include "base/diagnostic.hpp"
#include "compose/decode_yaml.hpp"
#include "compose/value.hpp"

namespace nagaya::compose {

/// Lays `over` on `file`: mappings key by key, lists behind each other, and the rules of single keys (`command` is replaced,
/// `environment` and `labels` become lists, `depends_on` and `networks` become mappings, …).
void merge_file(Value& file, Value over, Texts& texts, Report& report);
/// The same for one service and what extends it.
void merge_service(Value& base, Value over, Texts& texts, Report& report);

/// Of entries that mean the same thing (a port, a mount's target, a variable), keeps the last at the place of the first.
void drop_repeats(Value& file, Report& report);

/// Forgets in `file` what the paths name.
void apply_resets(Value& file, std::span<const ResetPath> resets);

}  // namespace nagaya::compose
