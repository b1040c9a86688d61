#include <algorithm>
#include <array>

#include "base/ip_address.hpp"
#include "base/letters.hpp"
#include "base/text.hpp"
#include "lint/forms_podman.hpp"

namespace nagaya::lint {
namespace {

bool is_open(std::string_view part) { return lint::is_open(part, true); }

bool fail_at(Misfit& misfit, std::string_view part, std::string what, std::string allowed = {}) {
    misfit.part = part;
    misfit.what = std::move(what);
    if (!allowed.empty()) misfit.allowed = std::move(allowed);
    return false;
}

template <size_t N>
bool is_one_of(std::string_view part, const std::array<std::string_view, N>& words, std::string_view what,
               Misfit& misfit) {
    if (is_open(part) || std::ranges::find(words, part) != words.end()) return true;
    misfit.words.assign(words.begin(), words.end());
    misfit.listed = is_word(part);
    std::string listed;
    for (const std::string_view word : words) listed += concat(listed.empty() ? "`" : ", `", word, "`");
    return fail_at(misfit, part, std::string(what), listed);
}

bool is_address(std::string_view text) { return ip_version(text) != 0; }

/// How many ports "80" or "80-89" are; 0 for what is neither.
uint64_t count_ports(std::string_view text, uint64_t least) {
    const size_t dash = text.find('-');
    const auto first = parse_number(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : parse_number(text.substr(dash + 1));
    return first && last && *first >= least && *last <= 65535 && *first <= *last ? *last - *first + 1 : 0;
}

bool is_protocol(std::string_view text, Misfit& misfit) {
    constexpr auto protocols = std::to_array<std::string_view>({"tcp", "udp", "sctp"});
    const std::string small = lower_case(text);
    return std::ranges::find(protocols, std::string_view(small)) != protocols.end() ||
           is_one_of(text, protocols, "is no protocol", misfit);
}

constexpr auto volume_options = std::to_array<std::string_view>(
    {"ro",        "rw",        "z",       "Z",        "U",          "O",           "copy",  "nocopy",         "dev",
     "nodev",     "exec",      "noexec",  "suid",     "nosuid",     "bind",        "rbind", "shared",         "rshared",
     "slave",     "rslave",    "private", "rprivate", "unbindable", "runbindable", "idmap", "no-dereference", "cached",
     "delegated", "consistent"});

/// Podman takes one of each, between blanks.
constexpr auto rival_options = std::to_array<std::string_view>(
    {" ro rw ", " z Z O ", " shared rshared slave rslave private rprivate unbindable runbindable "});

constexpr auto mount_options = std::to_array<std::string_view>({"type",
                                                                "source",
                                                                "src",
                                                                "target",
                                                                "destination",
                                                                "dst",
                                                                "ro",
                                                                "readonly",
                                                                "rw",
                                                                "readwrite",
                                                                "z",
                                                                "Z",
                                                                "U",
                                                                "chown",
                                                                "relabel",
                                                                "idmap",
                                                                "dev",
                                                                "nodev",
                                                                "exec",
                                                                "noexec",
                                                                "suid",
                                                                "nosuid",
                                                                "noswap",
                                                                "shared",
                                                                "rshared",
                                                                "slave",
                                                                "rslave",
                                                                "private",
                                                                "rprivate",
                                                                "unbindable",
                                                                "runbindable",
                                                                "bind-propagation",
                                                                "bind-nonrecursive",
                                                                "no-dereference",
                                                                "consistency",
                                                                "subpath",
                                                                "volume-subpath",
                                                                "volume-opt",
                                                                "volume-label",
                                                                "tmpfs-size",
                                                                "tmpfs-mode",
                                                                "tmpcopyup",
                                                                "notmpcopyup",
                                                                "uid",
                                                                "gid",
                                                                "mode",
                                                                "ptmxmode",
                                                                "newinstance",
                                                                "max",
                                                                "title",
                                                                "name",
                                                                "digest"});

constexpr auto mount_types =
    std::to_array<std::string_view>({"bind", "volume", "tmpfs", "ramfs", "image", "glob", "devpts", "artifact"});

}  // namespace

bool is_published_port(std::string_view text, Misfit& misfit) {
    if (is_open(text)) return true;
    const size_t slash = text.find('/');
    if (slash != std::string_view::npos && !is_protocol(text.substr(slash + 1), misfit)) return false;
    std::string_view ports = text.substr(0, slash);
    if (ports.starts_with('[')) {
        const size_t end = ports.find("]:");
        if (end == std::string_view::npos || !is_address(ports.substr(1, end - 1))) return false;
        ports.remove_prefix(end + 2);
        if (!ports.contains(':')) return false;
    } else if (std::ranges::count(ports, ':') == 2) {
        const std::string_view address = ports.substr(0, ports.find(':'));
        if (!address.empty() && !is_address(address)) {
            if (address == "localhost") misfit.meant = "127.0.0.1";
            return fail_at(misfit, address, "is no address");
        }
        ports.remove_prefix(address.size() + 1);
    }
    const size_t colon = ports.rfind(':');
    const std::string_view inside = colon == std::string_view::npos ? ports : ports.substr(colon + 1);
    const uint64_t count = count_ports(inside, 1);
    if (count == 0) return fail_at(misfit, inside, "is no port");
    if (colon == std::string_view::npos || colon == 0) return true;
    const std::string_view outside = ports.substr(0, colon);
    const uint64_t taken = count_ports(outside, 0);
    if (taken == 0) return fail_at(misfit, outside, "is no port");
    return taken == count || (count == 1) || fail_at(misfit, ports, "has ranges of different lengths");
}

bool is_exposed_port(std::string_view text, Misfit& misfit) {
    const size_t slash = text.find('/');
    if (slash != std::string_view::npos && !is_protocol(text.substr(slash + 1), misfit)) return false;
    return count_ports(text.substr(0, slash), 1) > 0;
}

/// Does the word stand in the list, between blanks?
bool is_listed(std::string_view list, std::string_view word) {
    for (size_t at = list.find(word); at != std::string_view::npos; at = list.find(word, at + 1))
        if (list[at - 1] == ' ' && list[at + word.size()] == ' ') return true;
    return false;
}

bool is_volume(std::string_view text, Misfit& misfit) {
    if (text.contains('\\')) return true;
    const auto pieces = split(text, ':');
    if (pieces.size() > 3) return is_open(text);
    const std::string_view target = pieces.size() == 1 ? pieces[0] : pieces[1];
    if (!target.starts_with('/') && !is_open(target)) {
        // "name:ro" and "a.volume" have no target; what is given is taken for one.
        return fail_at(misfit, target.empty() ? text : target, "is no absolute path in the container");
    }
    if (pieces.size() < 3) return true;
    std::array<std::string_view, rival_options.size()> seen{};
    for (const std::string_view option : split(pieces[2], ',')) {
        const std::string_view name = option.substr(0, option.find('='));
        if (option.empty() || is_open(option) || name == "upperdir" || name == "workdir" || name == "subpath" ||
            name.starts_with("idmap"))
            continue;
        if (!is_one_of(option, volume_options, "is no option of a volume", misfit)) return false;
        for (size_t i = 0; i < seen.size(); ++i) {
            if (!is_listed(rival_options[i], option)) continue;
            if (!seen[i].empty()) return fail_at(misfit, option, concat("cannot stand beside `", seen[i], "`"));
            seen[i] = option;
        }
    }
    return true;
}

bool is_tmpfs(std::string_view text, Misfit& misfit) {
    const std::string_view target = text.substr(0, text.find(':'));
    return target.starts_with('/') || is_open(target) ||
           fail_at(misfit, target, "is no absolute path in the container");
}

bool is_mount(std::string_view text, Misfit& misfit) {
    if (is_open(text)) return true;
    bool has_target = false;
    std::string_view type = "volume";
    for (const std::string_view field : split(text, ',')) {
        const size_t equals = field.find('=');
        const std::string_view name = field.substr(0, equals);
        const std::string_view value = equals == std::string_view::npos ? "" : field.substr(equals + 1);
        if (!is_one_of(name, mount_options, "is no option of a mount", misfit)) return false;
        if (name == "type") type = value;
        if (name == "type" && !is_one_of(value, mount_types, "is no type of mount", misfit)) return false;
        if (name != "target" && name != "destination" && name != "dst") continue;
        has_target = true;
        if (!value.starts_with('/')) return fail_at(misfit, value, "is no absolute path in the container");
    }
    return has_target || type == "glob" || fail_at(misfit, text, "has no target");
}

bool is_device(std::string_view text, Misfit& misfit) {
    if (text.starts_with('-')) text.remove_prefix(1);
    if (is_open(text)) return true;
    const auto pieces = split(text, ':');
    const bool cdi = text.contains('=') && text.contains('/') && !text.starts_with('/');
    if (cdi) return true;
    if (!pieces[0].starts_with('/')) return false;
    const auto is_access = [](std::string_view mode) {
        return !mode.empty() && mode.size() <= 3 && mode.find_first_not_of("rwm") == std::string_view::npos;
    };
    if (pieces.size() > 3) return false;
    if (pieces.size() > 1 && !pieces[1].starts_with('/') && !is_access(pieces[1]))
        return fail_at(misfit, pieces[1], "is neither a path nor an access", "`r`, `w` and `m`, or some of them");
    if (pieces.size() > 2 && !is_access(pieces[2]))
        return fail_at(misfit, pieces[2], "is no access", "`r`, `w` and `m`, or some of them");
    return true;
}

bool is_secret(std::string_view text, Misfit& misfit) {
    constexpr auto options = std::to_array<std::string_view>({"type", "target", "uid", "gid", "mode"});
    constexpr auto types = std::to_array<std::string_view>({"mount", "env"});
    bool first = true;
    for (const std::string_view field : split(text, ',')) {
        const size_t equals = field.find('=');
        const std::string_view value = equals == std::string_view::npos ? "" : field.substr(equals + 1);
        const bool name = first && equals == std::string_view::npos;
        first = false;
        if (name || field.starts_with("source=")) continue;
        if (!is_one_of(field.substr(0, equals), options, "is no option of a secret", misfit)) return false;
        if (is_open(value)) continue;
        if (field.starts_with("type=") && !is_one_of(value, types, "is no type of a secret", misfit)) return false;
        if (field.starts_with("mode=") && value.find_first_not_of("01234567") != std::string_view::npos)
            return fail_at(misfit, value, "is no access mode in octal digits", "a mode such as `0400`");
        if ((field.starts_with("uid=") || field.starts_with("gid=")) && !parse_number(value))
            return fail_at(misfit, value, "is no number", "the number of a user or a group");
    }
    return true;
}

bool is_build_secret(std::string_view text, Misfit& misfit) {
    constexpr auto options = std::to_array<std::string_view>({"id", "src", "source", "env", "type"});
    for (const std::string_view field : split(text, ','))
        if (!is_one_of(field.substr(0, field.find('=')), options, "is no option of a secret", misfit)) return false;
    return true;
}

bool is_ulimit(std::string_view text, Misfit& misfit) {
    constexpr auto names =
        std::to_array<std::string_view>({"as", "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice",
                                         "nofile", "nproc", "rss", "rtprio", "rttime", "sigpending", "stack"});
    const size_t equals = text.find('=');
    if (equals == std::string_view::npos) return is_open(text);
    if (!is_one_of(text.substr(0, equals), names, "is no limit", misfit)) return false;
    const auto pieces = split(text.substr(equals + 1), ':');
    if (pieces.size() > 2) return false;
    for (const std::string_view piece : pieces)
        if (piece != "-1" && piece != "unlimited" && !parse_number(piece) && !is_open(piece))
            return fail_at(misfit, piece, "is no number");
    return true;
}

bool is_user_namespace(std::string_view text, Misfit& misfit) {
    const size_t colon = text.find(':');
    const std::string_view mode = text.substr(0, colon);
    constexpr auto modes =
        std::to_array<std::string_view>({"keep-id", "auto", "nomap", "host", "private", "ns", "container"});
    if (!is_one_of(mode, modes, "is no user namespace", misfit)) return false;
    if (is_open(mode)) return true;
    if (colon == std::string_view::npos) return mode != "ns" && mode != "container";
    const std::string_view options = text.substr(colon + 1);
    if (mode == "ns" || mode == "container") return !options.empty();
    if (mode != "keep-id" && mode != "auto")
        return fail_at(misfit, options, concat("stands behind `", mode, "`, which has no options"), "nothing");
    constexpr auto of_keep_id = std::to_array<std::string_view>({"uid", "gid", "size"});
    constexpr auto of_auto = std::to_array<std::string_view>({"size", "uidmapping", "gidmapping"});
    for (const std::string_view field : split(options, ',')) {
        const size_t equals = field.find('=');
        const std::string_view name = field.substr(0, equals);
        const bool known = mode == "auto" ? is_one_of(name, of_auto, "is no option of `auto`", misfit)
                                          : is_one_of(name, of_keep_id, "is no option of `keep-id`", misfit);
        if (!known) return false;
        const std::string_view value = equals == std::string_view::npos ? "" : field.substr(equals + 1);
        if (!name.ends_with("mapping") && !is_open(value) && !parse_number(value))
            return fail_at(misfit, field, "has no number", "a number behind `=`");
    }
    return true;
}

bool is_network(std::string_view text, Misfit& misfit) {
    const size_t colon = text.find(':');
    const std::string_view mode = text.substr(0, colon);
    if (colon != std::string_view::npos && (mode == "none" || mode == "private" || mode == "host"))
        return fail_at(misfit, text.substr(colon + 1), concat("stands behind `", mode, "`, which has no options"),
                       "nothing");
    if (mode.ends_with(".network") || mode.ends_with(".container")) return true;  // looked at as references
    if (mode == "ns" || mode == "container") return colon != std::string_view::npos && colon + 1 < text.size();
    const auto legal = [](char c) { return is_letter_or_digit(c) || std::string_view("_.-@\\,").contains(c); };
    return is_open(mode) || (!mode.empty() && std::ranges::all_of(mode, legal)) ||
           fail_at(misfit, mode, "is no name of a network");
}

bool is_kube_update(std::string_view text, Misfit& misfit) {
    constexpr auto policies = std::to_array<std::string_view>({"registry", "local", "disabled", "image"});
    const size_t slash = text.rfind('/');
    return is_one_of(slash == std::string_view::npos ? text : text.substr(slash + 1), policies, "is no policy", misfit);
}

bool is_yaml_or_unit(std::string_view text, Misfit& misfit) {
    constexpr auto words = std::to_array<std::string_view>({"yaml", "unit"});
    const std::string small = lower_case(text);
    return small == "yaml" || small == "unit" || is_one_of(text, words, "is no directory", misfit);
}

bool is_pull_policy(std::string_view text, Misfit&) {
    constexpr auto words =
        std::to_array<std::string_view>({"Always", "Missing", "Never", "Newer", "ifmissing", "ifnotpresent",
                                         "IfNotPresent", "ifnewer", "IfNewer", "true", "false"});
    return std::ranges::find(words, text) != words.end();
}

}  // namespace nagaya::lint
