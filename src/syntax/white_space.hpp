// White space as Go's unicode package knows it (Unicode's White_Space property), since the Quadlet generator trims by it.
#pragma once

#include <cstddef>
#include <string_view>

namespace nagaya::syntax {

constexpr bool is_ascii_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// A byte taken for a code point, as the generator does beside the "=": U+0085 and U+00A0 are white space.
constexpr bool is_space_byte(char c) { return is_ascii_space(c) || c == '\x85' || c == '\xa0'; }

/// Is the code point white space?
constexpr bool is_space(char32_t c) {
    return (c >= 9 && c <= 13) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) ||
           c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

/// How many bytes of white space (one code point in UTF-8) stand at the beginning; 0: none.
constexpr size_t space_at_begin(std::string_view text) {
    if (text.empty()) return 0;
    if (static_cast<unsigned char>(text[0]) < 0x80) return is_ascii_space(text[0]) ? 1 : 0;
    if (text.starts_with("\xc2\x85") || text.starts_with("\xc2\xa0")) return 2;
    if (text.size() < 3) return 0;
    const auto byte = [&](size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
    if (byte(0) < 0xe1 || byte(0) > 0xe3 || (byte(1) & 0xc0) != 0x80 || (byte(2) & 0xc0) != 0x80) return 0;
    return is_space((byte(0) & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f)) ? 3 : 0;
}

/// The same at the end.
constexpr size_t space_at_end(std::string_view text) {
    if (text.empty()) return 0;
    if (static_cast<unsigned char>(text.back()) < 0x80) return is_ascii_space(text.back()) ? 1 : 0;
    for (const size_t size : {size_t{2}, size_t{3}})
        if (text.size() >= size && space_at_begin(text.substr(text.size() - size)) == size) return size;
    return 0;
}

}  // namespace nagaya::syntax
