#include "butane/scalar.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/text.hpp"

namespace nagaya::butane {

namespace {

using syntax::YamlNode;
using syntax::YamlStyle;

constexpr double infinity = std::numeric_limits<double>::infinity();

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), text) != words.end();
}

/// The digits of `text` in `base`; sets `large` if they are a number beyond 64 bits with sign, but not beyond 64 without.
bool parse_digits(std::string_view digits, int base, bool negative, int64_t& value, bool& large) {
    uint64_t number = 0;
    auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
    if (error != std::errc{} || end != digits.data() + digits.size()) return false;
    uint64_t most = uint64_t{INT64_MAX} + (negative ? 1 : 0);
    if (number > most) {
        large = !negative;
        return large;
    }
    value = static_cast<int64_t>(negative ? ~number + 1 : number);
    return true;
}

/// As Go's strconv.ParseInt with base 0, and YAML 1.2's `0o`.
bool parse_integer(std::string_view text, int64_t& value, bool& large) {
    bool negative = text.starts_with('-');
    bool sign = negative || text.starts_with('+');
    std::string_view rest = text.substr(sign ? 1 : 0);
    if (rest.empty() || !is_digit(rest[0])) return false;
    int base = 10;
    if (rest.size() > 1 && rest[0] == '0') {
        char letter = rest[1];
        base = letter == 'x' || letter == 'X' ? 16 : letter == 'b' || letter == 'B' ? 2 : 8;
        rest.remove_prefix(is_digit(letter) ? 1 : 2);
        if (!is_digit(letter) && base == 8 && letter != 'o' && letter != 'O') return false;
        if (rest.empty() || rest[0] == '-' || rest[0] == '+') return false;
    }
    return parse_digits(rest, base, negative, value, large);
}

/// [-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?
bool is_float(std::string_view text) {
    size_t at = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    auto digits = [&] {
        size_t begin = at;
        while (at < text.size() && is_digit(text[at])) ++at;
        return at - begin;
    };
    size_t before = digits();
    size_t after = 0;
    bool point = at < text.size() && text[at] == '.';
    if (point) {
        ++at;
        after = digits();
    }
    if (before == 0 && after == 0) return false;
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
        if (digits() == 0) return false;
    }
    return at == text.size();
}

double parse_float(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc::result_out_of_range) return text.starts_with('-') ? -infinity : infinity;
    return value;
}

/// A date, perhaps with a time: 2024-05-06, 2024-5-6 10:00:00, 2024-05-06T10:00:00Z.
bool is_timestamp(std::string_view text) {
    size_t at = 0;
    auto number = [&](size_t least, size_t most, int highest) {
        size_t begin = at;
        int value = 0;
        while (at < text.size() && at - begin < most && is_digit(text[at])) value = value * 10 + (text[at++] - '0');
        return at - begin >= least && value <= highest;
    };
    auto take = [&](std::string_view set) {
        if (at == text.size() || set.find(text[at]) == std::string_view::npos) return false;
        ++at;
        return true;
    };
    if (!number(4, 4, 9999) || !take("-") || !number(1, 2, 12) || !take("-") || !number(1, 2, 31)) return false;
    if (at == text.size()) return true;
    if (!take("Tt ") || !number(1, 2, 23) || !take(":") || !number(1, 2, 59) || !take(":") || !number(1, 2, 59))
        return false;
    if (take(".,"))
        while (at < text.size() && is_digit(text[at])) ++at;
    if (at == text.size() || take("Z")) return at == text.size();
    return take("+-") && number(2, 2, 24) && take(":") && number(2, 2, 59) && at == text.size();
}

Scalar of_kind(Scalar::Kind kind, std::string_view tag) {
    Scalar scalar;
    scalar.kind = kind;
    scalar.tag = tag;
    return scalar;
}

Scalar floating(double value) {
    Scalar scalar = of_kind(Scalar::Kind::floating, "!!float");
    scalar.floating = value;
    return scalar;
}

Scalar boolean(bool value) {
    Scalar scalar = of_kind(Scalar::Kind::boolean, "!!bool");
    scalar.flag = value;
    return scalar;
}

Scalar number_or_text(std::string_view text, bool may_be_timestamp) {
    if (may_be_timestamp && is_timestamp(text)) return of_kind(Scalar::Kind::text, "!!timestamp");
    std::string without;
    std::string_view plain = text;
    if (text.contains('_')) {
        std::copy_if(text.begin(), text.end(), std::back_inserter(without), [](char c) { return c != '_'; });
        plain = without;
    }
    Scalar scalar = of_kind(Scalar::Kind::integer, "!!int");
    bool large = false;
    if (parse_integer(plain, scalar.integer, large)) {
        if (large) scalar.kind = Scalar::Kind::large_integer;
        return scalar;
    }
    if (is_float(plain)) return floating(parse_float(plain));
    return {};
}

/// What a text without quotes is.
Scalar resolve_plain(std::string_view text, bool may_be_timestamp) {
    if (text.empty() || is_one_of(text, {"~", "null", "Null", "NULL"})) return of_kind(Scalar::Kind::null, "!!null");
    switch (text[0]) {
        case 't':
        case 'T':
            if (is_one_of(text, {"true", "True", "TRUE"})) return boolean(true);
            return {};
        case 'f':
        case 'F':
            if (is_one_of(text, {"false", "False", "FALSE"})) return boolean(false);
            return {};
        case '.':
            if (is_one_of(text, {".nan", ".NaN", ".NAN"})) return floating(std::numeric_limits<double>::quiet_NaN());
            if (is_one_of(text, {".inf", ".Inf", ".INF"})) return floating(infinity);
            if (is_float(text)) return floating(parse_float(text));
            return {};
        case '+':
        case '-':
            if (is_one_of(text.substr(1), {".inf", ".Inf", ".INF"}))
                return floating(text[0] == '-' ? -infinity : infinity);
            return number_or_text(text, may_be_timestamp);
        default: return is_digit(text[0]) ? number_or_text(text, may_be_timestamp) : Scalar{};
    }
}

}  // namespace

std::string short_tag(std::string_view tag) {
    constexpr std::string_view prefix = "tag:yaml.org,2002:";
    return tag.starts_with(prefix) ? concat("!!", tag.substr(prefix.size())) : std::string(tag);
}

bool is_merge_key(const YamlNode& node) {
    if (!node.is_scalar() || node.text != "<<") return false;
    if (node.tag.empty() || node.tag == "!") return node.style == YamlStyle::plain;
    return short_tag(node.tag) == "!!merge";
}

Scalar resolve_scalar(const YamlNode& node) {
    bool tagged = !node.tag.empty() && node.tag != "!";
    if (!tagged) return node.style == YamlStyle::plain ? resolve_plain(node.text, true) : Scalar{};
    std::string tag = short_tag(node.tag);
    if (tag == "!!str") return {};
    if (tag == "!!binary") return of_kind(Scalar::Kind::binary, "!!binary");
    if (!is_one_of(tag, {"!!bool", "!!int", "!!float", "!!null", "!!timestamp"})) return {};
    Scalar scalar = resolve_plain(node.text, tag == "!!timestamp");
    if (tag == "!!float" && scalar.kind == Scalar::Kind::integer) return floating(static_cast<double>(scalar.integer));
    if (scalar.tag != tag) scalar.failure = concat("cannot decode ", scalar.tag, " `", node.text, "` as a ", tag);
    return scalar;
}

}  // namespace nagaya::butane
