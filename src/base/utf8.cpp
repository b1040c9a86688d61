#include "base/utf8.hpp"

#include <cstdint>
#include <cstring>

#include "base/check.hpp"

namespace nagaya {

namespace {

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

}  // namespace nagaya
