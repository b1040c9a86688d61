#include "base/text.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace nagaya {

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> pieces;
    pieces.reserve(4);
    for (;;) {
        const size_t at = text.find(separator);
        pieces.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return pieces;
        text.remove_prefix(at + 1);
    }
}

std::vector<std::string_view> split_words(std::string_view text) {
    std::vector<std::string_view> words;
    for (;;) {
        const size_t begin = text.find_first_not_of(" \t");
        if (begin == std::string_view::npos) return words;
        text.remove_prefix(begin);
        const size_t end = text.find_first_of(" \t");
        words.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return words;
        text.remove_prefix(end);
    }
}

std::string join(const std::vector<std::string>& pieces, std::string_view separator) {
    std::string out;
    for (size_t i = 0; i < pieces.size(); ++i) {
        if (i > 0) out += separator;
        out += pieces[i];
    }
    return out;
}

std::string_view trim(std::string_view text) {
    const auto is_white = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    while (!text.empty() && is_white(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_white(text.back())) text.remove_suffix(1);
    return text;
}

std::string_view parent_of(std::string_view path) {
    const size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? "." : path.substr(0, std::max<size_t>(slash, 1));
}

std::optional<uint64_t> parse_number(std::string_view text) {
    uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (text.empty() || error != std::errc() || stopped != end) return std::nullopt;
    return number;
}

std::string octal(uint32_t mode) {
    char digits[16];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, mode, 8);
    std::string out(digits, end);
    if (out.size() < 4) out.insert(0, 4 - out.size(), '0');
    return out;
}

bool is_text(std::string_view bytes) {
    if (bytes.contains('\0')) return false;
    for (size_t at = count_ascii(bytes); at < bytes.size(); at += count_ascii(bytes, at)) {
        const CodePoint point = decode_utf8(bytes.substr(at));
        if (!point.valid) return false;
        at += point.length;
    }
    return true;
}

namespace {

// Code points that move the cursor, change the terminal, or reorder what stands beside them (Unicode UAX #9).
bool is_hidden(char32_t point) {
    if (point < 0x20 || (point >= 0x7f && point <= 0x9f)) return true;
    if (point >= 0x2028 && point <= 0x202e) return true;
    return point == 0x200e || point == 0x200f || (point >= 0x2066 && point <= 0x2069) || point == 0xfeff;
}

std::string hex(char32_t value, size_t width) {
    char digits[16];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, static_cast<uint32_t>(value), 16);
    std::string out(digits, end);
    if (out.size() < width) out.insert(0, width - out.size(), '0');
    return out;
}

void append_visible(std::string& out, CodePoint point, std::string_view bytes) {
    if (point.valid && !is_hidden(point.value)) {
        out += bytes;
    } else if (point.valid && point.value == '\n') {
        out += "\\n";
    } else if (point.valid && point.value == '\r') {
        out += "\\r";
    } else if (point.valid && point.value == '\t') {
        out += "\\t";
    } else if (!point.valid || point.value < 0x80) {
        out += "\\x" + hex(point.value, 2);
    } else {
        out += "\\u{" + hex(point.value, 4) + '}';
    }
}

}  // namespace

std::string visible(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto plain = std::ranges::find_if_not(text, [](char c) { return c >= ' ' && c <= '~'; });
        out.append(text.begin(), plain);
        text.remove_prefix(static_cast<size_t>(plain - text.begin()));
        if (text.empty()) break;
        const CodePoint point = decode_utf8(text);
        append_visible(out, point, text.substr(0, point.length));
        text.remove_prefix(point.length);
    }
    return out;
}

std::string plural(size_t count, std::string_view noun) { return concat(count, ' ', noun, count == 1 ? "" : "s"); }

}  // namespace nagaya
