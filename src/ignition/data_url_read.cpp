// Reading `data:` URLs as the library does that Ignition uses: its grammar is RFC 2397 with RFC 2045 types, and its messages
// are what users of Ignition know.
#include <array>

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "ignition/data_url.hpp"

namespace nagaya::ignition {

namespace {

constexpr std::array<bool, 256> characters(std::string_view allowed) {
    std::array<bool, 256> set{};
    for (char c : allowed) set[static_cast<unsigned char>(c)] = true;
    return set;
}

constexpr std::array<bool, 256> all_but(std::string_view forbidden) {
    std::array<bool, 256> set{};
    for (unsigned c = 0x21; c < 0x7f; ++c) set[c] = true;
    for (char c : forbidden) set[static_cast<unsigned char>(c)] = false;
    return set;
}

constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr auto token_set = all_but("()<>@,;:\\\"/[]?=");
constexpr auto data_set = all_but("<>#\"{}|\\^[]`");
constexpr auto base64_set = characters("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\n");
constexpr std::array<int8_t, 256> base64_values = [] {
    std::array<int8_t, 256> values{};
    values.fill(-1);
    for (size_t at = 0; at < base64_digits.size(); ++at)
        values[static_cast<unsigned char>(base64_digits[at])] = static_cast<int8_t>(at);
    return values;
}();

bool in(const std::array<bool, 256>& set, char c) { return set[static_cast<unsigned char>(c)]; }

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

class Reader {
public:
    explicit Reader(std::string_view url) : text_(url) {}

    Result<void> head();
    Result<void> data(std::string* out);

private:
    bool at_end() const { return at_ == text_.size(); }
    char here() const { return text_[at_]; }
    std::unexpected<Error> refuse(std::string message) const { return fail(ErrorKind::malformed, std::move(message)); }

    Result<void> media_type();
    Result<void> parameters();
    Result<bool> parameter();
    Result<void> quoted_value();
    Result<void> plain_value();

