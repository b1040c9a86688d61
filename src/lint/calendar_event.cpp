// The grammar of systemd.time(7), "Calendar events": [weekdays] [[year-]month-day] [hour:minute[:second]] [time zone].
#include <algorithm>
#include <array>

#include "base/letters.hpp"
#include "base/text.hpp"
#include "lint/time.hpp"

namespace nagaya::lint {
namespace {

constexpr auto shorthands = std::to_array<std::string_view>(
    {"minutely", "hourly", "daily", "weekly", "monthly", "yearly", "annually", "anually", "quarterly", "semiannually",
     "semi-annually", "biannually", "bi-annually"});
constexpr auto days =
    std::to_array<std::string_view>({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"});

/// 0 for Monday; nothing for what is no day.
std::optional<size_t> day_of(std::string_view word) {
    const std::string small = lower_case(word);
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
    bool year = false;      ///< of two digits: from 1970 to 2069
};

constexpr int64_t millionths = 1'000'000;
constexpr size_t most_pieces = 241;

/// The 7th digit behind the point rounds, the others do not count.
std::optional<int64_t> number(std::string_view text, const Bounds& bounds) {
    const size_t point = bounds.fraction ? text.find('.') : std::string_view::npos;
    const auto whole = parse_number(text.substr(0, point));
    if (!whole || *whole > 10'000) return std::nullopt;
    if (bounds.year && *whole < 100) return static_cast<int64_t>(*whole + (*whole < 70 ? 2000 : 1900));
    if (!bounds.fraction) return static_cast<int64_t>(*whole);
    int64_t value = static_cast<int64_t>(*whole) * millionths;
    if (point == std::string_view::npos) return value;
    const std::string_view digits = text.substr(point + 1);
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    int64_t worth = millionths / 10;
    for (size_t i = 0; i < std::min<size_t>(digits.size(), 6); ++i, worth /= 10) value += (digits[i] - '0') * worth;
    return value + (digits.size() > 6 && digits[6] >= '5' ? 1 : 0);
}

/// A number, a range, or one of them with the step of its repetition: "5", "1..4", "0/15". A range ends where its last step does, and
/// must hold one; seconds step by whole ones.
bool is_piece(std::string_view piece, const Bounds& bounds) {
    const size_t slash = piece.find('/');
    const size_t dots = piece.substr(0, slash).find("..");
    const bool range = dots != std::string_view::npos;
    const auto first = number(piece.substr(0, std::min(dots, slash)), bounds);
    std::optional<int64_t> step = range ? (bounds.fraction ? millionths : 1) : 0;
    if (slash != std::string_view::npos) {
        step = number(piece.substr(slash + 1), {.least = 1, .most = bounds.most, .fraction = bounds.fraction});
        if (step == 0) return false;
    }
    if (!first || !step || *first < bounds.least || *first > bounds.most) return false;
    if (range) {
        const auto stop = number(piece.substr(0, slash).substr(dots + 2), bounds);
        if (!stop || *stop < *first) return false;
        if (bounds.fraction && slash == std::string_view::npos && *first + *step > *stop) return false;
        return *stop - (*stop - *first) % *step <= bounds.most;
    }
    if (*step > bounds.most - bounds.least) return false;
    return bounds.from_end ? *first - *step >= bounds.least : *first + *step <= bounds.most;
}

/// "*", or pieces between commas: "1,3..5,0/15".
bool is_chain(std::string_view text, const Bounds& bounds) {
    if (text == "*") return true;
    const auto pieces = split(text, ',');
    return pieces.size() <= most_pieces &&
           std::ranges::all_of(pieces, [&](std::string_view piece) { return is_piece(piece, bounds); });
}

bool is_year(std::string_view text) { return is_chain(text, {.least = 1970, .most = 2199, .year = true}); }

constexpr uint64_t end_of_2199 = 7'258'118'400;  // seconds since 1970

bool is_date(std::string_view text) {
    if (text.starts_with('@')) {
        const auto seconds = parse_number(text.substr(1));
        return seconds && *seconds < end_of_2199;
    }
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

/// "Europe/Berlin", "CEST": a newer host may know it, or mean its own by it.
bool looks_like_zone(std::string_view text) {
    return text.size() > 2 && is_capital(text[0]) && !day_of(text) && !is_weekdays(text) &&
           std::ranges::all_of(text,
                               [](char c) { return is_letter_or_digit(c) || std::string_view("/_-+").contains(c); });
}

bool is_time(std::string_view text) {
    const auto pieces = split(text, ':');
    if (pieces.size() < 2 || pieces.size() > 3 || !is_chain(pieces[0], {.least = 0, .most = 23}) ||
        !is_chain(pieces[1], {.least = 0, .most = 59}))
        return false;
    return pieces.size() == 2 || is_chain(pieces[2], {.least = 0, .most = 59'999'999, .fraction = true});
}

}  // namespace

// Blanks may stand between the parts and behind a date, but not behind a time; tabs nowhere.
CalendarEvent read_calendar_event(std::string_view text) {
    CalendarEvent event;
    const size_t blank = text.rfind(' ');
    if (blank != std::string_view::npos && blank > 0) {
        const std::string_view last = text.substr(blank + 1);
        const bool known = is_time_zone(last);
        if (known || looks_like_zone(last)) {
            if (!known) event.unknown_zone = last;
            text = text.substr(0, blank);
        }
    }
    if (text.contains('\t')) return event;
    if (std::ranges::find(shorthands, lower_case(text)) != shorthands.end()) {
        event.valid = true;
        return event;
    }
    const auto words = split_words(text);
    auto at = words.begin();
    if (at != words.end() && is_weekdays(*at)) ++at;
    if (at != words.end() && is_date(*at)) {
        if ((*at++).starts_with('@')) {
            event.valid = at == words.end() && !text.ends_with(' ');
            return event;
        }
    }
    if (at != words.end() && is_time(*at) && !text.ends_with(' ')) ++at;
    event.valid = !words.empty() && at == words.end();
    return event;
}

}  // namespace nagaya::lint
