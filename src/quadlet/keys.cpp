#include "quadlet/keys.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/text.hpp"

namespace nagaya::quadlet {
namespace {

constexpr auto table = std::to_array<Key>({
#include "quadlet/keys.inc"
});

constexpr auto place(const Key& row) { return std::tie(row.section, row.key); }

static_assert(std::ranges::is_sorted(table, [](const Key& a, const Key& b) { return place(a) < place(b); }));

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

std::span<const Key> keys() { return table; }

const Key* find_key(std::string_view section, std::string_view key) {
    const auto rows = keys_of(section);
    const auto found = std::ranges::lower_bound(rows, key, {}, &Key::key);
    return found != rows.end() && found->key == key ? &*found : nullptr;
}

std::span<const Key> keys_of(std::string_view section) {
    const auto range = std::ranges::equal_range(table, section, {}, &Key::section);
    return {range.begin(), range.end()};
}

std::optional<PodmanVersion> section_since(std::string_view section) {
    const auto rows = keys_of(section);
    if (rows.empty()) return std::nullopt;
    return std::ranges::min(rows, {}, &Key::since).since;
}

bool repeatable(const Key& key, PodmanVersion podman) {
    switch (key.kind) {
        case ValueKind::last:
        case ValueKind::boolean:
        case ValueKind::number:
        case ValueKind::last_arguments: return false;
        case ValueKind::list:
        case ValueKind::words:
        case ValueKind::arguments:
        case ValueKind::pairs: break;
    }
    return key.listed_since <= podman;
}

}  // namespace nagaya::quadlet