    std::string_view text_;
    size_t at_ = 0;
    bool base64_ = false;
};

Result<void> unescape(std::string_view text, std::string* out) {
    for (size_t at = 0; at < text.size(); ++at) {
        char c = text[at];
        if (c != '%') {
            if (out) *out += c;
            continue;
        }
        int value = 0;
        for (int digit = 0; digit < 2; ++digit) {
            if (++at == text.size()) return fail(ErrorKind::malformed, "rfc2396: unexpected end of unescape sequence");
            int hex = hex_value(text[at]);
            if (hex < 0) return fail(ErrorKind::malformed, "rfc2396: invalid char 0x25 in unescape sequence");
            value = 16 * value + hex;
        }
        if (out) *out += static_cast<char>(value);
    }
    return {};
}

Result<void> Reader::media_type() {
    size_t begin = at_;
    bool extension = text_.substr(at_).starts_with("x-") || text_.substr(at_).starts_with("X-");
    if (!extension && !in(token_set, here())) return refuse("invalid character after data prefix");
    while (!at_end() && in(token_set, here())) ++at_;
    if (at_end()) return refuse("missing media type slash");
    if (here() != '/') return refuse("invalid character for media type");
    if (!extension) {
        std::string_view type = text_.substr(begin, at_ - begin);
        bool known = false;
        for (std::string_view name : {"text", "image", "audio", "video", "application", "message", "multipart"})
            known = known || type.starts_with(name);
        if (!known) return refuse("invalid media type");
    }
    ++at_;
    while (!at_end() && in(token_set, here())) ++at_;
    if (at_end()) return refuse("incomplete media type");
    if (here() != ';' && here() != ',') return refuse("invalid character for media subtype");
    return {};
}

Result<void> Reader::quoted_value() {
    size_t begin = ++at_;
    bool valid = true;  // as a Go string, which is how the library unquotes it
    for (; !at_end() && here() != '"'; ++at_) {
        if (here() == '\\') {
            ++at_;
            if (at_end()) return refuse("unexpected eof");
            valid = valid && std::string_view("abfnrtv\\\"xuU01234567").find(here()) != std::string_view::npos;
        }
        if (static_cast<unsigned char>(here()) >= 0x80) return refuse("invalid character for parameter value");
        valid = valid && here() != '\n';
    }
    if (at_end()) return refuse("unclosed quoted string");
    if (!valid && at_ > begin) return refuse("invalid syntax");
    ++at_;
    return {};
}

Result<void> Reader::plain_value() {
    size_t begin = at_;
    while (!at_end() && in(token_set, here())) ++at_;
    if (at_end()) return refuse("missing comma before data");
    if (at_ == begin || (here() != ';' && here() != ',')) return refuse("invalid character for parameter value");
    return unescape(text_.substr(begin, at_ - begin), nullptr);
}

/// One `;attribute=value`, or `;base64`; true if the comma comes next.
Result<bool> Reader::parameter() {
    size_t begin = ++at_;
    if (at_end() || here() == '=' || here() == ',') return refuse("unterminated parameter sequence");
    while (!at_end() && in(token_set, here())) ++at_;
    if (at_end()) return refuse("unterminated parameter sequence");
    if (here() == ',') {
        std::string_view word = text_.substr(begin, at_ - begin);
        if (word != "base64") return refuse(concat("expected base64, got ", word));
        base64_ = true;
        return true;
    }
    if (here() != '=') return refuse("invalid character for parameter attribute");
    ++at_;
    if (at_end()) return refuse("missing comma before data");
    bool quoted = here() == '"';
    if (auto value = quoted ? quoted_value() : plain_value(); !value) return std::unexpected(value.error());
    if (at_end()) return refuse("missing comma before data");
    if (here() != ';' && here() != ',') return refuse("expected semicolon or comma");
    return here() == ',';
}

Result<void> Reader::parameters() {
    while (here() == ';')
        if (TRY(parameter())) break;
    return {};
}

Result<void> Reader::head() {
    if (!text_.starts_with("data:")) return refuse("missing data prefix");
    at_ = 5;
    if (at_end()) return refuse("missing comma before data");
    if (here() != ';' && here() != ',') TRY(media_type());
    return parameters();
}

Result<void> Reader::data(std::string* out) {
    std::string_view rest = text_.substr(at_ + 1);
    const auto& set = base64_ ? base64_set : data_set;
    for (char c : rest)
        if (!in(set, c)) return refuse("invalid data character");
    if (!base64_) return unescape(rest, out);
    size_t odd = rest.find_first_of("=\n");
    bool plainly_valid =
        rest.size() % 4 == 0 && (odd == std::string_view::npos || rest.find('\n') == std::string_view::npos) &&
        (odd == std::string_view::npos || odd + 1 == rest.size() || (odd + 2 == rest.size() && rest.back() == '='));
    if (!out && plainly_valid) return {};
    Base64Decoded decoded = decode_base64(rest);
    if (decoded.position) return refuse(concat("illegal base64 data at input byte ", *decoded.position));
    if (out) *out = std::move(decoded.bytes);
    return {};
}

}  // namespace

Base64Decoded decode_base64(std::string_view text) {
    Base64Decoded decoded;
    decoded.bytes.reserve(text.size() / 4 * 3);
    uint32_t group = 0;
    size_t digits = 0;
    size_t at = 0;
    auto skip_breaks = [&] {
        while (at < text.size() && (text[at] == '\n' || text[at] == '\r')) ++at;
    };
    for (; at < text.size(); ++at) {
        char c = text[at];
        if (c == '\n' || c == '\r') continue;
        int value = base64_values[static_cast<unsigned char>(c)];
        if (value >= 0) {
            group = group << 6 | static_cast<uint32_t>(value);
            if (++digits < 4) continue;
            for (int shift : {16, 8, 0}) decoded.bytes += static_cast<char>(group >> shift & 0xff);
            digits = 0;
            group = 0;
            continue;
        }
        if (c != '=' || digits < 2) {
            decoded.position = at;
            return decoded;
        }
        ++at;
        if (digits == 2) {
            skip_breaks();
            if (at == text.size() || text[at] != '=') {
                decoded.position = at == text.size() ? at : at - 1;
                return decoded;
            }
            ++at;
        }
        skip_breaks();
        if (at < text.size()) decoded.position = at;
        group <<= 6 * (4 - digits);
        decoded.bytes += static_cast<char>(group >> 16 & 0xff);
        if (digits == 3) decoded.bytes += static_cast<char>(group >> 8 & 0xff);
        return decoded;
    }
    if (digits > 0) decoded.position = at - digits;
    return decoded;
}

Result<std::string> decode_data_url(std::string_view url) {
    Reader reader(url);
    TRY(reader.head());
    std::string out;
    TRY(reader.data(&out));
    return out;
}

std::optional<std::string> check_data_url(std::string_view url) {
    Reader reader(url);
    if (auto head = reader.head(); !head) return head.error().message;
    if (auto data = reader.data(nullptr); !data) return data.error().message;
    return std::nullopt;
}

}  // namespace nagaya::ignition
