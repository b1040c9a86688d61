// What a container lays open on the host: PublishPort= (podman-run(1) --publish) and the listening lines of socket units.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lint/context.hpp"

namespace nagaya::lint {

/// Ports of the host that one line takes.
struct Published {
    std::string address;  ///< "" = every address
    uint16_t first = 0;   ///< 0: podman picks a free port
    uint16_t last = 0;
    std::string protocol = "tcp";
    Span at = {};
    const Unit* unit = nullptr;
};

/// [[address:][host]:]container[/protocol]; host and container may be ranges. Nothing for text that is no such thing.
std::optional<Published> parse_publish(std::string_view text);

/// Do the two addresses share one? "" and the wildcards share with all.
bool share_address(std::string_view a, std::string_view b);

/// The PublishPort= lines of a container, pod or kube file, and what `-p` and `--publish` in its PodmanArgs= say. Lines with unknown
/// placeholders, or that podman would refuse, are left out and make `complete` false.
struct PublishedLines {
    std::vector<Published> lines;
    bool complete = true;
};
PublishedLines published_by(const Sources& sources, const Expansion& expansion, const Unit& unit);

/// The ListenStream= and ListenDatagram= lines of a socket unit that are ports.
PublishedLines listened_by(const Expansion& expansion, const Unit& unit);

}  // namespace nagaya::lint
