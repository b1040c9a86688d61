// Small text tools that libstdc++ 12 lacks.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nagaya {

inline void append_piece(std::string& out, std::string_view piece) { out += piece; }
inline void append_piece(std::string& out, char piece) { out += piece; }
template <std::integral T>
    requires(!std::same_as<T, char> && !std::same_as<T, bool>)
void append_piece(std::string& out, T number) {
    char digits[24];
    auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
    out.append(digits, end);
}

inline size_t room_of(std::string_view piece) { return piece.size(); }
inline size_t room_of(char) { return 1; }
template <std::integral T>
    requires(!std::same_as<T, char> && !std::same_as<T, bool>)
constexpr size_t room_of(T) {
    return 6;  // most are small
}

/// All pieces (text, characters, integers) one after another.
template <class... Pieces>
std::string concat(const Pieces&... pieces) {
    std::string out;
    out.reserve((room_of(pieces) + ... + size_t{0}));
    (append_piece(out, pieces), ...);
    return out;
}

/// The pieces between separators; an empty text is one empty piece.
std::vector<std::string_view> split(std::string_view text, char separator);
/// The non-empty pieces between blanks and tabs.
std::vector<std::string_view> split_words(std::string_view text);
std::string join(const std::vector<std::string>& pieces, std::string_view separator);
/// Without ASCII white space at both ends.
std::string_view trim(std::string_view text);
/// What stands before the last slash, as it is written: "/" of "/x", "." of "x".
std::string_view parent_of(std::string_view path);
/// The whole text as a decimal number without sign, or nothing.
std::optional<uint64_t> parse_number(std::string_view text);
/// Octal, four digits and more: 0750.
std::string octal(uint32_t mode);
/// Well-formed UTF-8 without NUL?
bool is_text(std::string_view bytes);
/// With line breaks and other control characters made visible (\n, \x1b): safe to print on a terminal.
std::string visible(std::string_view text);
/// "1 file", "3 files".
std::string plural(size_t count, std::string_view noun);

}  // namespace nagaya
