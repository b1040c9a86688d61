#include "remote/ssh.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "base/check.hpp"
#include "base/text.hpp"
#include "host/safe_files.hpp"

namespace nagaya::remote {

namespace {

constexpr std::string_view scheme = "ssh://";

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/// A word of letters, digits and `more` that begins with a letter or digit, or with "_" or ":" when those are among them.
bool is_word(std::string_view text, std::string_view more) {
    if (text.empty() || text.size() > 253) return false;
    for (const char c : text)
        if (!is_letter_or_digit(c) && !more.contains(c)) return false;
    return text[0] != '-' && text[0] != '.';
}

std::unexpected<Error> no_address(std::string_view text) {
    return fail(ErrorKind::malformed,
                concat("`", visible(text), "` is no address; one over ssh is ssh://[user@]host[:port]"));
}

}  // namespace

Result<SshAddress> parse_ssh_address(std::string_view text) {
    std::string_view rest = text;
    if (!rest.starts_with(scheme)) return no_address(text);
    rest.remove_prefix(scheme.size());
    if (rest.ends_with('/')) rest.remove_suffix(1);
    SshAddress address;
    if (const size_t at = rest.rfind('@'); at != std::string_view::npos) {
        address.user = rest.substr(0, at);
        rest.remove_prefix(at + 1);
        if (!is_word(address.user, "._-")) return no_address(text);
    }
    std::string_view port;
    if (rest.starts_with('[')) {
        const size_t end = rest.find(']');
        if (end == std::string_view::npos) return no_address(text);
        address.host = rest.substr(1, end - 1);
        port = rest.substr(end + 1);
        if (!is_word(address.host, ":.")) return no_address(text);
    } else {
        const size_t colon = rest.find(':');
        address.host = rest.substr(0, colon);
        if (colon != std::string_view::npos) port = rest.substr(colon);
        if (!is_word(address.host, "._-")) return no_address(text);
    }
    if (port.empty()) return address;
    const std::optional<uint64_t> number = port[0] == ':' ? parse_number(port.substr(1)) : std::nullopt;
    if (!number || *number == 0 || *number > 65535) return no_address(text);
    address.port = static_cast<uint16_t>(*number);
    return address;
}

std::string print_ssh_address(const SshAddress& address) {
    const bool brackets = address.host.contains(':');
    std::string text = concat(scheme, address.user, address.user.empty() ? "" : "@", brackets ? "[" : "", address.host,
                              brackets ? "]" : "");
    return address.port == 0 ? text : concat(text, ":", address.port);
}

SshSettings ssh_settings() {
    SshSettings settings;
    if (const char* config = std::getenv("NAGAYA_SSH_CONFIG")) settings.config = config;
    std::string directory;
    if (geteuid() == 0) {
        directory = "/run/nagaya/ssh";
        const state::Owner root;
        if (!host::make_directory("/run/nagaya", root, 0700) || !host::make_directory(directory, root, 0700))
            directory.clear();
    } else if (const char* runtime = std::getenv("XDG_RUNTIME_DIR"); runtime != nullptr && *runtime == '/') {
        directory = concat(runtime, "/nagaya");
        if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) directory.clear();
    }
    // %C is 40 characters and ssh adds 17 while it makes the socket, of at most 107 (unix(7)).
    if (!directory.empty() && directory.size() < 48) settings.control_path = directory + "/%C";
    return settings;
}

std::vector<std::string> ssh_words(const SshAddress& address, const SshSettings& settings, const std::string& script,
                                   bool bulk) {
    CHECK(!script.contains('\'') && !script.contains('\n'));
    std::vector<std::string> words = {"ssh"};
    if (!settings.config.empty()) words.insert(words.end(), {"-F", settings.config});
    const auto set = [&](std::string option) { words.insert(words.end(), {"-o", std::move(option)}); };
    words.insert(words.end(), {"-T", "-x", "-a"});
    set("BatchMode=yes");
    set("ConnectTimeout=15");
    set("ServerAliveInterval=10");
    set("ServerAliveCountMax=3");
    set("ClearAllForwardings=yes");
    set("RemoteCommand=none");
    set("LogLevel=ERROR");
    if (bulk) {
        set("Compression=yes");
        set("ControlPath=none");
    } else if (!settings.control_path.empty()) {
        set("ControlMaster=auto");
        set("ControlPath=" + settings.control_path);
        set("ControlPersist=60");
    }
    if (!address.user.empty()) words.insert(words.end(), {"-l", address.user});
    if (address.port != 0) words.insert(words.end(), {"-p", concat(address.port)});
    words.insert(words.end(), {"--", address.host, concat("exec sh -c '", script, "'")});
    return words;
}

Transport over_ssh(const std::string& host_name, const SshAddress& address) {
    const SshSettings settings = ssh_settings();
    std::string by_hand = concat("ssh ", address.port == 0 ? "" : concat("-p ", address.port, " "), address.user,
                                 address.user.empty() ? "" : "@", address.host);
    return {.name = host_name,
            .by_hand = std::move(by_hand),
            .shell = [address, settings](const std::string& script, bool bulk) -> Result<host::Command> {
                return host::Command{.argv = ssh_words(address, settings, script, bulk)};
            }};
}

}  // namespace nagaya::remote
