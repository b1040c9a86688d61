// The grammar of systemd.time(7), "Calendar events": [weekdays] [[year-]month-day] [hour:minute[:second]] [time zone].
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "lint/value_form.hpp"

namespace nagaya::lint {
namespace {

constexpr auto shorthands = std::to_array<std::string_view>(
    {"minutely", "hourly", "daily", "weekly", "monthly", "yearly", "annually", "anually", "quarterly", "semiannually",
     "semi-annually", "biannually", "bi-annually"});
constexpr auto days =
    std::to_array<std::string_view>({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"});

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

/// 0 for Monday; nothing for what is no day.
std::optional<size_t> day_of(std::string_view word) {
    const std::string small = lower(word);
    for (size_t i = 0; i < days.size(); ++i)
        if (small == days[i] || small == days[i].substr(0, 3)) return i;
    return std::nullopt;
}

/// "Mon..Wed,Sat": a trailing comma is allowed.
bool is_weekdays(std::string_view text) {
    if (text.ends_with(',')) text.remove_suffix(1);
    for (const std::string_view piece : split(text, ',')) {
        const size_t dots = piece.find("..");
        const size_t cut = dots != std::string_view::npos ? dots : piece.find('-');
        const auto first = day_of(piece.substr(0, cut));
        if (!first) return false;
        if (cut == std::string_view::npos) continue;
        const auto last = day_of(piece.substr(cut + (cut == dots ? 2 : 1)));
        if (!last || *last < *first) return false;
    }
    return true;
}

/// What a number may be: of whole ones, or of millionths with up to any digits behind a point.
struct Bounds {
    int64_t least;
    int64_t most;
    bool fraction = false;
    bool from_end = false;  ///< days counted from the end of a month: steps lead down
};

/// The 7th digit behind the point rounds, the others do not count.
std::optional<int64_t> number(std::string_view text, const Bounds& bounds) {
    const size_t point = bounds.fraction ? text.find('.') : std::string_view::npos;
    const auto whole = parse_number(text.substr(0, point));
    if (!whole || *whole > 10'000) return std::nullopt;
    if (!bounds.fraction) return static_cast<int64_t>(*whole);
    int64_t value = static_cast<int64_t>(*whole) * 1'000'000;
    if (point == std::string_view::npos) return value;
    const std::string_view digits = text.substr(point + 1);
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    int64_t worth = 100'000;
    for (size_t i = 0; i < std::min<size_t>(digits.size(), 6); ++i, worth /= 10) value += (digits[i] - '0') * worth;
    return value + (digits.size() > 6 && digits[6] >= '5' ? 1 : 0);
}

/// "*", or numbers, ranges and repetitions between commas: "1,3..5,0/15". A step that leads out of the bounds at once is none.
bool is_chain(std::string_view text, const Bounds& bounds) {
    if (text == "*") return true;
    for (std::string_view piece : split(text, ',')) {
        std::optional<int64_t> step = 0;
        const size_t slash = piece.find('/');
        if (slash != std::string_view::npos) {
            step = number(piece.substr(slash + 1), bounds);
            if (!step || *step == 0) return false;
            piece = piece.substr(0, slash);
        }
        const size_t dots = piece.find("..");
        const auto first = number(piece.substr(0, dots), bounds);
        if (!first || *first < bounds.least || *first > bounds.most) return false;
        if (dots == std::string_view::npos) {
            if (bounds.from_end ? *first - *step < bounds.least : *first + *step > bounds.most) return false;
            continue;
        }
        const auto last = number(piece.substr(dots + 2), bounds);
        if (!last || *last > bounds.most || *last < *first + *step) return false;
    }
    return true;
}

bool is_year(std::string_view text) {
    if (text == "*") return true;
    return is_chain(text, {.least = 1970, .most = 2199}) || is_chain(text, {.least = 0, .most = 99});
}

bool is_date(std::string_view text) {
    if (text.starts_with('@')) return parse_number(text.substr(1)).has_value();
    const size_t tilde = text.rfind('~');
    const bool from_end = tilde != std::string_view::npos;
    const size_t cut = from_end ? tilde : text.rfind('-');
    const Bounds day = {.least = 1, .most = from_end ? 28 : 31, .from_end = from_end};
    if (cut == std::string_view::npos || !is_chain(text.substr(cut + 1), day)) return false;
    const std::string_view rest = text.substr(0, cut);
    const size_t dash = rest.find('-');
    if (dash == std::string_view::npos) return is_chain(rest, {.least = 1, .most = 12});
    return is_year(rest.substr(0, dash)) && is_chain(rest.substr(dash + 1), {.least = 1, .most = 12});
}

bool is_time(std::string_view text) {
    const auto pieces = split(text, ':');
    if (pieces.size() < 2 || pieces.size() > 3 || !is_chain(pieces[0], {.least = 0, .most = 23}) ||
        !is_chain(pieces[1], {.least = 0, .most = 59}))
        return false;
    return pieces.size() == 2 || is_chain(pieces[2], {.least = 0, .most = 59'999'999, .fraction = true});
}

/// Which zones there are is the host's to know.
bool is_zone(std::string_view text) {
    if (lower(text) == "utc") return true;
    return text.size() > 2 && text[0] >= 'A' && text[0] <= 'Z' && !day_of(text) &&
           std::ranges::all_of(text, [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' ||
                      c == '_' || c == '-' || c == '+';
           });
}

}  // namespace

bool is_calendar_event(std::string_view text) {
    auto words = split_words(text);
    if (words.size() > 1 && is_zone(words.back())) words.pop_back();
    if (words.size() == 1 && std::ranges::find(shorthands, lower(words[0])) != shorthands.end()) return true;
    auto at = words.begin();
    if (at != words.end() && is_weekdays(*at)) ++at;
    if (at != words.end() && is_date(*at)) {
        if ((*at++).starts_with('@')) return words.size() == 1;
    }
    if (at != words.end() && is_time(*at)) ++at;
    return !words.empty() && at == words.end();
}

}  // namespace nagaya::lint
