// What every reader of this room asks of a file before it looks at it.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/diagnostic.hpp"
#include "base/source.hpp"

namespace nagaya::syntax {

/// Larger files are refused unread: a hand-written file never comes near it.
inline constexpr size_t max_file_bytes = size_t{1} << 20;

/// The text of `file`, which is then well-formed UTF-8 without NUL and of at most `max_file_bytes`; else one error under
/// `code`, at the first byte that is wrong, and nothing. `code` is a string literal.
std::optional<std::string_view> readable_text(const Sources& sources, FileId file, std::string_view code,
                                              Report& report);

}  // namespace nagaya::syntax
