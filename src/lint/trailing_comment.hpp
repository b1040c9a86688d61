// A comment behind a value, which is none: systemd.syntax(7) knows comments on lines of their own only.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "syntax/unit_file.hpp"

namespace nagaya::lint {

/// Is the value of the key a command, or words for one?
bool holds_command(std::string_view key);

/// Where something that is meant as a comment begins in the value: "#" or ";" behind a blank and outside of quotes. Nothing for texts
/// that may hold such a character, as Description= and Environment= do; in commands only a "#" that stands alone.
std::optional<size_t> find_trailing_comment(const syntax::UnitEntry& entry);

}  // namespace nagaya::lint
