// The normal form of a checked file: each key as the type it is, sizes in bytes, durations spelled one way, empty things left out.
#pragma once

#include "base/diagnostic.hpp"
#include "compose/table.hpp"
#include "compose/value.hpp"

namespace nagaya::compose {

/// JSON prints a little more than YAML (`command: null`, empty `resources`) and leaves extensions out.
enum class Form { yaml, json };

/// The normal form of `value`, a mapping with the keys of `record`. What has the wrong type is reported (code "compose-value") and left
/// out.
Value bind(const Value& value, const Record& record, Form form, Texts& texts, Report& report);

}  // namespace nagaya::compose
