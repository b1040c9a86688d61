#include "quadlet/words.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace nagaya::quadlet {
namespace {

constexpr bool separates(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::optional<char32_t> digits(std::string_view text, size_t count, unsigned base) {
    if (text.size() < count) return std::nullopt;
    char32_t value = 0;
    for (const char c : text.substr(0, count)) {
        unsigned digit = base;
        if (c >= '0' && c <= '9') digit = static_cast<unsigned>(c - '0');
        if (c >= 'a' && c <= 'f') digit = static_cast<unsigned>(c - 'a') + 10;
        if (c >= 'A' && c <= 'F') digit = static_cast<unsigned>(c - 'A') + 10;
        if (digit >= base) return std::nullopt;
        value = value * base + digit;
    }
    return value;
}

/// A code point as UTF-8; a surrogate becomes U+FFFD.
void append_code_point(std::string& out, char32_t c) {
    if (c >= 0xd800 && c < 0xe000) c = 0xfffd;
    const auto put = [&](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (c < 0x80) return put(c);
    if (c < 0x800) {
        put(0xc0 | c >> 6);
    } else {
        if (c < 0x10000) {
            put(0xe0 | c >> 12);
        } else {
            put(0xf0 | c >> 18);
            put(0x80 | (c >> 12 & 0x3f));
        }
        put(0x80 | (c >> 6 & 0x3f));
    }
    put(0x80 | (c & 0x3f));
}

/// What stands behind a backslash, appended to `word`; how many bytes it took, 0 if it is no escape.
size_t unescape(std::string_view text, Release release, std::string& word) {
    constexpr std::string_view letters = "abfnrtv\\\"'s";
    constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\\"' ";
    if (const size_t at = letters.find(text[0]); at != std::string_view::npos) {
        word += meanings[at];
        return 1;
    }
    struct Form {
        char letter;
        size_t count;
    };
    for (const Form form : {Form{'x', 2}, Form{'u', 4}, Form{'U', 8}}) {
        if (text[0] != form.letter) continue;
        const auto value = digits(text.substr(1), form.count, 16);
        if (!value || *value == 0 || *value > 0x10ffff) return 0;
        append_code_point(word, *value);
        return 1 + form.count;
    }
    if (release < Release{5, 4, 0}) return 0;
    const auto value = digits(text, 3, 8);
    if (!value || *value == 0 || *value > 0xff) return 0;
    append_code_point(word, *value);
    return 3;
}

/// One value being cut.
struct Cutter {
    std::string_view rest;
    Split how;
    Release release;
    Arena& arena;

    /// The next word, possibly empty; nothing when an escape is bad.
    std::optional<std::string_view> next() {
        while (!rest.empty() && separates(rest[0])) rest.remove_prefix(1);
        const bool escapes = how == Split::arguments;
        size_t end = 0;
        while (end < rest.size() && !separates(rest[end]) && rest[end] != '"' && rest[end] != '\'' &&
               !(escapes && rest[end] == '\\'))
            ++end;
        if (end == rest.size() || separates(rest[end])) {
            const auto word = rest.substr(0, end);
            rest.remove_prefix(end);
            return word;
        }
        return spelled(escapes);
    }

private:
    std::optional<std::string_view> spelled(bool escapes) {
        std::string word;
        char quote = 0;
        size_t at = 0;
        while (at < rest.size()) {
            const char c = rest[at];
            if (escapes && c == '\\') {
                if (at + 1 == rest.size()) {
                    ++at;
                    break;
                }
                const size_t size = unescape(rest.substr(at + 1), release, word);
                if (size == 0) return std::nullopt;
                at += 1 + size;
                continue;
            }
            if (quote == 0 && separates(c)) break;
            ++at;
            if (quote == 0 && (c == '"' || c == '\''))
                quote = c;
            else if (c == quote)
                quote = 0;
            else
                word += c;
        }
        if (quote != 0 && !escapes) return std::nullopt;  // an open quote is only forgiven where escapes work
        rest.remove_prefix(at);
        return arena.keep(word);
    }
};

bool needs_quotes(std::string_view word) {
    for (size_t i = 0; i < word.size(); ++i) {
        const auto c = static_cast<unsigned char>(word[i]);
        if (c <= ' ' || c == '"' || c == '\'' || c == '\\' || c == 0x7f) return true;
        if (c == 0xc2 && i + 1 < word.size() && word[i + 1] == '\x80') return true;
    }
    return false;
}

/// Length of the well-formed UTF-8 sequence at the beginning; 0 if there is none.
size_t sequence(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const size_t size = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (size == 0 || text.size() < size) return 0;
    for (size_t i = 1; i < size; ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) return 0;
    const auto second = size > 1 ? static_cast<unsigned char>(text[1]) : 0x80;
    const bool bad = (lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) ||
                     (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f);
    return bad ? 0 : size;
}

void append_hex(std::string& out, unsigned c) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += "\\x";
    out += hex[c >> 4 & 0xf];
    out += hex[c & 0xf];
}

}  // namespace

bool split_value(std::string_view text, Split how, Release release, Arena& arena,
                 std::vector<std::string_view>& words) {
    const size_t before = words.size();
    Cutter cutter{text.substr(0, text.find('\0')), how, release, arena};  // a NUL is the generator's end of text
    while (true) {
        const auto word = cutter.next();
        if (!word) {
            words.resize(before);
            return false;
        }
        if (word->empty()) return true;
        words.push_back(*word);
    }
}

void append_word(std::string& out, std::string_view word, Release release) {
    if (!needs_quotes(word)) {
        out += word;
        return;
    }
    constexpr std::string_view special = "\a\b\n\r\t\v\f\\\"";
    constexpr std::string_view letters = "abnrtvf\\\"";
    out += '"';
    for (size_t i = 0; i < word.size();) {
        const char c = word[i];
        const auto byte = static_cast<unsigned char>(c);
        if (const size_t at = special.find(c); at != std::string_view::npos) {
            out += '\\';
            out += letters[at];
        } else if (byte < 0x20 || byte == 0x7f || (c == ' ' && release >= Release{5, 5, 0})) {
            append_hex(out, byte);
        } else if (byte < 0x80) {
            out += c;
        } else if (word.substr(i).starts_with("\xc2\x80")) {
            append_hex(out, 0x80);
            ++i;
        } else {
            const size_t size = sequence(word.substr(i));
            out += size == 0 ? std::string_view("\xef\xbf\xbd") : word.substr(i, size);
            i += size == 0 ? 0 : size - 1;
        }
        ++i;
    }
    out += '"';
}

}  // namespace nagaya::quadlet
