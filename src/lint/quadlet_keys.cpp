#include "lint/quadlet_keys.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/text.hpp"

namespace nagaya::lint {
namespace {

constexpr auto table = std::to_array<QuadletKey>({
#include "lint/quadlet_keys.inc"
});

constexpr auto place(const QuadletKey& row) { return std::tie(row.section, row.key); }

static_assert(std::ranges::is_sorted(table,
                                     [](const QuadletKey& a, const QuadletKey& b) { return place(a) < place(b); }));

}  // namespace

std::optional<PodmanVersion> parse_podman_version(std::string_view text) {
    const auto pieces = split(text, '.');
    if (pieces.size() < 2 || pieces.size() > 3) return std::nullopt;
    const auto major = parse_number(pieces[0]);
    const auto minor = parse_number(pieces[1]);
    if (!major || !minor || *major > 99 || *minor > 99) return std::nullopt;
    if (pieces.size() == 3 && !parse_number(pieces[2])) return std::nullopt;
    return PodmanVersion{.major = static_cast<uint8_t>(*major), .minor = static_cast<uint8_t>(*minor)};
}

std::string print(PodmanVersion version) { return concat(int{version.major}, ".", int{version.minor}); }

std::span<const QuadletKey> quadlet_keys() { return table; }

const QuadletKey* find_quadlet_key(std::string_view section, std::string_view key) {
    const auto keys = quadlet_section(section);
    const auto found = std::ranges::lower_bound(keys, key, {}, &QuadletKey::key);
    return found != keys.end() && found->key == key ? &*found : nullptr;
}

std::span<const QuadletKey> quadlet_section(std::string_view section) {
    const auto range = std::ranges::equal_range(table, section, {}, &QuadletKey::section);
    return {range.begin(), range.end()};
}

std::optional<PodmanVersion> section_since(std::string_view section) {
    const auto keys = quadlet_section(section);
    if (keys.empty()) return std::nullopt;
    return std::ranges::min(keys, {}, &QuadletKey::since).since;
}

}  // namespace nagaya::lint
