#include "quadlet/release.hpp"

#include "base/text.hpp"

namespace nagaya::quadlet {
namespace {

constexpr uint8_t last_patch = UINT8_MAX;

}  // namespace

std::optional<Release> parse_release(std::string_view text) {
    const auto version = parse_podman_version(text);
    if (!version || *version < PodmanVersion{4, 4}) return std::nullopt;
    Release release{.major = version->major, .minor = version->minor, .patch = last_patch};
    const auto pieces = split(text, '.');
    if (pieces.size() == 3) {
        const auto patch = parse_number(pieces[2]);
        if (!patch || *patch >= last_patch) return std::nullopt;
        release.patch = static_cast<uint8_t>(*patch);
        return release;
    }
    for (const Release& recorded : recorded_releases)
        if (recorded.version() == *version) return recorded;
    return release;
}

std::string print(Release release) {
    auto text = print(release.version());
    return release.patch == last_patch ? text : concat(text, ".", int{release.patch});
}

}  // namespace nagaya::quadlet
