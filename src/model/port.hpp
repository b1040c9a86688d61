// A port that a service offers, how connections get to it, and what a host's firewall does about it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.hpp"

namespace nagaya::model {

/// How the world's connections reach a port, as written.
enum class Via { automatic, direct, socket_proxy, redirect, fd };
enum class Protocol { tcp, udp };

struct Port {
    Located<std::string> name;
    std::optional<Located<uint16_t>> listen;  ///< what the world connects to; absent: loopback only
    Located<uint16_t> target;                 ///< on 127.0.0.1 of the host; 0 until `load` took it from the lock
    Located<Via> via{Via::automatic, {}};
    Located<Protocol> protocol{Protocol::tcp, {}};
    Located<bool> open{true, {}};                ///< may the firewall let it through?
    std::vector<Located<std::string>> sources;   ///< networks that may connect; none: every one
    std::optional<Located<std::string>> socket;  ///< the unit that gets the socket of `fd`; absent: the only one
    Span at;
};

/// How they reach it in truth: `automatic` is decided, and a port without `listen` has no way in.
enum class Way { loopback, direct, socket_proxy, redirect, fd };

/// Below it only root may listen, unless the host says otherwise (ip_unprivileged_port_start in the kernel's ip-sysctl).
inline constexpr uint16_t first_unprivileged_port = 1024;

Way way_of(const Port& port, bool rootful);
/// "socket-proxy", "fd" …
std::string_view name(Way way);
/// Why it is that way, for people.
std::string_view reason_of(const Port& port, bool rootful);
/// Does the service see whose connection it is, and not an address of the host's own?
bool keeps_client_address(Way way);

/// Do connections to `listen` arrive at `target` by a rule of the packet filter?
bool is_redirected(const Port& port, bool rootful);
/// Does what takes the connections of `listen` take them there itself, so that `target` is the same number unless it is written?
bool takes_listen(const Port& port, bool rootful);
/// What a container writes left of its own port in PublishPort=, so that connections arrive by its way; nothing for `fd`, where
/// it publishes nothing.
std::optional<std::string> publish_text(const Port& port, bool rootful);
/// Is `target` for this host alone?
bool is_target_local(const Port& port, bool rootful);

enum class FirewallBackend { automatic, firewalld, nftables, none };

/// [firewall] of a host.
struct Firewall {
    Located<FirewallBackend> backend{FirewallBackend::automatic, {}};
    Located<bool> closed{false, {}};  ///< what is not opened is dropped
    std::vector<Located<std::string>> allow{
        {"22", {}}};                  ///< ports that stay open beside those of services: "22", "51820/udp"
    Located<bool> isolate{true, {}};  ///< loopback ports are for those who need them
};

}  // namespace nagaya::model
