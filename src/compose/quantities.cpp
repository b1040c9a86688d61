// Durations and sizes, and the words of a command line: the small languages inside Compose values.
#include <array>
#include <charconv>
#include <limits>

#include "base/text.hpp"
#include "compose/scalars.hpp"

namespace nagaya::compose {

namespace {

constexpr int64_t second = 1'000'000'000;

struct Unit {
    std::string_view name;
    int64_t nanoseconds;
};
constexpr std::array<Unit, 10> units{{{"ns", 1},
                                      {"us", 1'000},
                                      {"µs", 1'000},
                                      {"μs", 1'000},
                                      {"ms", 1'000'000},
                                      {"s", second},
                                      {"m", 60 * second},
                                      {"h", 3'600 * second},
                                      {"d", 86'400 * second},
                                      {"w", 604'800 * second}}};

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

/// The digits at the front of `text`, which loses them.
std::string_view take_digits(std::string_view& text) {
    size_t length = 0;
    while (length < text.size() && is_digit(text[length])) ++length;
    const std::string_view digits = text.substr(0, length);
    text.remove_prefix(length);
    return digits;
}

/// One number with its unit at the front of `text`, which loses it; in nanoseconds.
std::optional<int64_t> take_part(std::string_view& text) {
    const std::string_view whole = take_digits(text);
    std::string_view part;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        part = take_digits(text);
    }
    if (whole.empty() && part.empty()) return std::nullopt;
    size_t length = 0;
    while (length < text.size() && text[length] != '.' && !is_digit(text[length])) ++length;
    const std::string_view name = text.substr(0, length);
    text.remove_prefix(length);
    for (const auto& unit : units) {
        if (unit.name != name) continue;
        int64_t count = 0;
        if (!whole.empty() && std::from_chars(whole.data(), whole.data() + whole.size(), count).ec != std::errc())
            return std::nullopt;
        if (count > std::numeric_limits<int64_t>::max() / unit.nanoseconds) return std::nullopt;
        int64_t total = count * unit.nanoseconds;
        double scale = 1;
        int64_t fraction = 0;
        for (const char digit : part.substr(0, 18)) {
            fraction = fraction * 10 + (digit - '0');
            scale *= 10;
        }
        const auto more =
            static_cast<int64_t>(static_cast<double>(fraction) * (static_cast<double>(unit.nanoseconds) / scale));
        if (total > std::numeric_limits<int64_t>::max() - more) return std::nullopt;
        return total + more;
    }
    return std::nullopt;
}

/// "1.5" of `count` nanoseconds in units of `unit`, without zeros at the end.
std::string decimal(int64_t count, int64_t unit) {
    std::string out = concat(count / unit);
    int64_t rest = count % unit;
    if (rest == 0) return out;
    out += '.';
    for (int64_t place = unit / 10; rest != 0 && place > 0; place /= 10) {
        out += static_cast<char>('0' + rest / place);
        rest %= place;
    }
    return out;
}

}  // namespace

std::optional<int64_t> parse_duration(std::string_view text) {
    bool negative = false;
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        negative = text[0] == '-';
        text.remove_prefix(1);
    }
    if (text == "0") return 0;
    if (text.empty()) return std::nullopt;
    int64_t total = 0;
    while (!text.empty()) {
        const auto part = take_part(text);
        if (!part || total > std::numeric_limits<int64_t>::max() - *part) return std::nullopt;
        total += *part;
    }
    return negative ? -total : total;
}

std::string print_duration(int64_t nanoseconds) {
    if (nanoseconds == 0) return "0s";
    if (nanoseconds == std::numeric_limits<int64_t>::min()) return "-2562047h47m16.854775808s";
    const std::string sign = nanoseconds < 0 ? "-" : "";
    const int64_t count = nanoseconds < 0 ? -nanoseconds : nanoseconds;
    if (count < 1'000) return concat(sign, count, "ns");
    if (count < 1'000'000) return concat(sign, decimal(count, 1'000), "µs");
    if (count < second) return concat(sign, decimal(count, 1'000'000), "ms");
    const int64_t minutes = count / (60 * second);
    std::string out = concat(decimal(count % (60 * second), second), "s");
    if (minutes > 0) out = concat(minutes % 60, "m", out);
    if (minutes >= 60) out = concat(minutes / 60, "h", out);
    return sign + out;
}

std::optional<int64_t> parse_bytes(std::string_view text) {
    // A number, perhaps a blank, and a unit that may stop anywhere: "1.5G", "512 kib", "64mb", "10b".
    const size_t last = text.find_last_of("0123456789. ");
    if (last == std::string_view::npos) return std::nullopt;
    std::string_view number = text.substr(0, text[last] == ' ' ? last : last + 1);
    const std::string_view unit = text.substr(last + 1);
    const auto count = parse_real(number);
    if (!count || *count < 0 || *count != *count) return std::nullopt;
    double factor = 1;
    if (!unit.empty()) {
        const char letter = static_cast<char>(unit[0] | 0x20);
        const size_t power = std::string_view("kmgtp").find(letter);
        if (letter == 'b') {
            if (unit.size() > 1) return std::nullopt;
        } else if (power == std::string_view::npos) {
            return std::nullopt;
        } else {
            for (size_t i = 0; i <= power; ++i) factor *= 1024;
            std::string rest(unit.substr(1));
            for (char& byte : rest) byte = static_cast<char>(byte | 0x20);
            if (!rest.empty() && rest != "b" && rest != "ib") return std::nullopt;
        }
    }
    const double bytes = *count * factor;
    if (bytes >= 9.2e18) return std::nullopt;
    return static_cast<int64_t>(bytes);
}

namespace {

/// The state of a command line while it is split.
struct Splitter {
    CommandWords found;
    std::string word;
    bool escaped = false;
    bool single = false;
    bool twice = false;        // inside double quotes
    bool back = false;         // inside backticks
    bool substituted = false;  // inside $( )
    enum class Got { nothing, bare, quoted } got = Got::nothing;

    bool quoted() const { return single || twice || back || substituted; }
    void keep(char byte) {
        word += byte;
        got = Got::bare;
    }
    void finish() {
        if (got != Got::nothing) found.words.push_back(std::move(word));
        word.clear();
        got = Got::nothing;
    }
};

enum class Step { go_on, stop, wrong };

Step read_mark(Splitter& state, char byte) {
    switch (byte) {
        case '`':
            if (!state.single && !state.twice && !state.substituted) state.back = !state.back;
            break;
        case ')':
            if (!state.single && !state.twice && !state.back) state.substituted = !state.substituted;
            break;
        case '(':
            if (!state.single && !state.twice && !state.back) {
                if (state.substituted || !state.word.ends_with('$')) return Step::wrong;
                state.substituted = true;
                state.word += byte;
                return Step::go_on;
            }
            break;
        case '"':
            if (!state.single && !state.substituted) {
                if (state.twice) state.got = Splitter::Got::quoted;
                state.twice = !state.twice;
                return Step::go_on;
            }
            break;
        case '\'':
            if (!state.twice && !state.substituted) {
                if (state.single) state.got = Splitter::Got::quoted;
                state.single = !state.single;
                return Step::go_on;
            }
            break;
        case ';':
        case '&':
        case '|':
        case '<':
        case '>':
            if (!state.quoted()) {
                if (byte == '>' && !state.word.empty() && is_digit(state.word[0])) state.got = Splitter::Got::nothing;
                return Step::stop;
            }
            break;
        default: break;
    }
    state.keep(byte);
    return Step::go_on;
}

}  // namespace

std::optional<CommandWords> split_command(std::string_view line) {
    Splitter state;
    for (const char byte : line) {
        if (state.escaped) {
            state.keep(byte);
            state.escaped = false;
        } else if (byte == '\\') {
            if (state.single)
                state.word += byte;
            else
                state.escaped = true;
        } else if (byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n') {
            if (state.quoted())
                state.word += byte;
            else
                state.finish();
        } else {
            const Step step = read_mark(state, byte);
            if (step == Step::wrong) return std::nullopt;
            if (step == Step::stop) {
                state.found.cut = true;
                break;
            }
        }
    }
    state.finish();
    if (state.escaped || state.quoted()) return std::nullopt;
    return std::move(state.found);
}

}  // namespace nagaya::compose
