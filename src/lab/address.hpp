// IPv4 networks of a lab. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace nagaya::lab {

/// An IPv4 network; `address` in host byte order with the bits after the prefix cleared.
struct Network {
    uint32_t address;
    unsigned prefix;

    bool operator==(const Network&) const = default;
    bool overlaps(const Network& other) const;
    /// "10.77.0.0/24"
    std::string text() const;
    /// The address whose last octet is `octet`: "10.77.0.5".
    std::string host(unsigned octet) const;
};

/// "10.77.0.0/24", "10.77.0.3" (a /32), "10.77.0.9/24" (bits after the prefix are dropped); nothing for anything else.
std::optional<Network> parse_network(std::string_view text);

/// A /24 for the lab: `wanted` if given (even when it overlaps: the user said so), else `before`, if it overlaps nothing in
/// `taken`, else the first of 10.77.0.0/24, 10.78.0.0/24 … 10.200.0.0/24 that overlaps nothing.
Result<Network> choose_network(std::optional<Network> wanted, std::optional<Network> before,
                               const std::vector<Network>& taken);

/// The networks of /proc/net/route (proc_pid_net(5)), without the default route and without those of the interface `except`.
std::vector<Network> parse_routes(std::string_view text, std::string_view except);

inline constexpr unsigned machine_octet = 1;
inline constexpr unsigned infra_octet = 2;

/// The smallest octet from 10 on that is not `used`; nothing when all 245 are.
std::optional<unsigned> choose_octet(const std::vector<unsigned>& used);

}  // namespace nagaya::lab
