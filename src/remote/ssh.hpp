// Hosts over ssh(1): the user's own ssh, with their keys, agent and ~/.ssh/config.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "remote/transport.hpp"

namespace nagaya::remote {

/// ssh://[user@]host[:port]
struct SshAddress {
    std::string user;   ///< "" = what ssh's configuration says
    std::string host;   ///< a name, an alias of ~/.ssh/config, or an IP address
    uint16_t port = 0;  ///< 0 = what ssh's configuration says
    bool operator==(const SshAddress&) const = default;
};

/// User and host consist of letters, digits and "._-" (":" too for IPv6 in brackets) and begin with none that ssh or a shell
/// could take for something else. Pure.
Result<SshAddress> parse_ssh_address(std::string_view text);

/// As parse_ssh_address reads it.
std::string print_ssh_address(const SshAddress& address);

/// What depends on this machine.
struct SshSettings {
    std::string config;        ///< ssh -F FILE; "" = the user's own
    std::string control_path;  ///< of the shared connection; "" = none
};

/// $NAGAYA_SSH_CONFIG, and a directory that only this user can enter: /run/nagaya/ssh for root, else $XDG_RUNTIME_DIR/nagaya.
SshSettings ssh_settings();

/// The arguments that run `script` on the host. Never asks anything; without a terminal. Pure.
std::vector<std::string> ssh_words(const SshAddress& address, const SshSettings& settings, const std::string& script,
                                   bool bulk);

Transport over_ssh(const std::string& host_name, const SshAddress& address);

}  // namespace nagaya::remote
