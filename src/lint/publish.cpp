#include "lint/publish.hpp"

#include <utility>

#include "base/text.hpp"

namespace nagaya::lint {
namespace {

struct Range {
    uint16_t first = 0;
    uint16_t last = 0;
};

std::optional<uint16_t> parse_port(std::string_view text) {
    const auto number = parse_number(text);
    if (!number || *number > 65535) return std::nullopt;
    return static_cast<uint16_t>(*number);
}

std::optional<Range> parse_range(std::string_view text) {
    const auto dash = text.find('-');
    const auto first = parse_port(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : parse_port(text.substr(dash + 1));
    if (!first || !last || *first > *last) return std::nullopt;
    return Range{*first, *last};
}

bool is_wildcard(std::string_view address) {
    return address.empty() || address == "0.0.0.0" || address == "::" || address == "[::]" || address == "*";
}

/// Cuts "/udp" off.
std::string_view take_protocol(std::string_view& text) {
    const auto slash = text.rfind('/');
    if (slash == std::string_view::npos) return "tcp";
    const auto protocol = text.substr(slash + 1);
    text = text.substr(0, slash);
    return protocol;
}

}  // namespace

std::optional<Published> parse_publish(std::string_view text) {
    Published published;
    published.protocol = take_protocol(text);
    if (published.protocol != "tcp" && published.protocol != "udp" && published.protocol != "sctp") return std::nullopt;
    if (!parse_range(text.substr(text.rfind(':') + 1))) return std::nullopt;  // the container's side
    const auto container = text.rfind(':');
    if (container == std::string_view::npos) return published;
    text = text.substr(0, container);

    // An IPv6 address stands in brackets, so the last colon outside them is ours.
    const auto colon = text.ends_with(']') ? std::string_view::npos : text.rfind(':');
    const bool only_address = text.ends_with(']');
    const auto host = only_address                      ? std::string_view()
                      : colon == std::string_view::npos ? text
                                                        : text.substr(colon + 1);
    if (only_address) published.address = text;
    if (colon != std::string_view::npos) published.address = text.substr(0, colon);
    if (host.empty()) return published;
    const auto range = parse_range(host);
    if (!range) return std::nullopt;
    published.first = range->first;
    published.last = range->last;
    return published;
}

bool share_address(std::string_view a, std::string_view b) { return a == b || is_wildcard(a) || is_wildcard(b); }

PublishedLines published_by(const Sources& sources, const Expansion& expansion, const Unit& unit) {
    PublishedLines result;
    const bool publishes =
        unit.kind == UnitKind::container || unit.kind == UnitKind::pod || unit.kind == UnitKind::kube;
    if (!unit.quadlet() || !publishes) return result;
    const auto add = [&](std::string_view value, Span at) {
        const auto text = expansion.expand(value);
        auto published = text ? parse_publish(*text) : std::nullopt;
        if (!published) {
            result.complete = false;
            return;
        }
        published->at = at;
        published->unit = &unit;
        result.lines.push_back(*std::move(published));
    };
    for (const auto* entry : all_values(unit, section_of(unit.kind), "PublishPort")) add(entry->value, entry->value_at);
    for (const auto* entry : all_values(unit, section_of(unit.kind), "PodmanArgs"))
        for (const Word& port : option_values(arguments_at(sources, entry->value_at), {"--publish", "-p"}))
            add(port.value, port.at);
    return result;
}

PublishedLines listened_by(const Expansion& expansion, const Unit& unit) {
    PublishedLines result;
    if (unit.quadlet() || !unit.name.ends_with(".socket")) return result;
    for (const auto& [key, protocol] : {std::pair{"ListenStream", "tcp"}, std::pair{"ListenDatagram", "udp"}}) {
        for (const auto* entry : all_values(unit, "Socket", key)) {
            const auto text = expansion.expand(entry->value);
            if (!text) {
                result.complete = false;
                continue;
            }
            const auto colon = text->rfind(':');
            const auto number = parse_port(std::string_view(*text).substr(colon + 1));
            if (!number) continue;  // a path, a vsock or an abstract socket
            result.lines.push_back({.address = colon == std::string::npos ? "" : text->substr(0, colon),
                                    .first = *number,
                                    .last = *number,
                                    .protocol = protocol,
                                    .at = entry->value_at,
                                    .unit = &unit});
        }
    }
    return result;
}

}  // namespace nagaya::lint
