#include "butane/yaml_text.hpp"

#include <algorithm>

#include <utility>

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "butane/scalar.hpp"

namespace nagaya::butane {

namespace {

constexpr std::string_view first_indicators = "#,[]{}&*!|>'\"%@`";

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Numbers in keys count as numbers, and letters come after what is none, but not after a digit.
bool key_less(std::string_view a, std::string_view b) {
    bool digits = false;
    for (size_t at = 0; at < a.size() && at < b.size(); ++at) {
        if (a[at] == b[at]) {
            digits = is_digit(a[at]);
            continue;
        }
        bool a_letter = is_letter(a[at]);
        bool b_letter = is_letter(b[at]);
        if (a_letter && b_letter) return a[at] < b[at];
        if (a_letter || b_letter) return digits ? a_letter : b_letter;
        auto number = [at](std::string_view text) {
            size_t end = at;
            while (end < text.size() && is_digit(text[end])) ++end;
            return text.substr(at, end - at);
        };
        std::string_view a_number = number(a);
        std::string_view b_number = number(b);
        if (a_number.size() != b_number.size()) return a_number.size() < b_number.size();
        if (a_number != b_number) return a_number < b_number;
        return a[at] < b[at];
    }
    return a.size() < b.size();
}

/// Go prints the numbers of a JSON file as floats: from a million on with an exponent.
std::string number_text(int64_t number) {
    std::string digits = concat(number);
    bool negative = digits[0] == '-';
    if (negative) digits.erase(0, 1);
    if (digits.size() < 7) return concat(number);
    size_t exponent = digits.size() - 1;
    while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
    std::string fraction = digits.size() > 1 ? concat(".", std::string_view(digits).substr(1)) : "";
    return concat(negative ? "-" : "", digits[0], fraction, "e+", exponent < 10 ? "0" : "", exponent);
}

/// What a text has in it that rules out some ways of writing it.
struct Analysis {
    bool special = false;  ///< characters that only double quotes can show
    bool plain = true;
    bool single = true;
    bool block = true;
};

Analysis analyse(std::string_view text) {
    Analysis found;
    bool breaks = false;
    bool tabs = false;
    bool space_break = false;
    bool break_space = false;
    bool indicators = text.starts_with("---") || text.starts_with("...");
    for (size_t at = 0; at < text.size();) {
        CodePoint point = decode_utf8(text.substr(at));
        char c = text[at];
        char next = at + point.length < text.size() ? text[at + point.length] : ' ';
        bool blank_next = next == ' ' || next == '\t' || next == '\n';
        bool first = at == 0;
        if (first && first_indicators.contains(c)) indicators = true;
        if (first && (c == '?' || c == ':' || c == '-') && blank_next) indicators = true;
        if (!first && c == ':' && blank_next) indicators = true;
        if (!first && c == '#' && (text[at - 1] == ' ' || text[at - 1] == '\n' || text[at - 1] == '\t'))
            indicators = true;
        bool printable = c == '\n' || c == '\t' ||
                         (point.valid && point.value >= 0x20 && point.value != 0x7f &&
                          !(point.value >= 0x80 && point.value < 0xa0 && point.value != 0x85) && point.value != 0xfeff);
        if (!printable) found.special = true;
        tabs = tabs || c == '\t';
        if (c == '\n') {
            breaks = true;
            space_break = space_break || (at > 0 && text[at - 1] == ' ');
        }
        break_space = break_space || (c == ' ' && at > 0 && text[at - 1] == '\n');
        at += point.length;
    }
    bool ends_in_space = text.starts_with(' ') || text.ends_with(' ');
    found.plain = !indicators && !breaks && !ends_in_space && !break_space && !space_break && !tabs && !found.special;
    found.single = !break_space && !space_break && !tabs && !found.special;
    found.block = !text.ends_with(' ') && !space_break && !found.special;
    return found;
}

bool is_old_bool(std::string_view text) {
    for (std::string_view word :
         {"y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF"})
        if (text == word) return true;
    return false;
}

/// Does the text stay a text without quotes? (1:20 was a number once.)
bool reads_as_text(std::string_view text) {
    syntax::YamlNode node;
    node.text = text;
    Scalar scalar = resolve_scalar(node);
    if (scalar.kind != Scalar::Kind::text || scalar.tag != "!!str" || is_old_bool(text)) return false;
    std::string_view rest = text;
    if (!rest.empty() && (rest[0] == '-' || rest[0] == '+')) rest.remove_prefix(1);
    if (rest.empty() || !is_digit(rest[0]) || !rest.contains(':')) return true;
    return !std::all_of(rest.begin(), rest.end(),
                        [](char c) { return is_digit(c) || c == ':' || c == '_' || c == '.'; });
}

std::string double_quoted(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view plain = std::string_view("\0\a\b\t\n\v\f\r\x1b\"\\", 11);
    constexpr std::string_view names = "0abtnvfre\"\\";
    std::string out = "\"";
    for (size_t at = 0; at < text.size();) {
        CodePoint point = decode_utf8(text.substr(at));
        size_t name = point.value < 0x80 ? plain.find(text[at]) : std::string_view::npos;
        auto hex = [&](char letter, int shift) {
            out += '\\';
            out += letter;
            for (; shift >= 0; shift -= 4) out += digits[point.value >> shift & 15];
        };
        if (name != std::string_view::npos) {
            out += '\\';
            out += names[name];
        } else if (point.value < 0x20 || point.value == 0x7f || (point.value >= 0x80 && point.value < 0xa0)) {
            hex('x', 4);
        } else if (point.value == 0xfeff || point.value == 0x2028 || point.value == 0x2029) {
            hex('u', 12);
        } else {
            out += text.substr(at, point.length);
        }
        at += point.length;
    }
    return out + '"';
}

std::string single_quoted(std::string_view text) {
    std::string out = "'";
    for (char c : text) {
        if (c == '\'') out += '\'';
        out += c;
    }
    return out + "'";
}

std::string literal(std::string_view text, size_t indent) {
    std::string out = "|";
    if (text[0] == ' ' || text[0] == '\n') out += '2';
    if (!text.ends_with('\n'))
        out += '-';
    else if (text == "\n" || text.ends_with("\n\n"))
        out += '+';
    std::string_view rest = text;
    if (rest.ends_with('\n')) rest.remove_suffix(1);
    for (std::string_view line : split(rest, '\n')) {
        out += '\n';
        if (!line.empty()) out += concat(std::string(indent, ' '), line);
    }
    return out;
}

std::string scalar_text(std::string_view text, size_t indent, bool is_key) {
    Analysis found = analyse(text);
    if (text.contains('\n') && !is_key) return found.block ? literal(text, indent) : double_quoted(text);
    if (!reads_as_text(text)) return double_quoted(text);
    if (found.plain) return std::string(text);
    return found.single ? single_quoted(text) : double_quoted(text);
}

class YamlPrinter {
public:
    /// The value behind `key:` or `-`; collections begin where the caller stands.
    void value(const Json& value, size_t indent) {
        if (const auto* object = std::get_if<JsonObject>(&value.value))
            mapping(*object, indent);
        else if (const auto* array = std::get_if<JsonArray>(&value.value))
            sequence(*array, indent);
        else if (const auto* text = std::get_if<std::string>(&value.value))
            out += scalar_text(*text, indent, false) + "\n";
        else if (const auto* number = std::get_if<int64_t>(&value.value))
            out += number_text(*number) + "\n";
        else if (const auto* flag = std::get_if<bool>(&value.value))
            out += *flag ? "true\n" : "false\n";
        else
            out += "null\n";
    }

