// UTF-8 (RFC 3629), one code point at a time.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace nagaya {

/// One code point at the start of some bytes.
struct CodePoint {
    char32_t value = 0;  ///< for a byte that is not UTF-8, that byte
    size_t length = 1;   ///< bytes, at least one
    bool valid = false;  ///< false also for overlong forms, surrogates and values over U+10FFFF
};

/// The first code point of `bytes`, which must not be empty.
CodePoint decode_utf8(std::string_view bytes);

/// Writes a code point behind `out`; values that UTF-8 has no form for are the caller's matter.
void append_utf8(std::string& out, char32_t point);

/// How many bytes from `at` on are ASCII for sure: found eight at a time, since nearly all texts are ASCII from end to end.
size_t count_ascii(std::string_view bytes, size_t at = 0);

/// Code points in `bytes`; each byte that is not UTF-8 counts as one.
size_t count_code_points(std::string_view bytes);

/// Columns that a terminal takes for the code point: 2 for those that are wide (Unicode's East_Asian_Width W and F), 0 for marks that
/// stand on the one before, else 1.
size_t columns_of(char32_t point);

}  // namespace nagaya
