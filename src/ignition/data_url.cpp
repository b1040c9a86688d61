#include "ignition/data_url.hpp"

#include <array>

#include "ignition/gzip.hpp"

namespace nagaya::ignition {

namespace {

/// RFC 2396's unreserved characters; all others are escaped.
constexpr std::array<bool, 256> unreserved = [] {
    std::array<bool, 256> set{};
    for (char c : std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()"))
        set[static_cast<unsigned char>(c)] = true;
    return set;
}();

size_t escaped_size(std::string_view bytes) {
    size_t size = 0;
    for (char c : bytes) size += unreserved[static_cast<unsigned char>(c)] ? 1 : 3;
    return size;
}

void append_escaped(std::string& out, std::string_view bytes) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (char c : bytes) {
        auto byte = static_cast<unsigned char>(c);
        if (unreserved[byte]) {
            out += c;
        } else {
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
}

constexpr std::string_view escaped_head = "data:,";
constexpr std::string_view base64_head = "data:;base64,";
constexpr size_t compression_worth = 4;  // gzip has to save more than its own name costs

size_t base64_size(size_t bytes) { return (bytes + 2) / 3 * 4; }

std::string base64_url(std::string_view bytes) {
    std::string url;
    url.reserve(base64_head.size() + base64_size(bytes.size()));
    url += base64_head;
    append_base64(url, bytes);
    return url;
}

struct PlainSizes {
    size_t escaped;
    size_t base64;
    size_t smaller() const { return std::min(escaped, base64); }
};

PlainSizes plain_sizes(std::string_view bytes) {
    return {.escaped = escaped_head.size() + escaped_size(bytes),
            .base64 = base64_head.size() + base64_size(bytes.size())};
}

std::string plain_url(std::string_view bytes, PlainSizes sizes) {
    if (sizes.base64 < sizes.escaped) return base64_url(bytes);
    std::string url;
    url.reserve(sizes.escaped);
    url += escaped_head;
    append_escaped(url, bytes);
    return url;
}

}  // namespace

void append_base64(std::string& out, std::string_view bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    auto byte = [&](size_t at) { return uint32_t{static_cast<unsigned char>(bytes[at])}; };
    size_t at = 0;
    for (; at + 3 <= bytes.size(); at += 3) {
        uint32_t group = byte(at) << 16 | byte(at + 1) << 8 | byte(at + 2);
        const char four[] = {digits[group >> 18], digits[group >> 12 & 63], digits[group >> 6 & 63],
                             digits[group & 63]};
        out.append(four, 4);
    }
    if (at == bytes.size()) return;
    bool two = at + 2 == bytes.size();
    uint32_t group = byte(at) << 16 | (two ? byte(at + 1) << 8 : 0);
    out += digits[group >> 18];
    out += digits[group >> 12 & 63];
    out += two ? digits[group >> 6 & 63] : '=';
    out += '=';
}

std::string escape_data(std::string_view bytes) {
    std::string out;
    out.reserve(escaped_size(bytes));
    append_escaped(out, bytes);
    return out;
}

std::string plain_data_url(std::string_view bytes) { return plain_url(bytes, plain_sizes(bytes)); }

Resource data_resource(std::string_view bytes, Compress compress) {
    PlainSizes sizes = plain_sizes(bytes);
    size_t can_be_won = base64_head.size() + base64_size(smallest_gzip) + compression_worth;
    if (compress == Compress::when_smaller && can_be_won < sizes.smaller()) {
        static thread_local GzipWriter writer;
        std::string_view compressed = writer.compress(bytes);
        if (base64_head.size() + base64_size(compressed.size()) + compression_worth < sizes.smaller())
            return {.compression = "gzip", .source = base64_url(compressed)};
    }
    return {.compression = "", .source = plain_url(bytes, sizes)};
}

}  // namespace nagaya::ignition
