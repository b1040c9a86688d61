#include "lsp/documents.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/utf8.hpp"

namespace nagaya::lsp {
namespace {

uint32_t units(const CodePoint& point) { return point.valid && point.value > 0xFFFF ? 2 : 1; }

int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

uint32_t number_of(const Json& json) { return static_cast<uint32_t>(std::clamp<int64_t>(json.number(), 0, INT32_MAX)); }

}  // namespace

size_t offset_of(std::string_view text, Place place) {
    size_t at = 0;
    for (uint32_t line = 0; line < place.line; ++line) {
        const size_t end = text.find('\n', at);
        if (end == std::string_view::npos) return text.size();
        at = end + 1;
    }
    uint32_t unit = 0;
    while (at < text.size() && text[at] != '\n' && !(text[at] == '\r' && text.substr(at).starts_with("\r\n"))) {
        const CodePoint point = decode_utf8(text.substr(at));
        unit += units(point);
        if (unit > place.unit) break;
        at += point.length;
    }
    return at;
}

uint32_t units_of(std::string_view text) {
    uint32_t sum = 0;
    while (!text.empty()) {
        const CodePoint point = decode_utf8(text);
        sum += units(point);
        text.remove_prefix(point.length);
    }
    return sum;
}

Place place_of(const Sources& sources, FileId file, uint32_t offset) {
    const std::string_view text = sources.text(file);
    offset = std::min(offset, static_cast<uint32_t>(text.size()));
    const std::string_view line = sources.line_at(file, offset);
    const auto start = static_cast<size_t>(line.data() - text.data());
    return {.line = sources.position(file, offset).line - 1,
            .unit = units_of(text.substr(start, offset - std::min<size_t>(start, offset)))};
}

Place place_from(const Json& position) {
    return {.line = number_of(position["line"]), .unit = number_of(position["character"])};
}

Json json_of(Place place) { return JsonObject{{"line", place.line}, {"character", place.unit}}; }

Json range_of(const Sources& sources, Span at) {
    return JsonObject{{"start", json_of(place_of(sources, at.file, at.begin))},
                      {"end", json_of(place_of(sources, at.file, at.end))}};
}

bool apply_change(std::string& text, const Json& change) {
    if (!std::holds_alternative<std::string>(change["text"].value)) return false;
    if (std::holds_alternative<std::nullptr_t>(change["range"].value)) {
        text = change["text"].text();
        return true;
    }
    const size_t begin = offset_of(text, place_from(change["range"]["start"]));
    const size_t end = offset_of(text, place_from(change["range"]["end"]));
    if (end < begin) return false;
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
