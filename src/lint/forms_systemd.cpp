// The forms of values that systemd reads: systemd.syntax(7), systemd.time(7), systemd.exec(5), systemd.resource-control(5).
#include <algorithm>
#include <array>

#include "base/ip_address.hpp"
#include "base/letters.hpp"
#include "base/text.hpp"
#include "lint/time.hpp"
#include "lint/value_form.hpp"

namespace nagaya::lint {
namespace {

/// Takes digits with at most one point from the front of `text`.
std::string_view take_number(std::string_view& text) {
    size_t end = 0;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end < text.size() && text[end] == '.') {
        size_t behind = end + 1;
        while (behind < text.size() && is_digit(text[behind])) ++behind;
        if (behind > end + 1) end = behind;
    }
    const std::string_view number = text.substr(0, end);
    text.remove_prefix(end);
    return number;
}

void skip_blanks(std::string_view& text) {
    while (!text.empty() && (text[0] == ' ' || text[0] == '\t')) text.remove_prefix(1);
}

bool is_time_span(std::string_view text, Misfit&) { return is_time_span(text, Smallest::microsecond); }
bool is_fine_time_span(std::string_view text, Misfit&) { return is_time_span(text, Smallest::nanosecond); }

bool is_boolean(std::string_view text, Misfit& misfit) {
    const std::string small = lower_case(text);
    constexpr auto words =
        std::to_array<std::string_view>({"1", "yes", "y", "true", "t", "on", "0", "no", "n", "false", "f", "off"});
    if (std::ranges::find(words, std::string_view(small)) != words.end()) return true;
    misfit.words = {"true", "false", "yes", "no", "on", "off"};
    misfit.listed = is_word(text);  // keys that were boolean have become lists
    return false;
}

bool is_integer_between(std::string_view text, int64_t least, int64_t most) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    const auto number = parse_number(text);
    if (!number || *number > INT32_MAX) return false;
    const int64_t value = negative ? -static_cast<int64_t>(*number) : static_cast<int64_t>(*number);
    return value >= least && value <= most;
}

/// strtoul(3) reads hexadecimal and octal too.
bool is_unsigned(std::string_view text, Misfit&) {
    if (text.starts_with("0x") || text.starts_with("0b") || text.starts_with("0o")) return text.size() > 2;
    return parse_number(text.starts_with('+') ? text.substr(1) : text).has_value();
}
bool is_over_0(std::string_view text, Misfit& misfit) { return is_unsigned(text, misfit) && text != "0"; }
bool is_integer(std::string_view text, Misfit& misfit) {
    return is_unsigned(text.starts_with('-') ? text.substr(1) : text, misfit);
}
bool is_nice(std::string_view text, Misfit&) { return is_integer_between(text, -20, 19); }
bool is_oom_score(std::string_view text, Misfit&) { return is_integer_between(text, -1000, 1000); }
bool is_weight(std::string_view text, Misfit&) { return is_integer_between(text, 1, 10'000); }
bool is_exit_status(std::string_view text, Misfit&) { return is_integer_between(text, 0, 255); }
bool is_io_priority(std::string_view text, Misfit&) { return is_integer_between(text, 0, 7); }
bool is_real_time_priority(std::string_view text, Misfit&) { return is_integer_between(text, 0, 99); }
bool is_log_level_number(std::string_view text, Misfit&) { return is_integer_between(text, 0, 7); }
bool is_facility_number(std::string_view text, Misfit&) { return is_integer_between(text, 0, 23); }

/// "1.5G", "1G 500M": the suffixes are capitals, and have no B behind them.
bool is_size(std::string_view text, Misfit& misfit) {
    const std::string_view whole = text;
    bool any = false;
    for (skip_blanks(text); !text.empty(); skip_blanks(text)) {
        const std::string_view number = take_number(text);
        if (number.empty() || !parse_number(number.substr(0, number.find('.')))) return false;
        skip_blanks(text);
        if (!text.empty() && !is_digit(text[0])) {
            if (!std::string_view("BKMGTPE").contains(text[0])) {
                const char capital = static_cast<char>(text[0] - 'a' + 'A');
                if (whole.starts_with(number) && std::string_view("KMGTPE").contains(capital))
                    misfit.meant = concat(number, capital);
                return false;
            }
            const bool last =
                text.size() > 1 && (text.substr(1) == "B" || text.substr(1) == "b" || text.substr(1) == "iB");
            if (last && whole.starts_with(number)) misfit.meant = concat(number, text[0]);
            text.remove_prefix(1);
        }
        any = true;
    }
    return any;
}

bool is_size_over_0(std::string_view text, Misfit& misfit) {
    return is_size(text, misfit) && text.find_first_of("123456789") != std::string_view::npos;
}

/// Two digits behind the point of a percentage count, one of a permille, none of a permyriad.
bool is_share(std::string_view text, Misfit& misfit) {
    const std::string_view whole = text;
    const std::string_view number = take_number(text);
    if (!number.empty() && text.empty()) misfit.meant = concat(whole, '%');
    const size_t point = number.find('.');
    const size_t decimals = point == std::string_view::npos ? 0 : number.size() - point - 1;
    return !number.empty() &&
           ((text == "%" && decimals <= 2) || (text == "‰" && decimals <= 1) || (text == "‱" && decimals == 0));
}
/// Of any size: CPUQuota=200%.
bool is_quota(std::string_view text, Misfit& misfit) {
    return is_share(text, misfit) && text.find_first_of("123456789") != std::string_view::npos;
}
bool is_percentage(std::string_view text, Misfit& misfit) {
    if (!is_share(text, misfit)) return false;
    const auto number = parse_number(text.substr(0, text.find_first_not_of("0123456789")));
    const bool over = number > 100 || (number == 100 && text.find_first_of("123456789", 3) != std::string_view::npos);
    return !text.ends_with('%') || !over;
}

bool is_mode(std::string_view text, Misfit&) {
    const bool octal = !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '7'; });
    const std::string_view digits = text.substr(std::min(text.find_first_not_of('0'), text.size()));
    return octal && digits.size() <= 4;
}

