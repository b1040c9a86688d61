// The difference of two texts for people.
#pragma once

#include <string>
#include <string_view>

namespace nagaya {

/// The unified diff from `before` to `after` with three lines of context, lines without header; "" when equal. Texts over
/// 2,000 lines, and anything that is not text, give one line that says so with both sizes.
std::string unified_diff(std::string_view before, std::string_view after);

}  // namespace nagaya
