// JSON that others write, where only what we ask about matters.
#pragma once

#include <string_view>

#include "base/json.hpp"

namespace nagaya {

/// As parse_json, but a number that is no 64-bit integer is null instead of a failure: editors send their users' settings along.
Result<Json> parse_foreign_json(std::string_view text);

}  // namespace nagaya