constexpr auto signals = std::to_array<std::string_view>(
    {"HUP",  "INT",  "QUIT", "ILL",    "TRAP",   "ABRT",  "BUS",  "FPE",  "KILL", "USR1",  "SEGV",
     "USR2", "PIPE", "ALRM", "TERM",   "STKFLT", "CHLD",  "CONT", "STOP", "TSTP", "TTIN",  "TTOU",
     "URG",  "XCPU", "XFSZ", "VTALRM", "PROF",   "WINCH", "IO",   "PWR",  "SYS",  "RTMIN", "RTMAX"});

bool is_unix_signal(std::string_view text, Misfit& misfit) {
    if (is_digit(text[0])) return is_integer_between(text, 1, 64);
    const std::string_view name = text.starts_with("SIG") ? text.substr(3) : text;
    if (std::ranges::find(signals, name) != signals.end()) return true;
    for (const std::string_view real : {"RTMIN+", "RTMAX-"})
        if (name.starts_with(real)) return is_integer_between(name.substr(real.size()), 0, 30);
    for (const std::string_view one : signals) misfit.words.push_back(concat("SIG", one));
    misfit.listed = is_word(text);
    return false;
}

/// A number, or the name of a status or a signal.
bool is_status(std::string_view text, Misfit& misfit) {
    if (is_digit(text[0])) return is_exit_status(text, misfit);
    if (text.starts_with("SIG")) return is_unix_signal(text, misfit);
    return std::ranges::all_of(text,
                               [](char c) { return (c >= 'A' && c <= 'Z') || c == '_' || is_digit(c) || c == '+'; });
}

bool is_absolute(std::string_view text, Misfit&) { return text.starts_with('/'); }
bool is_optional_path(std::string_view text, Misfit& misfit) {
    if (text.starts_with('-')) text.remove_prefix(1);
    return is_absolute(text, misfit);
}
/// ReadWritePaths= and its kin.
bool is_marked_path(std::string_view text, Misfit& misfit) {
    if (text.starts_with('-')) text.remove_prefix(1);
    if (text.starts_with('+')) text.remove_prefix(1);
    return is_absolute(text, misfit);
}
bool is_relative(std::string_view text, Misfit&) { return !text.starts_with('/'); }
bool is_condition_path(std::string_view text, Misfit& misfit) {
    if (text.starts_with('|')) text.remove_prefix(1);
    if (text.starts_with('!')) text.remove_prefix(1);
    return text.empty() || is_absolute(text, misfit);
}

