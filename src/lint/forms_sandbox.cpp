// The forms of what fences a service in: systemd.exec(5), systemd.resource-control(5), capabilities(7).
#include <algorithm>
#include <array>
#include <vector>

#include "base/letters.hpp"
#include "base/text.hpp"
#include "lint/capabilities.hpp"
#include "lint/value_form.hpp"

namespace nagaya::lint {
namespace {

constexpr auto system_calls = std::to_array<std::string_view>({
#include "lint/system_calls.inc"
});
constexpr auto error_names = std::to_array<std::string_view>({
#include "lint/error_names.inc"
});
static_assert(std::ranges::is_sorted(system_calls) && std::ranges::is_sorted(error_names));

bool fail_at(Misfit& misfit, std::string_view part, std::string_view what) {
    misfit.part = part;
    misfit.what = what;
    return false;
}

/// Is `text` one of the words? If not, a newer release may know it.
template <size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words, Misfit& misfit) {
    if (std::ranges::find(words, text) != words.end()) return true;
    misfit.part = text;
    misfit.words.assign(words.begin(), words.end());
    misfit.listed = is_word(text) || text.starts_with('@');
    return false;
}

bool is_number_up_to(std::string_view text, uint64_t most) {
    const auto number = parse_number(text);
    return number && *number <= most;
}

/// An error that a refused call ends with.
bool is_error(std::string_view text, Misfit& misfit) {
    if (text == "kill" || (is_number_up_to(text, 4095) && text != "0")) return true;
    if (std::ranges::binary_search(error_names, std::string_view(upper_case(text)))) return true;
    misfit.part = text;
    misfit.what = "is no error number";
    misfit.words.assign(error_names.begin(), error_names.end());
    return false;
}

/// Names, each [:error] where they are refused: "~" in front of all.
bool is_system_calls(std::string_view text, Misfit& misfit) {
    const bool refused = text.starts_with('~');
    if (refused) text.remove_prefix(1);
    for (const std::string_view word : split_words(text)) {
        const size_t colon = word.find(':');
        if (colon != std::string_view::npos && !refused)
            return fail_at(misfit, word, "has an error, which only calls behind `~` end with");
        if (colon != std::string_view::npos && !is_error(word.substr(colon + 1), misfit)) return false;
        const std::string_view name = word.substr(0, colon);
        if (std::ranges::binary_search(system_calls, name) || is_number_up_to(name, INT32_MAX)) continue;
        misfit.what = name.starts_with('@') ? "is no group of system calls" : "is no system call";
        return is_one_of(name, system_calls, misfit);
    }
    return true;
}

bool is_capability_mark(std::string_view text, Misfit& misfit) {
    if (text.starts_with('~')) text.remove_prefix(1);
    if (text.empty() || is_number_up_to(text, 62)) return true;
    const std::string name = upper_case(text);
    if (name.starts_with("CAP_") &&
        std::ranges::find(capabilities, std::string_view(name).substr(4)) != capabilities.end())
        return true;
    misfit.part = text;
    misfit.what = "is no capability";
    for (const std::string_view known : capabilities) misfit.words.push_back(concat("CAP_", known));
    misfit.listed = is_word(text);
    return false;
}

/// A number, or two of them with "-" between.
bool is_cpu_range(std::string_view text, Misfit&) {
    for (const std::string_view piece : split(text, ',')) {
        if (piece.empty()) continue;
        const size_t dash = piece.find('-');
        const auto first = parse_number(piece.substr(0, dash));
        const auto last = dash == std::string_view::npos ? first : parse_number(piece.substr(dash + 1));
        if (!first || !last || *last > 8191 || *first > *last) return false;
    }
    return true;
}

constexpr auto controllers = std::to_array<std::string_view>(
    {"cpu", "cpuacct", "cpuset", "io", "blkio", "memory", "devices", "pids", "bpf-firewall", "bpf-devices",
     "bpf-foreign", "bpf-socket-bind", "bpf-restrict-network-interfaces", "bpf-bind-network-interface"});
bool is_controller(std::string_view text, Misfit& misfit) {
    misfit.what = "is no controller";
    return is_one_of(text, controllers, misfit);
}

constexpr auto namespaces =
    std::to_array<std::string_view>({"cgroup", "ipc", "net", "mnt", "pid", "user", "uts", "time"});
bool are_namespaces(std::string_view text, Misfit& misfit) {
    if (text.starts_with('~')) text.remove_prefix(1);
    misfit.what = "is no kind of namespace";
    return std::ranges::all_of(split_words(text),
                               [&](std::string_view word) { return is_one_of(word, namespaces, misfit); });
}

bool is_variable(std::string_view text) {
    return !text.empty() && !is_digit(text[0]) &&
           std::ranges::all_of(text, [](char c) { return is_letter_or_digit(c) || c == '_'; });
}
bool is_variable_name(std::string_view text, Misfit&) { return is_variable(text); }
/// UnsetEnvironment= also takes NAME=value.
bool is_variable_or_assignment(std::string_view text, Misfit&) { return is_variable(text.substr(0, text.find('='))); }
bool is_log_field(std::string_view text, Misfit& misfit) {
    const std::string_view name = text.substr(0, text.find('='));
    if (name.size() == text.size()) return fail_at(misfit, text, "has no `=`");
    const bool fits = is_variable(name) && name[0] != '_' && name.size() <= 64 && name == upper_case(name);
    return fits || fail_at(misfit, name, "is no name of a field in the journal");
}

bool is_device_node(std::string_view text) {
    return text.starts_with("/dev/") || text.starts_with("/run/systemd/inaccessible/") || text.starts_with("char-") ||
           text.starts_with("block-");
}

/// node [rights]
bool is_device_access(std::string_view text, Misfit& misfit) {
    const auto words = split_words(text);
    if (words.empty() || words.size() > 2) return false;
    if (!is_device_node(words[0])) return fail_at(misfit, words[0], "is no device node");
    return words.size() == 1 || words[1].find_first_not_of("rwm") == std::string_view::npos ||
           fail_at(misfit, words[1], "is no access of `r`, `w` and `m`");
}

/// path number[unit]
template <bool with_units>
bool is_device_limit(std::string_view text, Misfit& misfit) {
    const size_t blank = text.find_first_of(" \t");
    if (blank == std::string_view::npos) return false;
    if (!text.starts_with('/')) return fail_at(misfit, text.substr(0, blank), "is no absolute path");
    const std::string_view limit = trim(text.substr(blank));
    if (!with_units) return (is_number_up_to(limit, 10'000) && limit != "0") || fail_at(misfit, limit, "is no weight");
    if (limit == "infinity") return true;
    const size_t digits = std::min(limit.find_first_not_of("0123456789."), limit.size());
    const std::string_view unit = trim(limit.substr(digits));
    return (limit.find_first_of("123456789") < digits &&
            (unit.empty() || (unit.size() == 1 && std::string_view("BKMGTPE").contains(unit[0])))) ||
           fail_at(misfit, limit, "is no limit");
}

/// [family:][protocol:]ports, or any
bool is_socket_bind(std::string_view text, Misfit&) {
    auto pieces = split(text, ':');
    size_t at = 0;
    if (at < pieces.size() && (pieces[at] == "ipv4" || pieces[at] == "ipv6")) ++at;
    if (at < pieces.size() && (pieces[at] == "tcp" || pieces[at] == "udp")) ++at;
    if (at == pieces.size()) return at > 0;
    if (at + 1 != pieces.size()) return false;
    if (pieces[at] == "any") return true;
    const size_t dash = pieces[at].find('-');
    const auto first = parse_number(pieces[at].substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : parse_number(pieces[at].substr(dash + 1));
    return first && last && *first >= 1 && *first <= *last && *last <= 65535;
}

/// A limit of setrlimit(2) up to 40, or a nice level with its sign; [soft:]hard.
bool is_nice_limit(std::string_view text, Misfit& misfit) {
    for (const std::string_view one : split(text, ':')) {
        const bool fits = (one.starts_with('+')   ? is_number_up_to(one.substr(1), 19)
                           : one.starts_with('-') ? is_number_up_to(one.substr(1), 20)
                                                  : is_number_up_to(one, 40));
        if (!fits) return fail_at(misfit, one, "is no nice level");
    }
    return true;
}

bool is_core_part(std::string_view text, Misfit&) {
    const std::string_view hex = text.starts_with("0x") ? text.substr(2) : text;
    return !hex.empty() && hex.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

/// Paths with ":" between.
bool is_search_path(std::string_view text, Misfit& misfit) {
    for (const std::string_view one : split(text, ':'))
        if (!one.starts_with('/')) return fail_at(misfit, one, "is no absolute path");
    return true;
}

template <uint64_t least, uint64_t most>
bool is_from(std::string_view text, Misfit&) {
    return is_number_up_to(text, most) && !is_number_up_to(text, least - 1);
}

constexpr auto families = std::to_array<std::string_view>(
    {"none",      "AF_UNIX",      "AF_LOCAL", "AF_INET",    "AF_AX25",    "AF_IPX",    "AF_APPLETALK",  "AF_NETROM",
     "AF_BRIDGE", "AF_ATMPVC",    "AF_X25",   "AF_INET6",   "AF_ROSE",    "AF_DECnet", "AF_NETBEUI",    "AF_SECURITY",
     "AF_KEY",    "AF_NETLINK",   "AF_ROUTE", "AF_PACKET",  "AF_ASH",     "AF_ECONET", "AF_ATMSVC",     "AF_RDS",
     "AF_SNA",    "AF_IRDA",      "AF_PPPOX", "AF_WANPIPE", "AF_LLC",     "AF_IB",     "AF_MPLS",       "AF_CAN",
     "AF_TIPC",   "AF_BLUETOOTH", "AF_IUCV",  "AF_RXRPC",   "AF_ISDN",    "AF_PHONET", "AF_IEEE802154", "AF_CAIF",
     "AF_ALG",    "AF_NFC",       "AF_VSOCK", "AF_KCM",     "AF_QIPCRTR", "AF_SMC",    "AF_XDP",        "AF_MCTP"});

bool is_family(std::string_view text, Misfit& misfit) {
    if (text.starts_with('~')) text.remove_prefix(1);
    if (text.empty() || std::ranges::find(families, text) != families.end()) return true;
    misfit.part = text;
    misfit.words.assign(families.begin(), families.end());
    misfit.listed = is_word(text);
    return false;
}

constexpr auto forms = std::to_array<NamedForm>({
    {"system calls", is_system_calls, "names of system calls, and groups such as `@system-service`"},
    {"error number", is_error, "the name of an error, such as `EPERM`, or `kill`"},
    {"capability", is_capability_mark, "capabilities such as `CAP_NET_BIND_SERVICE`, behind `~` all but these"},
    {"cpu range", is_cpu_range, "numbers and ranges, such as `0 2-3`"},
    {"controller", is_controller, "controllers such as `cpu`, `memory`, `pids` and `io`"},
    {"namespace kinds", are_namespaces,
     "`cgroup`, `ipc`, `net`, `mnt`, `pid`, `user`, `uts`, behind `~` all but these"},
    {"variable name", is_variable_name, "names of variables"},
    {"variable or assignment", is_variable_or_assignment, "names of variables"},
    {"log field", is_log_field, "`FIELD=value`"},
    {"device access", is_device_access, "a node below /dev, `char-NAME` or `block-NAME`, and some of `rwm`"},
    {"device limit", is_device_limit<true>, "a path and a number, such as `/dev/sda 5M`"},
    {"device weight", is_device_limit<false>, "a path and a number up to 10000"},
    {"socket bind", is_socket_bind, "`any`, or `ipv4:tcp:8000-8010` and parts of it"},
    {"nice limit", is_nice_limit, "a number up to 40, or a nice level with its sign"},
    {"core part", is_core_part, "a mask in hexadecimal"},
    {"search path", is_search_path, "absolute paths with `:` between"},
    {"address family", is_family, "`AF_INET`, `AF_INET6`, `AF_UNIX` and the like, with `~` in front to exclude them"},
    {"cpu shares", (is_from<2, 262'144>), "a number from 2 to 262144"},
    {"block weight", (is_from<10, 1000>), "a number from 10 to 1000"},
});

}  // namespace

std::span<const NamedForm> sandbox_forms() { return forms; }

}  // namespace nagaya::lint
