// Whether the parts of a project fit each other.
#pragma once

#include "base/diagnostic.hpp"
#include "compose/value.hpp"

namespace nagaya::compose {

/// Reports (code "compose-reference") what is named and does not exist, what excludes each other, and dependencies in a circle. `file`
/// is a normal form, `disabled` its services without an active profile.
void check_consistency(const Value& file, const Value& disabled, Report& report);

/// Forgets the networks, volumes, secrets, configs and models that no service uses.
void drop_unused(Value& file);

}  // namespace nagaya::compose
