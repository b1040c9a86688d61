#include "base/utf8.hpp"

#include <algorithm>
#include <array>

#include <cstdint>
#include <cstring>

#include "base/check.hpp"

namespace nagaya {

namespace {

struct CodeRange {
    char32_t first;
    char32_t last;
};

/// Combining marks, joiners and variation selectors (general categories Mn, Me, Cf), in blocks.
constexpr auto zero_columns = std::to_array<CodeRange>({
    {0x0300, 0x036F},
    {0x0483, 0x0489},
    {0x0591, 0x05BD},
    {0x0610, 0x061A},
    {0x064B, 0x065F},
    {0x06D6, 0x06DC},
    {0x0E34, 0x0E3A},
    {0x0E47, 0x0E4E},
    {0x1AB0, 0x1AFF},
    {0x1DC0, 0x1DFF},
    {0x200B, 0x200F},
    {0x2060, 0x2064},
    {0x20D0, 0x20FF},
    {0x302A, 0x302D},
    {0x3099, 0x309A},
    {0xFE00, 0xFE0F},
    {0xFE20, 0xFE2F},
    {0xE0100, 0xE01EF},
});

/// East Asian letters and pictures, in blocks.
constexpr auto two_columns = std::to_array<CodeRange>({
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},   {0x25FD, 0x25FE},
    {0x2614, 0x2615},   {0x2648, 0x2653},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},
    {0x26F2, 0x26F3},   {0x2705, 0x2705},   {0x270A, 0x270B},   {0x2728, 0x2728},   {0x274C, 0x274C},
    {0x274E, 0x274E},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},   {0x2B1B, 0x2B1C},
    {0x2B50, 0x2B50},   {0x2B55, 0x2B55},   {0x2E80, 0x303E},   {0x3041, 0x4DBF},   {0x4E00, 0xA4CF},
    {0xA960, 0xA97C},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x16FE0, 0x18AFF}, {0x1B000, 0x1B2FF}, {0x1F004, 0x1F004},
    {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A}, {0x1F200, 0x1F265}, {0x1F300, 0x1F64F},
    {0x1F680, 0x1F6FF}, {0x1F7E0, 0x1F7EB}, {0x1F900, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD},
});

struct LeadByte {
    size_t length;
    char32_t bits;
    char32_t smallest;  // below it the form is overlong
};

LeadByte classify(unsigned char lead) {
    if (lead < 0x80) return {.length = 1, .bits = lead, .smallest = 0};
    if (lead >= 0xc2 && lead <= 0xdf) return {.length = 2, .bits = lead & 0x1fu, .smallest = 0x80};
    if (lead >= 0xe0 && lead <= 0xef) return {.length = 3, .bits = lead & 0x0fu, .smallest = 0x800};
    if (lead >= 0xf0 && lead <= 0xf4) return {.length = 4, .bits = lead & 0x07u, .smallest = 0x10000};
    return {.length = 0, .bits = 0, .smallest = 0};
}

}  // namespace

CodePoint decode_utf8(std::string_view bytes) {
    CHECK(!bytes.empty());
    const auto first = static_cast<unsigned char>(bytes.front());
    const CodePoint broken{.value = first, .length = 1, .valid = false};
    const LeadByte lead = classify(first);
    if (lead.length == 0 || lead.length > bytes.size()) return broken;
    char32_t value = lead.bits;
    for (size_t i = 1; i < lead.length; ++i) {
        const auto next = static_cast<unsigned char>(bytes[i]);
        if ((next & 0xc0u) != 0x80u) return broken;
        value = (value << 6) | (next & 0x3fu);
    }
    const bool surrogate = value >= 0xd800 && value <= 0xdfff;
    if (value < lead.smallest || value > 0x10ffff || surrogate) return broken;
    return {.value = value, .length = lead.length, .valid = true};
}

void append_utf8(std::string& out, char32_t point) {
    const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80 | ((point >> shift) & 0x3f)); };
    if (point < 0x80) {
        out += static_cast<char>(point);
    } else if (point < 0x800) {
        out += static_cast<char>(0xc0 | (point >> 6));
        tail(0);
    } else if (point < 0x10000) {
        out += static_cast<char>(0xe0 | (point >> 12));
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xf0 | (point >> 18));
        tail(12);
        tail(6);
        tail(0);
    }
}

size_t count_ascii(std::string_view bytes, size_t at) {
    const size_t begin = at;
    for (uint64_t word = 0; at + sizeof word <= bytes.size(); at += sizeof word) {
        std::memcpy(&word, bytes.data() + at, sizeof word);
        if (word & 0x8080808080808080U) break;
    }
    return at - begin;
}

size_t count_code_points(std::string_view bytes) {
    size_t count = 0;
    while (!bytes.empty()) {
        bytes.remove_prefix(decode_utf8(bytes).length);
        ++count;
    }
    return count;
}

size_t columns_of(char32_t point) {
    if (point < 0x300) return 1;
    const auto holds = [point](const auto& ranges) {
        const auto* found = std::ranges::upper_bound(ranges, point, {}, &CodeRange::first);
        return found != ranges.begin() && point <= (found - 1)->last;
    };
    return holds(zero_columns) ? 0 : holds(two_columns) ? 2 : 1;
}

}  // namespace nagaya
