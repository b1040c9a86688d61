// systemd.syntax(7), "Quoting".
#include <charconv>

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "syntax/unit_file.hpp"

namespace nagaya::syntax {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Takes words off the front of a value; false from a function means bad quoting.
class WordReader {
public:
    explicit WordReader(std::string_view rest) : rest_(rest) {}

    bool read(std::vector<std::string>& words) {
        for (;;) {
            while (!rest_.empty() && is_blank(rest_[0])) rest_.remove_prefix(1);
            if (rest_.empty()) return true;
            if (!word(words.emplace_back())) return false;
        }
    }

private:
    bool word(std::string& out) {
        char quote = 0;
        while (!rest_.empty() && (quote != 0 || !is_blank(rest_[0]))) {
            const char c = rest_[0];
            rest_.remove_prefix(1);
            if (c == '\\') {
                if (!escape(out)) return false;
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else {
                out += c;
            }
        }
        return quote == 0;
    }

    bool escape(std::string& out) {
        constexpr std::string_view letters = "abfnrtv\\\"'s";
        constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\\"' ";
        if (rest_.empty()) return false;
        const char c = rest_[0];
        if (const size_t at = letters.find(c); at != std::string_view::npos) {
            rest_.remove_prefix(1);
            out += meanings[at];
            return true;
        }
        if (c >= '0' && c <= '7') return number(out, 3, 8, false);
        rest_.remove_prefix(1);
        if (c == 'x') return number(out, 2, 16, false);
        if (c == 'u') return number(out, 4, 16, true);
        if (c == 'U') return number(out, 8, 16, true);
        return false;
    }

    // Exactly `digits` digits, meaning a byte, or a code point if `unicode`.
    bool number(std::string& out, size_t digits, int base, bool unicode) {
        if (rest_.size() < digits) return false;
        uint32_t value = 0;
        const char* const end = rest_.data() + digits;
        if (std::from_chars(rest_.data(), end, value, base).ptr != end) return false;
        rest_.remove_prefix(digits);
        if (value == 0 || value > (unicode ? 0x10ffffU : 0xffU) || (value >= 0xd800 && value < 0xe000)) return false;
        if (unicode)
            append_utf8(out, value);
        else
            out += static_cast<char>(value);
        return true;
    }

    std::string_view rest_;
};

}  // namespace

std::vector<std::string> unit_words(std::string_view value) {
    std::vector<std::string> words;
    if (WordReader(value).read(words)) return words;
    const std::vector<std::string_view> raw = split_words(value);
    return {raw.begin(), raw.end()};
}

}  // namespace nagaya::syntax
