#include "syntax/age_file.hpp"

#include <cstdint>

#include "base/text.hpp"

namespace nagaya::syntax {

namespace {

constexpr std::string_view armor_begin = "-----BEGIN AGE ENCRYPTED FILE-----";
constexpr std::string_view armor_end = "-----END AGE ENCRYPTED FILE-----";
constexpr std::string_view version_line = "age-encryption.org/v1";
constexpr size_t most_recipients = 1000;
constexpr size_t largest_header = size_t{1} << 20;

/// The value of a digit of base64 (RFC 4648, section 4), or -1.
int digit_value(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/// Appends what the line says; false when it is not base64.
bool decode_line(std::string_view line, std::string& out) {
    while (line.ends_with('=')) line.remove_suffix(1);
    uint32_t bits = 0;
    int count = 0;
    for (const char c : line) {
        const int value = digit_value(c);
        if (value < 0) return false;
        bits = (bits << 6U) | static_cast<uint32_t>(value);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        out += static_cast<char>((bits >> static_cast<unsigned>(count)) & 0xffU);
    }
    return true;
}

/// What stands between the lines of the armor, as far as it could be a header.
std::optional<std::string> without_armor(std::string_view bytes) {
    std::string out;
    size_t at = bytes.find('\n');
    while (at != std::string_view::npos && out.size() < largest_header) {
        const size_t end = bytes.find('\n', at + 1);
        const std::string_view line = trim(bytes.substr(at + 1, end == std::string_view::npos ? end : end - at - 1));
        if (line == armor_end) return out;
        if (!decode_line(line, out)) return std::nullopt;
        at = end;
    }
    return out;
}

}  // namespace

std::optional<AgeHeader> parse_age_header(std::string_view bytes) {
    AgeHeader header;
    std::string decoded;
    if (bytes.starts_with(armor_begin)) {
        header.armored = true;
        std::optional<std::string> inside = without_armor(bytes);
        if (!inside) return std::nullopt;
        decoded = *std::move(inside);
        bytes = decoded;
    }
    bytes = bytes.substr(0, largest_header);
    bool first = true;
    for (size_t at = 0; at < bytes.size();) {
        const size_t end = bytes.find('\n', at);
        if (end == std::string_view::npos) return std::nullopt;
        const std::string_view line = bytes.substr(at, end - at);
        at = end + 1;
        if (first != (line == version_line)) return std::nullopt;
        first = false;
        if (line.starts_with("---")) return header.recipients.empty() ? std::nullopt : std::optional(std::move(header));
        if (!line.starts_with("-> ")) continue;  // the body of a stanza
        const std::string_view type = line.substr(3, line.find(' ', 3) - 3);
        // Some programs add a stanza that stands for nobody, to keep readers tolerant.
        if (!type.ends_with("-grease")) header.recipients.emplace_back(type);
        if (header.recipients.size() > most_recipients) return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace nagaya::syntax
