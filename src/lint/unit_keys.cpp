#include "lint/unit_keys.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "syntax/unit_file.hpp"

namespace nagaya::lint {
namespace {

/// Sections, and groups of keys that several sections have.
enum Group : uint32_t {
    unit = 1,
    install = 2,
    service = 4,
    socket = 8,
    timer = 16,
    path = 32,
    mount = 64,
    automount = 128,
    swap = 256,
    slice = 512,
    scope = 1024,
    exec = service | socket | mount | swap,
    kill = exec | scope,
    resources = exec | slice | scope,
};

/// Keys of one form.
struct KeyRow {
    uint32_t group;
    std::string_view form;
    std::string_view keys;
};

constexpr auto rows = std::to_array<KeyRow>({
#include "lint/unit_keys.inc"
});

struct SectionRow {
    std::string_view name;
    uint32_t bit;
    uint32_t tag = syntax::name_tag(name);
};
constexpr auto sections = std::to_array<SectionRow>({{"Automount", automount},
                                                     {"Install", install},
                                                     {"Mount", mount},
                                                     {"Path", path},
                                                     {"Scope", scope},
                                                     {"Service", service},
                                                     {"Slice", slice},
                                                     {"Socket", socket},
                                                     {"Swap", swap},
                                                     {"Timer", timer},
                                                     {"Unit", unit}});

uint32_t bit_of(std::string_view section) {
    const syntax::WantedName wanted(section);
    for (const SectionRow& row : sections)
        if (row.tag == wanted.tag && row.name == section) return row.bit;
    return 0;
}

/// Calls each(row, where the key begins in its `keys`, key) for every key of every row.
template <class Each>
constexpr void each_key(const Each& each) {
    for (size_t row = 0; row < rows.size(); ++row) {
        const std::string_view keys = rows[row].keys;
        for (size_t begin = 0; begin < keys.size();) {
            const size_t end = std::min(keys.find(' ', begin), keys.size());
            each(row, begin, keys.substr(begin, end - begin));
            begin = end + 1;
        }
    }
}

/// A key of a row, without a pointer: a table of such is ready when the program starts. The same key may be another thing in another
/// section, and then stands in several rows.
struct KeySlot {
    uint16_t row = 0;  // + 1; 0 = empty
    uint16_t begin = 0;
    uint16_t size = 0;
};

constexpr size_t slots = 2048;

constexpr size_t slot_of(std::string_view key) { return syntax::name_tag(key) * 0x9e3779b1U >> 21; }
static_assert(slots == 1U << (32 - 21));

/// Every key of every row, by a hash: open addressing, half full at most.
constexpr auto index = [] {
    std::array<KeySlot, slots> made{};
    each_key([&](size_t row, size_t begin, std::string_view key) {
        size_t slot = slot_of(key);
        while (made[slot].row != 0) slot = (slot + 1) % slots;
        made[slot] = {.row = static_cast<uint16_t>(row + 1),
                      .begin = static_cast<uint16_t>(begin),
                      .size = static_cast<uint16_t>(key.size())};
    });
    return made;
}();
static_assert(std::ranges::count(index, 0, &KeySlot::row) >= static_cast<std::ptrdiff_t>(slots / 2));

const ValueForm& form_of(size_t row) {
    static std::array<std::optional<ValueForm>, rows.size()> made;
    if (!made[row]) made[row].emplace(rows[row].form);
    return *made[row];
}

}  // namespace

const ValueForm* find_unit_key(std::string_view section, std::string_view key) {
    const uint32_t bit = bit_of(section);
    if (bit == 0) return nullptr;
    for (size_t slot = slot_of(key); index[slot].row != 0; slot = (slot + 1) % slots) {
        const KeySlot& one = index[slot];
        if (one.size != key.size()) continue;
        const KeyRow& row = rows[one.row - 1U];
        if ((row.group & bit) != 0 && row.keys.substr(one.begin, one.size) == key) return &form_of(one.row - 1U);
    }
    return nullptr;
}

bool is_unit_section(std::string_view section) { return bit_of(section) != 0; }

std::vector<std::string> unit_keys_of(std::string_view section) {
    std::vector<std::string> keys;
    const uint32_t bit = bit_of(section);
    each_key([&](size_t row, size_t, std::string_view key) {
        if ((rows[row].group & bit) != 0) keys.emplace_back(key);
    });
    std::ranges::sort(keys);
    keys.erase(std::ranges::unique(keys).begin(), keys.end());
    return keys;
}

std::vector<std::string_view> sections_with(std::string_view key) {
    std::vector<std::string_view> names;
    for (const SectionRow& section : sections)
        if (find_unit_key(section.name, key) != nullptr) names.push_back(section.name);
    return names;
}

std::string_view own_section_of(std::string_view name) {
    const std::string_view type = name.substr(std::min(name.rfind('.'), name.size()));
    if (type.size() < 2) return {};
    for (const SectionRow& section : sections)
        if (section.bit != unit && section.bit != install && section.name.size() == type.size() - 1 &&
            section.name.substr(1) == type.substr(2))
            return section.name;
    return {};
}

}  // namespace nagaya::lint
