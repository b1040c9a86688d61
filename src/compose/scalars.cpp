#include "compose/scalars.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/text.hpp"

namespace nagaya::compose {

namespace {

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

char lower(char byte) { return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte; }

bool equal_fold(std::string_view left, std::string_view right) {
    return left.size() == right.size() &&
           std::ranges::equal(left, right, [](char one, char other) { return lower(one) == lower(other); });
}

struct Digits {
    bool negative = false;
    int base = 10;
    std::string_view rest;
};

/// Sign and prefix (0x, 0b, 0o, 0) of a number as strconv.ParseInt with base 0 reads them.
Digits number_base(std::string_view text) {
    Digits digits{.rest = text};
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        digits.negative = text[0] == '-';
        digits.rest.remove_prefix(1);
    }
    if (digits.rest.size() > 1 && digits.rest[0] == '0') {
        switch (lower(digits.rest[1])) {
            case 'x': digits.base = 16; break;
            case 'b': digits.base = 2; break;
            case 'o': digits.base = 8; break;
            default: digits.base = 0; break;
        }
        digits.rest.remove_prefix(digits.base == 0 ? 1 : 2);
        if (digits.base == 0) digits.base = 8;
    }
    return digits;
}

std::optional<Value> resolve_integer(std::string_view plain, Span at, Texts& texts) {
    const Digits digits = number_base(plain);
    uint64_t magnitude = 0;
    const auto* last = digits.rest.data() + digits.rest.size();
    const auto [end, error] = std::from_chars(digits.rest.data(), last, magnitude, digits.base);
    if (digits.rest.empty() || end != last || error != std::errc()) return std::nullopt;
    constexpr auto most = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
    if (digits.negative && magnitude <= most + 1) return Value::of_integer(static_cast<int64_t>(0 - magnitude), at);
    if (digits.negative || (magnitude > most && plain[0] == '+')) return std::nullopt;
    Value value = Value::of_integer(static_cast<int64_t>(magnitude), at);
    if (magnitude > most) value.text = texts.keep(concat(magnitude));
    return value;
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
bool looks_like_real(std::string_view text) {
    size_t at = 0;
    auto digits = [&] {
        const size_t first = at;
        while (at < text.size() && is_digit(text[at])) ++at;
        return at - first;
    };
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    const size_t before = digits();
    if (at < text.size() && text[at] == '.') {
        ++at;
        if (digits() == 0 && before == 0) return false;
    } else if (before == 0) {
        return false;
    }
    if (at < text.size() && lower(text[at]) == 'e') {
        ++at;
        if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
        if (digits() == 0) return false;
    }
    return at == text.size();
}

/// A number between `low` and `high` of at most `most` digits at the front of `text`, which loses it.
std::optional<int> date_part(std::string_view& text, size_t most, int low, int high) {
    size_t length = 0;
    while (length < text.size() && length < most && is_digit(text[length])) ++length;
    int number = 0;
    if (length == 0) return std::nullopt;
    std::from_chars(text.data(), text.data() + length, number);
    if (number < low || number > high) return std::nullopt;
    text.remove_prefix(length);
    return number;
}

bool take(std::string_view& text, char byte) {
    if (text.empty() || text[0] != byte) return false;
    text.remove_prefix(1);
    return true;
}

std::string padded(int number) { return concat(number < 10 ? "0" : "", number); }

/// The zone of a time: "" (UTC), "Z", "+01:00", "-05:30"; nothing for anything else.
std::optional<std::string> date_zone(std::string_view zone, bool blank) {
    if (zone.empty()) return blank ? std::optional<std::string>("Z") : std::nullopt;
    if (blank) return std::nullopt;
    if (zone == "Z") return "Z";
    const std::string whole(zone);
    if (zone[0] != '+' && zone[0] != '-') return std::nullopt;
    zone.remove_prefix(1);
    if (zone.size() != 5 || !date_part(zone, 2, 0, 24) || !take(zone, ':') || !date_part(zone, 2, 0, 59))
        return std::nullopt;
    return whole;
}

/// A date, with or without a time, as RFC 3339; nothing for anything else.
std::optional<std::string> resolve_date(std::string_view text) {
    if (text.size() < 8 || text[4] != '-' || !std::all_of(text.begin(), text.begin() + 4, is_digit))
        return std::nullopt;
    std::string out(text.substr(0, 4));
    int year = 0;
    std::from_chars(text.data(), text.data() + 4, year);
    text.remove_prefix(5);
    const auto month = date_part(text, 2, 1, 12);
    if (!month || !take(text, '-')) return std::nullopt;
    const auto day = date_part(text, 2, 1, 31);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day date(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day)));
    if (!date.ok()) return std::nullopt;
    out += concat("-", padded(*month), "-", padded(*day), "T");
    if (text.empty()) return out + "00:00:00Z";
    const bool blank = text[0] == ' ';
    if (!take(text, ' ') && !take(text, 'T') && !take(text, 't')) return std::nullopt;
    const auto hour = date_part(text, 2, 0, 23);
    if (!hour || !take(text, ':')) return std::nullopt;
    const auto minute = date_part(text, 2, 0, 59);
    if (!minute || !take(text, ':')) return std::nullopt;
    const auto second = date_part(text, 2, 0, 59);
    if (!second) return std::nullopt;
    out += concat(padded(*hour), ":", padded(*minute), ":", padded(*second));
    if (take(text, '.')) {
        size_t length = 0;
        while (length < text.size() && is_digit(text[length])) ++length;
        if (length == 0) return std::nullopt;
        std::string_view part = text.substr(0, std::min<size_t>(length, 9));
        while (part.ends_with('0')) part.remove_suffix(1);
        if (!part.empty()) out += concat(".", part);
        text.remove_prefix(length);
    }
    const auto zone = date_zone(text, blank);
    if (!zone) return std::nullopt;
    return out + *zone;
}