    std::string out;

private:
    static bool is_filled(const Json& value) { return !value.array().empty() || !value.object().empty(); }
    static std::string_view empty_text(const Json& value) {
        return std::holds_alternative<JsonArray>(value.value) ? " []\n" : " {}\n";
    }
    static bool is_collection(const Json& value) {
        return std::holds_alternative<JsonArray>(value.value) || std::holds_alternative<JsonObject>(value.value);
    }

    void mapping(const JsonObject& object, size_t indent) {
        std::vector<const std::pair<std::string, Json>*> members;
        for (const auto& member : object) members.push_back(&member);
        std::sort(members.begin(), members.end(),
                  [](const auto* a, const auto* b) { return key_less(a->first, b->first); });
        bool first = true;
        for (const auto* member : members) {
            if (!std::exchange(first, false)) out.append(indent, ' ');
            out += concat(scalar_text(member->first, indent, true), ":");
            if (!is_collection(member->second)) {
                out += ' ';
                value(member->second, indent + 2);
            } else if (!is_filled(member->second)) {
                out += empty_text(member->second);
            } else {
                out += '\n';
                out.append(indent + 2, ' ');
                value(member->second, indent + 2);
            }
        }
    }

    void sequence(const JsonArray& array, size_t indent) {
        bool first = true;
        for (const Json& entry : array) {
            if (!std::exchange(first, false)) out.append(indent, ' ');
            out += '-';
            if (is_collection(entry) && !is_filled(entry)) {
                out += empty_text(entry);
                continue;
            }
            out += ' ';
            value(entry, indent + 2);
        }
    }
};

}  // namespace

std::string print_yaml(const Json& value) {
    YamlPrinter printer;
    printer.value(value, 0);
    return std::move(printer.out);
}

}  // namespace nagaya::butane
