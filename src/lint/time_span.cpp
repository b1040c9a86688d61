// systemd.time(7), "Parsing Time Spans".
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "lint/time.hpp"

namespace nagaya::lint {
namespace {

struct TimeUnit {
    std::string_view name;
    uint64_t microseconds;
};

constexpr uint64_t second = 1'000'000;
constexpr uint64_t minute = 60 * second;
constexpr uint64_t day = 24 * 60 * minute;
constexpr uint64_t month = 2'629'800 * second;
constexpr uint64_t year = 31'557'600 * second;

constexpr auto time_units = std::to_array<TimeUnit>({{"us", 1},           {"usec", 1},           {"μs", 1},
                                                     {"µs", 1},           {"ms", 1000},          {"msec", 1000},
                                                     {"s", second},       {"sec", second},       {"second", second},
                                                     {"seconds", second}, {"m", minute},         {"min", minute},
                                                     {"minute", minute},  {"minutes", minute},   {"h", 60 * minute},
                                                     {"hr", 60 * minute}, {"hour", 60 * minute}, {"hours", 60 * minute},
                                                     {"d", day},          {"day", day},          {"days", day},
                                                     {"w", 7 * day},      {"week", 7 * day},     {"weeks", 7 * day},
                                                     {"M", month},        {"month", month},      {"months", month},
                                                     {"y", year},         {"year", year},        {"years", year}});

/// How many of the smallest unit `name` is worth; 0 for no unit.
uint64_t worth_of(std::string_view name, Smallest smallest) {
    if (name.empty()) return smallest == Smallest::nanosecond ? 1 : second;
    if (smallest == Smallest::nanosecond && (name == "ns" || name == "nsec")) return 1;
    const auto unit = std::ranges::find(time_units, name, &TimeUnit::name);
    return unit == time_units.end() ? 0 : unit->microseconds * (smallest == Smallest::nanosecond ? 1000 : 1);
}

void skip_blanks(std::string_view& text) { text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size())); }

}  // namespace

bool is_time_span(std::string_view text, Smallest smallest) {
    if (trim(text) == "infinity") return true;
    bool any = false;
    uint64_t sum = 0;
    for (skip_blanks(text); !text.empty(); skip_blanks(text)) {
        if (text.starts_with('+')) text.remove_prefix(1);
        const size_t whole = std::min(text.find_first_not_of("0123456789"), text.size());
        const auto number = whole == 0 ? 0 : parse_number(text.substr(0, whole));
        text.remove_prefix(whole);
        if (!number || *number > INT64_MAX) return false;
        const bool point = text.starts_with('.');
        if (point) text.remove_prefix(1);
        const size_t digits = point ? std::min(text.find_first_not_of("0123456789"), text.size()) : whole;
        if (digits == 0) return false;
        if (point) text.remove_prefix(digits);
        const bool glued = !text.empty() && text[0] != ' ' && text[0] != '\t';
        skip_blanks(text);
        const size_t end = std::min(text.find_first_of("0123456789 \t.+"), text.size());
        const uint64_t worth = worth_of(text.substr(0, end), smallest);
        if (worth == 0 || (end == 0 && glued) || *number >= UINT64_MAX / worth) return false;
        if (*number * worth >= UINT64_MAX - sum) return false;
        sum += *number * worth;
        text.remove_prefix(end);
        any = true;
    }
    return any;
}

}  // namespace nagaya::lint
