#include "model/duration.hpp"

#include <array>

#include "base/text.hpp"

namespace nagaya::model {

namespace {

struct TimeUnit {
    std::string_view name;
    uint64_t ms;
};

// Longest first, so that printing finds the largest whole one.
constexpr std::array<TimeUnit, 5> printed = {
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};

constexpr uint64_t longest = 36'525ULL * 86'400'000;

uint64_t unit_of(std::string_view name) {
    if (name == "w") return uint64_t{7} * 86'400'000;
    for (const TimeUnit& unit : printed) {
        if (unit.name == name) return unit.ms;
    }
    return 0;
}

size_t count_while(std::string_view text, bool (*is_of)(char)) {
    size_t count = 0;
    while (count < text.size() && is_of(text[count])) ++count;
    return count;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

}  // namespace

std::optional<uint64_t> parse_duration(std::string_view text) {
    if (text.empty()) return std::nullopt;
    uint64_t total = 0;
    while (!text.empty()) {
        const size_t digits = count_while(text, is_digit);
        const std::optional<uint64_t> number = parse_number(text.substr(0, digits));
        text.remove_prefix(digits);
        const size_t letters = count_while(text, is_letter);
        const uint64_t unit = unit_of(text.substr(0, letters));
        text.remove_prefix(letters);
        if (!number || unit == 0 || *number > longest / unit) return std::nullopt;
        total += *number * unit;
        if (total > longest) return std::nullopt;
    }
    return total;
}

std::string print_duration(uint64_t ms) {
    if (ms == 0) return "0s";
    for (const TimeUnit& unit : printed) {
        if (ms % unit.ms == 0) return concat(ms / unit.ms, unit.name);
    }
    return concat(ms, "ms");
}

}  // namespace nagaya::model
