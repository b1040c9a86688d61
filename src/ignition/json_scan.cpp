#include "ignition/json_scan.hpp"

#include "base/text.hpp"
#include "base/utf8.hpp"

namespace nagaya::ignition {

namespace {

constexpr size_t deepest = 1000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

int hex(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Go's quoteChar.
std::string quoted(char c) {
    if (c == '\'') return "'\\''";
    if (c == '"') return "'\"'";
    auto byte = static_cast<unsigned char>(c);
    constexpr std::string_view digits = "0123456789abcdef";
    constexpr std::string_view named = "\a\b\f\n\r\t\v\\";
    constexpr std::string_view names = "abfnrtv\\";
    if (size_t at = named.find(c); at != std::string_view::npos) return concat("'\\", names[at], "'");
    if (byte < 0x20 || byte == 0x7f) return concat("'\\x", digits[byte >> 4], digits[byte & 15], "'");
    if (byte < 0x80) return concat("'", c, "'");
    if (byte < 0xa1 || byte == 0xad) return concat("'\\u00", digits[byte >> 4], digits[byte & 15], "'");
    // Go takes the byte for a code point.
    std::string text = "'";
    text += static_cast<char>(0xc0 | byte >> 6);
    text += static_cast<char>(0x80 | (byte & 0x3f));
    return text + "'";
}

class JsonChecker {
public:
    explicit JsonChecker(std::string_view text) : text_(text) {}

    std::string run() {
        if (value(0)) {
            blanks();
            if (at_ < text_.size()) refuse("after top-level value");
        }
        return std::move(problem_);
    }

private:
    bool refuse(std::string_view where) {
        problem_ = at_ >= text_.size() ? "unexpected end of JSON input"
                                       : concat("invalid character ", quoted(text_[at_]), " ", where);
        return false;
    }
    void blanks() {
        while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    }
    bool is(char c) const { return at_ < text_.size() && text_[at_] == c; }

    bool value(size_t depth) {
        blanks();
        if (depth > deepest) {
            problem_ = "exceeded max depth";
            return false;
        }
        if (at_ >= text_.size()) return refuse("");
        switch (text_[at_]) {
            case '{': return object(depth);
            case '[': return array(depth);
            case '"': return string();
            case 't': return literal("true");
            case 'f': return literal("false");
            case 'n': return literal("null");
            default: return number();
        }
    }

    bool literal(std::string_view word) {
        for (size_t index = 0; index < word.size(); ++index, ++at_)
            if (!is(word[index])) return refuse(concat("in literal ", word, " (expecting '", word[index], "')"));
        return true;
    }

    bool number() {
        size_t begin = at_;
        if (is('-')) ++at_;
        if (at_ >= text_.size() || !is_digit(text_[at_]))
            return refuse(at_ > begin ? "in numeric literal" : "looking for beginning of value");
        if (is('0'))
            ++at_;
        else
            digits();
        if (is('.')) {
            ++at_;
            if (at_ >= text_.size() || !is_digit(text_[at_])) return refuse("after decimal point in numeric literal");
            digits();
        }
        if (is('e') || is('E')) {
            ++at_;
            if (is('+') || is('-')) ++at_;
            if (at_ >= text_.size() || !is_digit(text_[at_])) return refuse("in exponent of numeric literal");
            digits();
        }
        return true;
    }
    void digits() {
        while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    }

    bool string() {
        for (++at_;; ++at_) {
            if (at_ >= text_.size()) return refuse("");
            char c = text_[at_];
            if (c == '"') break;
            if (static_cast<unsigned char>(c) < 0x20) return refuse("in string literal");
            if (c != '\\') continue;
            ++at_;
            if (at_ >= text_.size()) return refuse("");
            if (is('u')) {
                for (int digit = 0; digit < 4; ++digit) {
                    ++at_;
                    if (at_ >= text_.size() || hex(text_[at_]) < 0)
                        return refuse("in \\u hexadecimal character escape");
                }
            } else if (!std::string_view("\"\\/bfnrt").contains(text_[at_])) {
                return refuse("in string escape code");
            }
        }
        ++at_;
        return true;
    }

    bool array(size_t depth) {
        ++at_;
        blanks();
        if (is(']')) {
            ++at_;
            return true;
        }
        while (true) {
            if (!value(depth + 1)) return false;
            blanks();
            if (is(']')) break;
            if (!is(',')) return refuse("after array element");
            ++at_;
        }
        ++at_;
        return true;
    }

    bool object(size_t depth) {
        ++at_;
        blanks();
        if (is('}')) {
            ++at_;
            return true;
        }
        while (true) {
            blanks();
            if (!is('"')) return refuse("looking for beginning of object key string");
            if (!string()) return false;
            blanks();
            if (!is(':')) return refuse("after object key");
            ++at_;
            if (!value(depth + 1)) return false;
            blanks();
            if (is('}')) break;
            if (!is(',')) return refuse("after object key:value pair");
            ++at_;
        }
        ++at_;
        return true;
    }

    std::string_view text_;
    size_t at_ = 0;
    std::string problem_;
};

}  // namespace

std::string check_json(std::string_view text) { return JsonChecker(text).run(); }

void JsonCursor::skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
}

JsonKind JsonCursor::kind() const {
    switch (text_[at_]) {
        case '{': return JsonKind::object;
        case '[': return JsonKind::array;
        case '"': return JsonKind::string;
        case 't':
        case 'f': return JsonKind::boolean;
        case 'n': return JsonKind::null;
        default: return JsonKind::number;
    }
}

bool JsonCursor::flag() {
    bool is_true = text_[at_] == 't';
    at_ += is_true ? 4 : 5;
    return is_true;
}

std::string_view JsonCursor::number() {
    size_t begin = at_;
    while (at_ < text_.size() && std::string_view("+-.eE0123456789").contains(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
}

std::string JsonCursor::string() {
    std::string out;
    for (++at_; text_[at_] != '"';) {
        if (text_[at_] != '\\') {
            CodePoint point = decode_utf8(text_.substr(at_));
            if (point.valid)
                out += text_.substr(at_, point.length);
            else
                out += "\xef\xbf\xbd";
            at_ += point.length;
            continue;
        }
        char letter = text_[at_ + 1];
        at_ += 2;
        if (letter != 'u') {
            constexpr std::string_view letters = "bfnrt";
            size_t found = letters.find(letter);
            out += found == std::string_view::npos ? letter : "\b\f\n\r\t"[found];
            continue;
        }
        auto unit = [&](size_t begin) {
            uint32_t value = 0;
            for (size_t digit = 0; digit < 4; ++digit)
                value = value << 4 | static_cast<uint32_t>(hex(text_[begin + digit]));
            return value;
        };
        uint32_t value = unit(at_);
        at_ += 4;
        bool pair = value >= 0xd800 && value < 0xdc00 && text_.substr(at_).starts_with("\\u");
        uint32_t low = pair ? unit(at_ + 2) : 0;
        if (pair && low >= 0xdc00 && low < 0xe000) {
            value = 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00);
            at_ += 6;
        } else if (value >= 0xd800 && value < 0xe000) {
            value = 0xfffd;
        }
        append_utf8(out, value);
    }
    ++at_;
    return out;
}

void JsonCursor::enter() { ++at_; }

bool JsonCursor::next() {
    skip_blanks();
    char c = text_[at_];
    if (c == '}' || c == ']') {
        ++at_;
        return false;
    }
    if (c == ',' || c == ':') ++at_;
    skip_blanks();
    return true;
}

void JsonCursor::skip() {
    size_t depth = 0;
    do {
        skip_blanks();
        switch (text_[at_]) {
            case '"': string(); break;
            case '{':
            case '[':
                ++depth;
                ++at_;
                break;
            case '}':
            case ']':
                --depth;
                ++at_;
                break;
            case ',':
            case ':': ++at_; break;
            default:
                while (at_ < text_.size() && !std::string_view(" \t\r\n,]}:").contains(text_[at_])) ++at_;
        }
    } while (depth > 0);
}

}  // namespace nagaya::ignition
