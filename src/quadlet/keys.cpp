#include "quadlet/keys.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/text.hpp"
#include "syntax/unit_file.hpp"

namespace nagaya::quadlet {
namespace {

constexpr auto table = std::to_array<Key>({
#include "quadlet/keys.inc"
});

constexpr auto place(const Key& row) { return std::tie(row.section, row.key); }

static_assert(std::ranges::is_sorted(table, [](const Key& a, const Key& b) { return place(a) < place(b); }));

struct SectionRow {
    std::string_view name;
    size_t first = 0;
    size_t count = 0;
    PodmanVersion since = {};
};

constexpr size_t section_count = [] {
    size_t count = 1;
    for (size_t row = 1; row < table.size(); ++row) count += table[row].section != table[row - 1].section;
    return count;
}();

constexpr auto section_rows = [] {
    std::array<SectionRow, section_count> rows{};
    size_t last = 0;
    for (size_t row = 0; row < table.size(); ++row) {
        if (row > 0 && table[row].section != table[row - 1].section) ++last;
        SectionRow& section = rows[last];
        if (section.count == 0) section = {.name = table[row].section, .first = row, .since = table[row].since};
        ++section.count;
        if (table[row].since < section.since) section.since = table[row].since;
    }
    return rows;
}();

const SectionRow* find_section(std::string_view name) {
    const auto found = std::ranges::find(section_rows, name, &SectionRow::name);
    return found == section_rows.end() ? nullptr : &*found;
}

/// Rules ask for a row several times for every line that was written, so it is found by a hash: open addressing, half full.
constexpr size_t slots = 512;
static_assert(slots >= 2 * table.size() && table.size() < UINT8_MAX);

constexpr uint32_t tag_of(std::string_view section, std::string_view key) {
    return syntax::name_tag(section) * 31 ^ syntax::name_tag(key);
}
constexpr size_t slot_of(uint32_t tag) { return tag * 0x9e3779b1U >> 23; }
static_assert(slots == 1U << (32 - 23));

constexpr auto tags = [] {
    std::array<uint32_t, table.size()> made{};
    for (size_t row = 0; row < table.size(); ++row) made[row] = tag_of(table[row].section, table[row].key);
    return made;
}();

constexpr auto index = [] {
    std::array<uint8_t, slots> rows{};  // row + 1; 0 = empty
    for (size_t row = 0; row < table.size(); ++row) {
        size_t slot = slot_of(tags[row]);
        while (rows[slot] != 0) slot = (slot + 1) % slots;
        rows[slot] = static_cast<uint8_t>(row + 1);
    }
    return rows;
}();

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
    const uint32_t tag = tag_of(section, key);
    for (size_t slot = slot_of(tag); index[slot] != 0; slot = (slot + 1) % slots) {
        if (tags[index[slot] - 1U] != tag) continue;
        const Key& row = table[index[slot] - 1U];
        if (row.key == key && row.section == section) return &row;
    }
    return nullptr;
}

std::span<const Key> keys_of(std::string_view section) {
    const SectionRow* row = find_section(section);
    return row == nullptr ? std::span<const Key>() : std::span(table).subspan(row->first, row->count);
}

std::optional<PodmanVersion> section_since(std::string_view section) {
    const SectionRow* row = find_section(section);
    return row == nullptr ? std::nullopt : std::optional(row->since);
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
