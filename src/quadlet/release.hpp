// A release of Podman, down to the patch: what the generator writes changed in patches too.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "quadlet/keys.hpp"

namespace nagaya::quadlet {

/// 5.4.2. A development version counts as the release it leads to.
struct Release {
    uint8_t major = 5;
    uint8_t minor = 4;
    uint8_t patch = 2;

    auto operator<=>(const Release&) const = default;
    PodmanVersion version() const { return {major, minor}; }
};

/// The releases whose behaviour was recorded from their own generators; others follow notes on what changed when.
inline constexpr Release recorded_releases[] = {{5, 4, 2}, {5, 8, 6}};

/// "5.4.2"; of "5.4" the recorded patch, or else the last one. Nothing for other text and for what came before Quadlet (4.4).
std::optional<Release> parse_release(std::string_view text);
/// "5.4.2"; "5.5" when the patch was not said.
std::string print(Release release);

}  // namespace nagaya::quadlet
