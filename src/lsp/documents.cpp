#include "lsp/documents.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "base/utf8.hpp"

namespace nagaya::lsp {
namespace {

int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

uint32_t number_of(const Json& json) { return static_cast<uint32_t>(std::clamp<int64_t>(json.number(), 0, INT32_MAX)); }

}  // namespace

constexpr auto encodings = std::to_array<std::pair<std::string_view, Encoding>>(
    {{"utf-8", Encoding::utf8}, {"utf-16", Encoding::utf16}, {"utf-32", Encoding::utf32}});

std::string_view name(Encoding encoding) { return encodings[static_cast<size_t>(encoding)].first; }

Encoding encoding_from(const Json& wanted) {
    for (const Json& one : wanted.array())
        for (const auto& [word, encoding] : encodings)
            if (one.text() == word) return encoding;
    return Encoding::utf16;
}

Lines::Lines(std::string_view text, Encoding encoding) : text_(text), encoding_(encoding) {
    for (size_t at = text.find_first_of("\r\n"); at != std::string_view::npos; at = text.find_first_of("\r\n", at)) {
        at += text.substr(at).starts_with("\r\n") ? 2 : 1;
        begins_.push_back(at);
    }
}

/// How many units the character at `at` has; `length` becomes that of its bytes.
uint32_t Lines::units(size_t at, size_t end, size_t& length) const {
    const CodePoint point = decode_utf8(text_.substr(at, end - at));
    length = point.length;
    if (encoding_ == Encoding::utf8) return static_cast<uint32_t>(point.length);
    return encoding_ == Encoding::utf16 && point.valid && point.value > 0xFFFF ? 2 : 1;
}

size_t Lines::offset(Place place) const {
    if (place.line >= begins_.size()) return text_.size();
    uint32_t unit = 0;
    size_t at = begins_[place.line];
    while (at < text_.size() && text_[at] != '\n' && text_[at] != '\r') {
        size_t length = 0;
        unit += units(at, text_.size(), length);
        if (unit > place.unit) break;
        at += length;
    }
    return at;
}

Place Lines::place(size_t offset) const {
    offset = std::min(offset, text_.size());
    const auto line = std::ranges::upper_bound(begins_, offset) - begins_.begin() - 1;
    uint32_t unit = 0;
    for (size_t at = begins_[static_cast<size_t>(line)], length = 0; at < offset; at += length)
        unit += units(at, offset, length);
    return {.line = static_cast<uint32_t>(line), .unit = unit};
}

Json Lines::range(size_t begin, size_t end) const {
    return JsonObject{{"start", json_of(place(begin))}, {"end", json_of(place(end))}};
}

Place place_from(const Json& position) {
    return {.line = number_of(position["line"]), .unit = number_of(position["character"])};
}

Json json_of(Place place) { return JsonObject{{"line", place.line}, {"character", place.unit}}; }

bool apply_change(std::string& text, const Json& change, Encoding encoding) {
    if (!std::holds_alternative<std::string>(change["text"].value)) return false;
    if (std::holds_alternative<std::nullptr_t>(change["range"].value)) {
        text = change["text"].text();
        return true;
    }
    const Lines lines(text, encoding);
    size_t begin = lines.offset(place_from(change["range"]["start"]));
    size_t end = lines.offset(place_from(change["range"]["end"]));
    if (end < begin) std::swap(begin, end);
    text.replace(begin, end - begin, change["text"].text());
    return true;
}

std::optional<std::string> path_of_uri(std::string_view uri) {
    constexpr std::string_view scheme = "file://";
    if (!uri.starts_with(scheme)) return std::nullopt;
    uri.remove_prefix(scheme.size());
    if (uri.starts_with("localhost/")) uri.remove_prefix(9);
    if (!uri.starts_with('/')) return std::nullopt;
    std::string path;
    for (size_t i = 0; i < uri.size(); ++i) {
        if (uri[i] != '%') {
            path += uri[i];
            continue;
        }
        if (i + 2 >= uri.size() || hex(uri[i + 1]) < 0 || hex(uri[i + 2]) < 0) return std::nullopt;
        path += static_cast<char>(hex(uri[i + 1]) * 16 + hex(uri[i + 2]));
        i += 2;
    }
    if (path.contains('\0')) return std::nullopt;
    return path;
}

std::string uri_of_path(std::string_view path) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out = "file://";
    for (const char c : path) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           std::string_view("-._~/@").contains(c);
        const auto byte = static_cast<unsigned char>(c);
        out += plain ? std::string(1, c) : concat('%', digits[byte >> 4], digits[byte & 15]);
    }
    return out;
}

}  // namespace nagaya::lsp
