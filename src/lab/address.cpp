#include "lab/address.hpp"

#include <algorithm>
#include <bit>
#include <charconv>

#include "base/text.hpp"

namespace nagaya::lab {
namespace {

constexpr unsigned first_octet = 10;
constexpr unsigned last_octet = 254;
constexpr unsigned first_choice = 77;
constexpr unsigned last_choice = 200;

uint32_t mask(unsigned prefix) { return prefix == 0 ? 0 : ~uint32_t{0} << (32 - prefix); }

/// "0000FEA9", an address in network byte order printed as a number of this machine's byte order.
std::optional<uint32_t> parse_hex(std::string_view text) {
    uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return std::endian::native == std::endian::little ? __builtin_bswap32(number) : number;
}

std::string dotted(uint32_t address) {
    return concat(address >> 24, ".", (address >> 16) & 255, ".", (address >> 8) & 255, ".", address & 255);
}

}  // namespace

bool Network::overlaps(const Network& other) const {
    const uint32_t shorter = mask(std::min(prefix, other.prefix));
    return (address & shorter) == (other.address & shorter);
}

std::string Network::text() const { return concat(dotted(address), "/", prefix); }

std::string Network::host(unsigned octet) const { return dotted(address | octet); }

std::optional<Network> parse_network(std::string_view text) {
    const size_t slash = text.find('/');
    uint64_t prefix = 32;
    if (slash != std::string_view::npos) {
        const std::optional<uint64_t> number = parse_number(text.substr(slash + 1));
        if (!number || *number > 32) return std::nullopt;
        prefix = *number;
    }
    const std::vector<std::string_view> octets = split(text.substr(0, slash), '.');
    if (octets.size() != 4) return std::nullopt;
    uint32_t address = 0;
    for (const std::string_view octet : octets) {
        const std::optional<uint64_t> number = parse_number(octet);
        if (!number || *number > 255) return std::nullopt;
        address = address << 8 | static_cast<uint32_t>(*number);
    }
    return Network{.address = address & mask(static_cast<unsigned>(prefix)), .prefix = static_cast<unsigned>(prefix)};
}

Result<Network> choose_network(std::optional<Network> wanted, std::optional<Network> before,
                               const std::vector<Network>& taken) {
    const auto is_free = [&](const Network& network) {
        return std::ranges::none_of(taken, [&](const Network& other) { return network.overlaps(other); });
    };
    if (wanted) {
        if (wanted->prefix != 24)
            return fail(ErrorKind::malformed, concat("the lab's network `", wanted->text(), "` is not a /24"));
        return *wanted;
    }
    if (before && before->prefix == 24 && is_free(*before)) return *before;
    for (unsigned second = first_choice; second <= last_choice; ++second) {
        const Network network{.address = 10U << 24 | second << 16, .prefix = 24};
        if (is_free(network)) return network;
    }
    return fail(ErrorKind::limit,
                "every network from 10.77.0.0/24 to 10.200.0.0/24 is in use; set NAGAYA_LAB_NET to a free /24");
}

std::optional<unsigned> choose_octet(const std::vector<unsigned>& used) {
    for (unsigned octet = first_octet; octet <= last_octet; ++octet)
        if (std::ranges::find(used, octet) == used.end()) return octet;
    return std::nullopt;
}

std::vector<Network> parse_routes(std::string_view text, std::string_view except) {
    std::vector<Network> networks;
    for (const std::string_view line : split(text, '\n')) {
        const std::vector<std::string_view> words = split_words(line);
        if (words.size() < 8 || words[0] == except) continue;
        const std::optional<uint32_t> address = parse_hex(words[1]);
        const std::optional<uint32_t> bits = parse_hex(words[7]);
        if (!address || !bits || *bits == 0) continue;
        networks.push_back({.address = *address & *bits, .prefix = static_cast<unsigned>(std::popcount(*bits))});
    }
    return networks;
}

}  // namespace nagaya::lab
