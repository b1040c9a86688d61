// Ports as Docker's nat package reads them.
#include <algorithm>
#include <charconv>

#include "base/ip_address.hpp"
#include "base/text.hpp"
#include "compose/short_forms.hpp"

namespace nagaya::compose {

namespace {

struct Range {
    uint32_t low = 0;
    uint32_t high = 0;
};

std::optional<uint32_t> parse_number(std::string_view text) {
    uint32_t number = 0;
    const auto* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, number);
    if (text.empty() || end != last || error != std::errc() || number > 65'535) return std::nullopt;
    return number;
}

std::optional<Range> parse_range(std::string_view text) {
    const size_t dash = text.find('-');
    const auto low = parse_number(text.substr(0, dash));
    const auto high = dash == std::string_view::npos ? low : parse_number(text.substr(dash + 1));
    if (!low || !high || *high < *low) return std::nullopt;
    return Range{*low, *high};
}

struct Pieces {
    std::string_view ip;
    std::string_view host;
    std::string_view container;
};

Pieces cut_pieces(std::string_view text) {
    const size_t last = text.rfind(':');
    if (last == std::string_view::npos) return {.ip = {}, .host = {}, .container = text};
    const std::string_view before = text.substr(0, last);
    const size_t second = before.rfind(':');
    if (second == std::string_view::npos) return {.ip = {}, .host = before, .container = text.substr(last + 1)};
    return {.ip = before.substr(0, second), .host = before.substr(second + 1), .container = text.substr(last + 1)};
}

}  // namespace

Ports parse_port(std::string_view text) {
    Ports made;
    auto fail = [&](std::string message) {
        made.ports.clear();
        made.error = std::move(message);
        return made;
    };
    std::string_view protocol = "tcp";
    std::string_view spec = text;
    if (const size_t slash = text.find('/'); slash != std::string_view::npos) {
        spec = text.substr(0, slash);
        protocol = text.substr(slash + 1);
        protocol = protocol.substr(0, protocol.find('/'));
        if (protocol.empty()) protocol = "tcp";
    }
    Pieces pieces = cut_pieces(spec);
    if (pieces.ip.starts_with('[')) {
        if (!pieces.ip.ends_with(']')) return fail(concat("`", visible(pieces.ip), "` is not an address"));
        pieces.ip = pieces.ip.substr(1, pieces.ip.size() - 2);
        if (!pieces.ip.contains(':')) return fail(concat("`", visible(pieces.ip), "` is not an address"));
    } else if (pieces.ip.contains(':')) {
        return fail(concat("`", visible(pieces.ip), "` is not an address; IPv6 ones stand in brackets"));
    }
    if (!pieces.ip.empty() && !is_ip_address(pieces.ip))
        return fail(concat("`", visible(pieces.ip), "` is not an address"));
    if (pieces.container.empty()) return fail("the container's port is missing");
    const auto container = parse_range(pieces.container);
    if (!container) return fail(concat("`", visible(pieces.container), "` is not a port of the container"));
    std::optional<Range> host;
    if (!pieces.host.empty()) {
        host = parse_range(pieces.host);
        if (!host) return fail(concat("`", visible(pieces.host), "` is not a port of the host"));
    }
    std::string kind(protocol);
    std::ranges::transform(kind, kind.begin(),
                           [](char byte) { return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte; });
    if (kind != "tcp" && kind != "udp" && kind != "sctp")
        return fail(concat("`", visible(kind), "` is not a protocol"));
    const uint32_t width = container->high - container->low;
    if (host && host->high - host->low != width && width != 0) return fail("the two ranges of ports differ in length");
    for (uint32_t i = 0; i <= width; ++i) {
        Port port{.host_ip = std::string(pieces.ip), .published = {}, .target = container->low + i, .protocol = kind};
        if (host && width == 0 && host->high != host->low)
            port.published = concat(host->low, "-", host->high);
        else if (host)
            port.published = concat(host->low + i);
        made.ports.push_back(std::move(port));
    }
    // Sorted as texts, "10/tcp" before "9/tcp".
    std::ranges::stable_sort(made.ports, {}, [](const Port& port) { return concat(port.target); });
    return made;
}

}  // namespace nagaya::compose
