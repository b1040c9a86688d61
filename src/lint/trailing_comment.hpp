// A comment behind a value, which is none: systemd.syntax(7) knows comments on lines of their own only.
#pragma once

#include <cstddef>
#include <optional>

#include "syntax/unit_file.hpp"

namespace nagaya::lint {

/// Where something that is meant as a comment begins in the value: "#" or ";" behind a blank and outside of quotes. Nothing for texts
/// that may hold such a character, as Description= and Environment= do; in commands only a "#" that stands alone.
std::optional<size_t> find_trailing_comment(const syntax::UnitEntry& entry);

}  // namespace nagaya::lint
