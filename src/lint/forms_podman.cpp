// The forms of values that Quadlet hands to podman(1): podman-run(1), podman-network-create(1), podman-build(1). Named as in the table
// of keys (quadlet/keys.inc). What the generator itself or another rule looks at is not judged here.
#include <algorithm>
#include <array>

#include "base/ip_address.hpp"
#include "base/letters.hpp"
#include "base/text.hpp"
#include "lint/capabilities.hpp"
#include "lint/forms_podman.hpp"
#include "lint/time.hpp"
#include "lint/value_form.hpp"

namespace nagaya::lint {
namespace {

template <size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words, Misfit& misfit) {
    if (std::ranges::find(words, text) != words.end()) return true;
    misfit.words.assign(words.begin(), words.end());
    misfit.listed = is_word(text);
    return false;
}

/// As Go's ParseDuration: a number without a unit is none, but for 0.
bool is_duration(std::string_view text, Misfit& misfit) {
    const std::string_view whole = text;
    if (text.starts_with('-')) misfit.what = "is less than nothing";
    if (text.starts_with('+')) text.remove_prefix(1);
    if (text == "0") return true;
    if (parse_number(text)) misfit.meant = concat(whole, 's');
    constexpr auto units = std::to_array<std::string_view>({"ns", "us", "µs", "μs", "ms", "s", "m", "h"});
    if (text.empty()) return false;
    while (!text.empty()) {
        const size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
        const std::string_view number = text.substr(0, digits);
        if (number.find_first_of("0123456789") == std::string_view::npos || std::ranges::count(number, '.') > 1)
            return false;
        text.remove_prefix(digits);
        const size_t end = std::min(text.find_first_of("0123456789."), text.size());
        if (std::ranges::find(units, text.substr(0, end)) == units.end()) return false;
        text.remove_prefix(end);
    }
    return true;
}

/// podman-run(1) --health-timeout: "at least 1 second".
bool is_duration_from_1s(std::string_view text, Misfit& misfit) {
    if (!is_duration(text, misfit)) return false;
    const size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
    const std::string_view unit = text.substr(digits);
    const bool small = unit == "ns" || unit == "us" || unit == "µs" || unit == "μs";
    const auto whole = parse_number(text.substr(0, std::min(text.find('.'), digits)));
    const bool below = small || (unit == "ms" && whole < 1000) || (unit == "s" && whole < 1) ||
                       text.find_first_of("123456789") == std::string_view::npos;
    if (below) misfit.what = "is less than a second";
    return !below;
}

bool is_number(std::string_view text, Misfit&) {
    return parse_number(text).has_value() || (text.size() > 2 && text.starts_with("0x"));
}
bool is_number_from_1(std::string_view text, Misfit& misfit) { return is_number(text, misfit) && text != "0"; }
bool is_signed(std::string_view text, Misfit& misfit) {
    return is_number(text.starts_with('-') ? text.substr(1) : text, misfit);
}
bool is_seconds(std::string_view text, Misfit& misfit) {
    if (is_number(text, misfit)) return true;
    if (text.ends_with('s') && parse_number(text.substr(0, text.size() - 1)))
        misfit.meant = text.substr(0, text.size() - 1);
    return false;
}

/// "512m", "1.5 GiB": the unit in any case, with or without b or ib.
bool is_bytes(std::string_view text, Misfit&) {
    const size_t end = std::min(text.find_first_not_of("0123456789."), text.size());
    const std::string_view number = text.substr(0, end);
    if (number.find_first_of("0123456789") == std::string_view::npos || std::ranges::count(number, '.') > 1)
        return false;
    std::string unit = lower_case(text.substr(end));
    if (unit.starts_with(' ')) unit.erase(0, 1);
    if (unit.empty() || unit == "b") return true;
    return std::string_view("kmgtp").contains(unit[0]) &&
           (unit.size() == 1 || unit.substr(1) == "b" || unit.substr(1) == "ib");
}

bool is_address_4(std::string_view text, Misfit&) { return ip_version(text) == 4; }
bool is_address_6(std::string_view text, Misfit&) { return ip_version(text) == 6; }
bool is_address(std::string_view text, Misfit&) { return ip_version(text) != 0; }

bool is_cidr(std::string_view text, Misfit& misfit) {
    const size_t slash = text.find('/');
    const std::string_view address = text.substr(0, slash);
    if (!is_address(address, misfit)) return false;
    const auto length = slash == std::string_view::npos ? std::nullopt : parse_number(text.substr(slash + 1));
    return length && *length <= (address.contains(':') ? 128U : 32U);
}
bool is_range_of_addresses(std::string_view text, Misfit& misfit) {
    const size_t dash = text.find('-');
    if (dash == std::string_view::npos) return is_cidr(text, misfit);
    return is_address(text.substr(0, dash), misfit) && is_address(text.substr(dash + 1), misfit);
}

/// host[;host]:address, the address in brackets or not.
bool is_host_line(std::string_view text, Misfit& misfit) {
    const size_t colon = text.find(':');
    if (colon == 0 || colon == std::string_view::npos) return false;
    std::string_view address = text.substr(colon + 1);
    misfit.part = address;
    misfit.what = "is no address";
    if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
    return address == "host-gateway" || is_address(address, misfit);
}

bool is_name(std::string_view text, Misfit&) {
    return is_letter_or_digit(text[0]) &&
           std::ranges::all_of(text, [](char c) { return is_letter_or_digit(c) || c == '_' || c == '.' || c == '-'; });
}

bool is_capability(std::string_view text, Misfit& misfit) {
    const std::string capital = upper_case(text);
    const std::string_view name = capital.starts_with("CAP_") ? std::string_view(capital).substr(4) : capital;
    return name == "ALL" || is_one_of(name, capabilities, misfit);
}

bool is_container_signal(std::string_view text, Misfit& misfit) {
    if (const auto number = parse_number(text)) return *number >= 1 && *number <= 64;
    constexpr auto names = std::to_array<std::string_view>(
        {"SIGHUP",    "SIGINT",  "SIGQUIT",   "SIGILL",    "SIGTRAP", "SIGABRT",  "SIGIOT",  "SIGBUS",
         "SIGFPE",    "SIGKILL", "SIGUSR1",   "SIGSEGV",   "SIGUSR2", "SIGPIPE",  "SIGALRM", "SIGTERM",
         "SIGSTKFLT", "SIGCHLD", "SIGCLD",    "SIGCONT",   "SIGSTOP", "SIGTSTP",  "SIGTTIN", "SIGTTOU",
         "SIGURG",    "SIGXCPU", "SIGXFSZ",   "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO",   "SIGPOLL",
         "SIGPWR",    "SIGSYS",  "SIGUNUSED", "SIGRTMIN",  "SIGRTMAX"});
    std::string name = upper_case(text);
    if (!name.starts_with("SIG")) name = concat("SIG", name);
    return name.starts_with("SIGRTM") || is_one_of(name, names, misfit);
}

/// As tzset(3) and Podman know them: "local" is the host's.
bool is_zone(std::string_view text, Misfit& misfit) {
    if (is_time_zone(text)) return true;
    misfit.what = "is no time zone";
    misfit.words.assign(time_zones().begin(), time_zones().end());
    misfit.listed = true;
    return false;
}

bool is_pair(std::string_view text, Misfit&) {
    const size_t equals = text.find('=');
    return equals != 0 && equals != std::string_view::npos;
}

/// "[+u g]inside:[@]outside[:count]".
bool is_id_map(std::string_view text, Misfit&) {
    text.remove_prefix(std::min(text.find_first_not_of("+ug"), text.size()));
    const auto pieces = split(text, ':');
    if (pieces.empty() || pieces.size() > 3) return false;
    for (const std::string_view piece : pieces)
        if (!parse_number(piece.starts_with('@') ? piece.substr(1) : piece)) return false;
    return true;
}

bool is_one_word(std::string_view text, Misfit&) { return text.find_first_of(" \t") == std::string_view::npos; }

/// What is no array is the path of one program, blanks included.
bool is_entry_point(std::string_view text, Misfit& misfit) {
    if (!text.starts_with('/') || is_one_word(text, misfit)) return true;
    misfit.what = "is the name of one program, and no program with arguments";
    return false;
}

constexpr auto forms = std::to_array<NamedForm>({
    {"duration", is_duration, "a number and its unit, such as `30s`, `5m` or `1h30m`"},
    {"duration from 1s", is_duration_from_1s, "a number and its unit of at least a second, such as `30s`"},
    {"number from 1", is_number_from_1, "a whole number, from 1 on"},
    {"number", is_number, "a whole number"},
    {"whole number or -1", is_signed, "a whole number; -1 for no limit"},
    {"seconds", is_seconds, "a whole number of seconds"},
    {"size", is_bytes, "a number and `b`, `k`, `m` or `g`, such as `512m`"},
    {"IPv4 address", is_address_4, "an address such as `10.89.0.5`"},
    {"IPv6 address", is_address_6, "an address such as `fd00::5`"},
    {"ip address", is_list_of<is_address>, "an address such as `10.89.0.1` or `fd00::1`"},
    {"CIDR", is_cidr, "an address and the length of its prefix, such as `10.89.0.0/24`"},
    {"CIDR or start-end", is_range_of_addresses, "`10.89.0.0/28`, or `10.89.0.10-10.89.0.20`"},
    {"host:ip", is_list_of<is_host_line>, "`name:address`, where the address may be `host-gateway`"},
    {"name", is_name, "letters, digits, `_`, `.` and `-`, first a letter or a digit"},
    {"name, specifiers allowed", is_name, "letters, digits, `_`, `.` and `-`, first a letter or a digit"},
    {"capability names", is_list_of<is_capability>, "a capability, such as `NET_BIND_SERVICE`"},
    {"signal", is_container_signal, "a signal, such as `SIGTERM`"},
    {"zone", is_zone, "a name of the time zone database, such as `Europe/Berlin`, or `local`"},
    {"name=value", is_list_of<is_pair>, "`name=value`"},
    {"path or JSON array", is_entry_point, "a program, or an array such as `[\"/bin/sh\", \"-c\"]`"},
    {"host name", is_one_word, "a name without blanks"},
    {"map", is_list_of<is_id_map>, "`inside:outside:count`"},
    {"[[SRC:]DEST[:OPTS]]", is_volume, "`source:/path/in/the/container[:options]`", true},
    {"DIR[:opts]", is_tmpfs, "an absolute path, and options behind `:`", true},
    {"CSV type=T,... ", is_mount, "`type=bind,source=…,target=…`"},
    {"[-]HOST[:CONTAINER][:PERM] or CDI name", is_list_of<is_device>,
     "`/dev/…[:/dev/…][:rwm]`, or a CDI name such as `nvidia.com/gpu=all`", true},
    {"name[,opt=val...]", is_secret, "`name[,type=mount|env][,target=…][,uid=…][,gid=…][,mode=0400]`", true},
    {"id=..,src=..", is_build_secret, "`id=name,src=file` or `id=name,env=NAME`"},
    {"name=soft[:hard]", is_list_of<is_ulimit>, "`name=soft[:hard]`, such as `nofile=1024:4096`", true},
    {"mode[:opts]", is_user_namespace, "`keep-id`, `auto`, `nomap`, `host`, `private`, `ns:/path` or `container:name`",
     true},
    {"MODE[:opts]", is_network, "a mode such as `host` or `pasta`, the name of a network, or a `.network` file", true},
    {"image reference", is_image, "`registry/repository:tag`, or one with a digest"},
    {"[container/](registry|local)", is_kube_update, "`registry` or `local`, or one of them behind `container/`"},
    {"yaml or unit", is_yaml_or_unit, "`yaml` or `unit`"},
    {"synonym", is_pull_policy, ""},
    {"NAME.network[:opts]", is_network, ""},
    {"NAME.container", is_network, ""},
    {"NAME.image", is_image, ""},
    {"NAME.build", is_image, ""},
    // The rest of the table: nothing is known of these, or another rule or the generator itself looks at them.
    {"[ip:][hostPort:]containerPort[/proto], ranges", nullptr, ""},
    {"port", nullptr, ""},
    {"port-port [/udp|/tcp]", nullptr, ""},
    {"ALL", nullptr, ""},
    {"path[:path...]", nullptr, ""},
    {"NAME.pod", nullptr, ""},
    {"NAME=VALUE words", nullptr, ""},
    {"NAME[=VALUE] words", nullptr, ""},
    {"SELinux level", nullptr, ""},
    {"SELinux type", nullptr, ""},
    {"architecture", nullptr, ""},
    {"artifact reference", nullptr, ""},
    {"boolean, default true", nullptr, ""},
    {"command", nullptr, ""},
    {"command line", nullptr, ""},
    {"directory", nullptr, ""},
    {"domain", nullptr, ""},
    {"driver", nullptr, ""},
    {"file system type", nullptr, ""},
    {"gid", nullptr, ""},
    {"gid map", nullptr, ""},
    {"gid or name", nullptr, ""},
    {"group", nullptr, ""},
    {"image name", nullptr, ""},
    {"interface", nullptr, ""},
    {"key[:passphrase]", nullptr, ""},
    {"mount options", nullptr, ""},
    {"name in /etc/subgid", nullptr, ""},
    {"name in /etc/subuid", nullptr, ""},
    {"os", nullptr, ""},
    {"path", nullptr, ""},
    {"path of a containers.conf module", nullptr, ""},
    {"path or URL", nullptr, ""},
    {"path or source", nullptr, ""},
    {"path[:O]", nullptr, ""},
    {"plugin", nullptr, ""},
    {"podman arguments", nullptr, ""},
    {"profile name", nullptr, ""},
    {"resolver option", nullptr, ""},
    {"stage", nullptr, ""},
    {"uid", nullptr, ""},
    {"uid map", nullptr, ""},
    {"uid or name", nullptr, ""},
    {"unit name without .service", nullptr, ""},
    {"URL", nullptr, ""},
    {"user[:password]", nullptr, ""},
    {"variant", nullptr, ""},
});

}  // namespace

std::span<const NamedForm> podman_forms() { return forms; }

}  // namespace nagaya::lint