constexpr auto unit_types =
    std::to_array<std::string_view>({".service", ".socket", ".target", ".timer", ".path", ".mount", ".automount",
                                     ".swap", ".slice", ".scope", ".device"});
constexpr auto quadlet_types = std::to_array<std::string_view>(
    {".container", ".pod", ".volume", ".network", ".kube", ".image", ".build", ".artifact"});

/// A Quadlet's own name is translated since podman 5.5, and looked at by the rules about references.
bool is_unit(std::string_view text, Misfit& misfit) {
    const size_t dot = text.rfind('.');
    const std::string_view type = dot == std::string_view::npos ? "" : text.substr(dot);
    const bool legal = std::ranges::all_of(
        text, [](char c) { return is_letter(c) || is_digit(c) || std::string_view(":-_.\\@").contains(c); });
    if (text.starts_with('@')) return false;
    if (legal && dot != 0 && std::ranges::find(quadlet_types, type) != quadlet_types.end()) return true;
    if (legal && dot != 0 && std::ranges::find(unit_types, type) != unit_types.end()) return true;
    if (text.contains(',')) {
        misfit.allowed = "names of units with blanks between them";
    } else if (!legal) {
        misfit.allowed = "the name of a unit, of letters, digits and `:-_.\\@`";
    } else {
        if (type.empty() || text.contains('@')) misfit.meant = concat(text, ".service");
        misfit.names_unit = !misfit.meant.empty();
        if (!type.empty())
            for (const std::string_view known : unit_types) misfit.words.push_back(concat(text.substr(0, dot), known));
    }
    return false;
}

/// Units are mostly installed into targets.
bool is_installing_unit(std::string_view text, Misfit& misfit) {
    if (is_unit(text, misfit)) return true;
    if (!misfit.meant.empty()) misfit.meant = concat(text, text.contains('@') ? ".service" : ".target");
    return false;
}

bool has_type(std::string_view text, std::string_view type, Misfit& misfit) {
    if (!is_unit(text, misfit)) {
        if (!misfit.meant.empty()) misfit.meant = concat(text, type);
        return false;
    }
    return text.ends_with(type);
}
bool is_slice(std::string_view text, Misfit& misfit) { return has_type(text, ".slice", misfit); }
bool is_socket(std::string_view text, Misfit& misfit) { return has_type(text, ".socket", misfit); }
bool is_service(std::string_view text, Misfit& misfit) { return has_type(text, ".service", misfit); }

/// [prefixes]program [arguments]: an absolute path, or a name that is looked for in the path of systemd.
bool is_command(std::string_view text, Misfit& misfit) {
    const size_t begin = std::min(text.find_first_not_of("@-:+!|"), text.size());
    text.remove_prefix(begin);
    if (text.starts_with('"') || text.starts_with('\'') || text.starts_with('\\')) return true;
    const std::string_view program = text.substr(0, text.find_first_of(" \t\n"));
    if (program.empty() || is_open(program, true) || program.starts_with('/') || !program.contains('/')) return true;
    misfit = {.part = program, .what = "is a relative path", .allowed = {}, .words = {}, .meant = {}};
    return false;
}

bool is_condition_boolean(std::string_view text, Misfit& misfit) {
    text.remove_prefix(std::min(text.find_first_not_of("|!"), text.size()));
    return text.empty() || is_boolean(text, misfit);
}

bool is_io_class(std::string_view text, Misfit&) { return is_integer_between(text, 0, 3); }
bool is_input(std::string_view text, Misfit&) { return text.starts_with("file:/") || text.starts_with("fd:"); }