std::optional<Value> resolve_word(std::string_view text, Span at) {
    if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return Value::of_null(at);
    if (text == "true" || text == "True" || text == "TRUE") return Value::of_bool(true, at);
    if (text == "false" || text == "False" || text == "FALSE") return Value::of_bool(false, at);
    if (text == ".nan" || text == ".NaN" || text == ".NAN")
        return Value::of_real(std::numeric_limits<double>::quiet_NaN(), at);
    std::string_view bare = text;
    const bool negative = take(bare, '-');
    if (!negative) take(bare, '+');
    if (bare == ".inf" || bare == ".Inf" || bare == ".INF")
        return Value::of_real(
            negative ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity(), at);
    return std::nullopt;
}

}  // namespace

Value resolve_scalar(std::string_view text, Span at, Texts& texts) {
    if (auto word = resolve_word(text, at)) return *word;
    const char first = text[0];
    if (first == '.') {
        if (!text.contains('_'))
            if (auto number = parse_real(text)) return Value::of_real(*number, at);
        return Value::of_text(text, at);
    }
    if (!is_digit(first) && first != '-' && first != '+') return Value::of_text(text, at);
    if (auto date = resolve_date(text)) {
        Value value = Value::of_text(texts.keep(std::move(*date)), at);
        value.kind = Value::Kind::date;
        return value;
    }
    std::string without;
    std::string_view plain = text;
    if (text.contains('_')) {
        without = text;
        std::erase(without, '_');
        plain = without;
    }
    if (auto number = resolve_integer(plain, at, texts)) return *number;
    if (looks_like_real(plain))
        if (auto number = parse_real(plain)) return Value::of_real(*number, at);
    return Value::of_text(text, at);
}

namespace {

/// Is a number without a sign that no double holds too small, rather than too large?
bool is_tiny(std::string_view text) {
    const size_t sign = std::min(text.find_first_of("eE"), text.size());
    const std::string_view digits = text.substr(0, sign);
    const size_t first = digits.find_first_not_of("0.");
    if (first == std::string_view::npos) return true;
    const size_t point = std::min(digits.find('.'), digits.size());
    if (sign + 1 >= text.size()) return first > point;
    // An exponent of more digits than a number can have decides alone.
    const auto exponent = parse_integer(text.substr(sign + 1));
    if (!exponent) return text[sign + 1] == '-';
    constexpr int64_t far = int64_t{1} << 40;
    return std::clamp(*exponent, -far, far) + static_cast<int64_t>(point) - static_cast<int64_t>(first) < 0;
}

}  // namespace

std::optional<int64_t> parse_integer(std::string_view text) {
    if (take(text, '+') && text.starts_with('-')) return std::nullopt;
    int64_t number = 0;
    const auto* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, number);
    if (text.empty() || end != last || error != std::errc()) return std::nullopt;
    return number;
}

std::optional<double> parse_real(std::string_view text) {
    const bool negative = take(text, '-');
    if (!negative) take(text, '+');
    if (text.empty() || text[0] == '-' || text[0] == '+') return std::nullopt;
    double number = 0;
    if (equal_fold(text, "inf") || equal_fold(text, "infinity")) {
        number = std::numeric_limits<double>::infinity();
    } else if (equal_fold(text, "nan")) {
        number = std::numeric_limits<double>::quiet_NaN();
    } else {
        if (!is_digit(text[0]) && text[0] != '.') return std::nullopt;
        const auto* last = text.data() + text.size();
        const auto [end, error] = std::from_chars(text.data(), last, number);
        if (end != last || (error != std::errc() && !is_tiny(text))) return std::nullopt;
    }
    return negative ? -number : number;
}

std::optional<bool> parse_boolean(std::string_view text) {
    for (const auto word : {"true", "y", "yes", "on"})
        if (equal_fold(text, word)) return true;
    for (const auto word : {"false", "n", "no", "off"})
        if (equal_fold(text, word)) return false;
    return std::nullopt;
}

}  // namespace nagaya::compose
