// The check against the table of keys.
#pragma once

#include "base/diagnostic.hpp"
#include "compose/table.hpp"
#include "compose/value.hpp"

namespace nagaya::compose {

/// Reports (code "compose-schema") everything in `file` that the table does not allow; what is wrong becomes `broken`, unknown keys
/// go, so that later passes find only what they know. True when all was well.
bool check_shape(Value& file, Report& report);

}  // namespace nagaya::compose