bool is_assignment(std::string_view text, Misfit& misfit) {
    const size_t equals = text.find('=');
    const std::string_view name = text.substr(0, equals);
    const bool good = equals != std::string_view::npos && !name.empty() && !is_digit(name[0]) &&
                      std::ranges::all_of(name, [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
    if (!good) misfit.what = equals == std::string_view::npos ? "is no assignment" : "assigns to what is no name";
    return good;
}

bool is_url(std::string_view text, Misfit&) {
    constexpr auto schemes = std::to_array<std::string_view>({"http://", "https://", "file:/", "info:", "man:"});
    return std::ranges::any_of(schemes, [&](std::string_view scheme) { return text.starts_with(scheme); });
}

bool is_calendar(std::string_view text, Misfit& misfit) {
    const CalendarEvent event = read_calendar_event(text);
    if (event.valid && !event.unknown_zone.empty()) {
        misfit.part = event.unknown_zone;
        misfit.what = "is no time zone";
        misfit.allowed = "a name of the time zone database, such as `Europe/Berlin`";
        misfit.words.assign(time_zones().begin(), time_zones().end());
        misfit.listed = true;
        return false;
    }
    if (event.valid) return true;
    misfit.words = {"minutely", "hourly", "daily", "weekly", "monthly", "quarterly", "semiannually", "yearly"};
    if (text.starts_with('@')) misfit.meant = text == "@midnight" ? "daily" : std::string(text.substr(1));
    if (std::ranges::find(misfit.words, misfit.meant) == misfit.words.end()) misfit.meant.clear();
    if (split_words(text).size() == 5 && !text.contains(':')) misfit.what = "is of cron, not of systemd";
    return false;
}

bool is_address(std::string_view text) { return ip_version(text) != 0; }

bool is_prefix(std::string_view text, Misfit&) {
    const size_t slash = text.find('/');
    const std::string_view address = text.substr(0, slash);
    if (!is_address(address)) return false;
    return slash == std::string_view::npos ||
           is_integer_between(text.substr(slash + 1), 0, address.contains(':') ? 128 : 32);
}

bool is_port(std::string_view text) { return is_integer_between(text, 1, 65535) && is_digit(text[0]); }

/// ListenStream= and its kin (systemd.socket(5)).
bool is_listening(std::string_view text, Misfit& misfit) {
    if (text.starts_with('/') || text.starts_with('@')) return true;
    for (const std::string_view vsock : {"vsock:", "vsock-stream:", "vsock-dgram:", "vsock-seqpacket:"})
        if (text.starts_with(vsock)) return true;
    const std::string_view place = text.substr(0, text.find('%'));  // …%interface
    if (!place.contains(':')) {
        if (is_digit(text[0]) && text.contains('.')) misfit.what = "has no port";
        return is_port(text);
    }
    const size_t colon = text.rfind(':');
    std::string_view host = text.substr(0, colon);
    if (!is_port(text.substr(colon + 1))) {
        misfit.part = text.substr(colon + 1);
        misfit.what = "is no port";
        return false;
    }
    if (!host.starts_with('[')) return is_address(host) && !host.contains(':');
    host = host.substr(1, host.find(']') - 1);
    return is_address(host.substr(0, host.find('%')));
}

bool is_message_queue(std::string_view text, Misfit& misfit) { return is_absolute(text, misfit); }

/// [soft:]hard, each of which `one` knows.
template <bool (*one)(std::string_view, Misfit&)>
bool is_limit(std::string_view text, Misfit& misfit) {
    const size_t colon = text.find(':');
    if (colon != std::string_view::npos && !is_limit<one>(text.substr(0, colon), misfit)) return false;
    const std::string_view hard = colon == std::string_view::npos ? text : text.substr(colon + 1);
    if (hard == "unlimited") misfit.meant = "infinity";
    misfit.part = hard;
    if (hard != "infinity" && (hard.empty() || !one(hard, misfit))) return false;
    if (colon == std::string_view::npos || hard == "infinity") return true;
    const std::string_view soft = text.substr(0, colon);
    const auto least = parse_number(soft);
    const auto most = parse_number(hard);
    if (soft != "infinity" && (!least || !most || *least <= *most)) return true;
    misfit.part = text;
    misfit.what = "has a soft limit above the hard one";
    return false;
}

bool is_output(std::string_view text, Misfit& misfit) {
    for (const std::string_view scheme : {"file:", "append:", "truncate:"}) {
        if (!text.starts_with(scheme)) continue;
        misfit.part = text.substr(scheme.size());
        misfit.what = "is no absolute path";
        return misfit.part.starts_with('/');
    }
    return text.starts_with("fd:");
}

bool is_working_directory(std::string_view text, Misfit& misfit) {
    if (text.starts_with('-')) text.remove_prefix(1);
    return text == "~" || is_absolute(text, misfit);
}

constexpr auto forms = std::to_array<NamedForm>({
    {"anything", nullptr, ""},
    {"boolean", is_boolean, "`true` or `false`"},
    {"time span", is_time_span, "a time span, such as `90` (seconds), `5min 20s` or `infinity`"},
    {"fine time span", is_fine_time_span, "a time span, such as `50us`"},
    {"unsigned", is_unsigned, "a whole number"},
    {"integer", is_integer, "a whole number"},
    {"nice", is_nice, "a number from -20 to 19"},
    {"oom score", is_oom_score, "a number from -1000 to 1000"},
    {"weight", is_weight, "a number from 1 to 10000"},
    {"exit status", is_exit_status, "a number from 0 to 255"},
    {"status", is_status, "numbers from 0 to 255, names such as `TEMPFAIL`, and signals, with blanks between them"},
    {"io priority", is_io_priority, "a number from 0 to 7"},
    {"level number", is_log_level_number, "a number from 0 to 7"},
    {"facility number", is_facility_number, "a number from 0 to 23"},
    {"bytes", is_size, "a size in bytes or with `K`, `M`, `G`, `T`, `P` or `E`, such as `512M`"},
    {"bytes over 0", is_size_over_0, "a size in bytes or with `K`, `M`, `G`, `T`, `P` or `E`, such as `512M`"},
    {"number over 0", is_over_0, "a whole number"},
    {"real-time priority", is_real_time_priority, "a number from 0 to 99"},
    {"percentage", is_percentage, "a percentage, such as `50%`"},
    {"quota", is_quota, "a percentage of one processor, such as `150%`"},
    {"mode", is_mode, "an access mode in octal digits, such as `0750`"},
    {"unix signal", is_unix_signal, "a signal, such as `SIGTERM`"},
    {"absolute path", is_absolute, "an absolute path"},
    {"optional path", is_optional_path, "an absolute path, or one with `-` in front"},
    {"marked path", is_marked_path, "an absolute path, or one with `-` or `+` in front"},
    {"relative path", is_relative, "a name or a relative path"},
    {"condition boolean", is_condition_boolean, "`true` or `false`, with or without `!` in front"},
    {"io class", is_io_class, "a number from 0 to 3"},
    {"input", is_input, "`file:` and an absolute path"},
    {"condition path", is_condition_path, "an absolute path, or one with `!` in front"},
    {"working directory", is_working_directory, "an absolute path, one with `-` in front, or `~`"},
    {"unit name", is_unit, "the whole name of a unit, such as `db.service`", false, true},
    {"alias", is_unit, "the whole name of a unit, such as `db.service`"},
    {"installing unit", is_installing_unit, "the whole name of a unit, such as `default.target`"},
    {"slice name", is_slice, "the name of a slice, such as `apps.slice`"},
    {"socket name", is_socket, "the name of a socket unit"},
    {"service name", is_service, "the name of a service unit"},
    {"command of systemd", is_command, "an absolute path, or a name that stands in a directory of systemd's path",
     true},
    {"assignment", is_assignment, "NAME=value, in quotes where the value has blanks"},
    {"url", is_url, "`http://…`, `https://…`, `file:/…`, `info:…` or `man:…`"},
    {"calendar event", is_calendar, "a calendar event, such as `daily`, `Mon..Fri 04:30` or `*-*-01 00:00:00`"},
    {"ip prefix", is_prefix, "an address with or without the length of its prefix"},
    {"listen address", is_listening, "a port, an address with a port, or an absolute path"},
    {"message queue", is_message_queue, "a name with `/` in front"},
    {"count limit", is_limit<is_unsigned>, "a number, `infinity`, or two of them with `:` between"},
    {"size limit", is_limit<is_size>, "a size such as `64M`, `infinity`, or two of them with `:` between"},
    {"time limit", is_limit<is_time_span>, "a time span, `infinity`, or two of them with `:` between"},
    {"output", is_output, "`file:`, `append:` or `truncate:` and an absolute path"},
});

}  // namespace

std::span<const NamedForm> systemd_forms() { return forms; }

}  // namespace nagaya::lint
