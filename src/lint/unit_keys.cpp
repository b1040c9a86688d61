#include "lint/unit_keys.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/text.hpp"

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
    const auto* found = std::ranges::find(sections, section, &SectionRow::name);
    return found == sections.end() ? 0 : found->bit;
}

struct KeyForm {
    uint32_t group;
    const ValueForm* form;
};

/// By key; the same key may be another thing in another section.
using KeyIndex = std::unordered_map<std::string_view, std::vector<KeyForm>>;

/// In order of the rows.
const std::vector<ValueForm>& row_forms() {
    static const std::vector<ValueForm> made = [] {
        std::vector<ValueForm> forms;
        for (const KeyRow& row : rows) forms.emplace_back(row.form);
        return forms;
    }();
    return made;
}

const KeyIndex& index() {
    static const KeyIndex made = [] {
        KeyIndex keys;
        for (size_t i = 0; i < rows.size(); ++i)
            for (const std::string_view key : split_words(rows[i].keys))
                keys[key].push_back({.group = rows[i].group, .form = &row_forms()[i]});
        return keys;
    }();
    return made;
}

}  // namespace

const ValueForm* find_unit_key(std::string_view section, std::string_view key) {
    const auto found = index().find(key);
    const uint32_t bit = bit_of(section);
    if (found == index().end()) return nullptr;
    for (const KeyForm& one : found->second)
        if ((one.group & bit) != 0) return one.form;
    return nullptr;
}

bool is_unit_section(std::string_view section) { return bit_of(section) != 0; }

std::vector<std::string> unit_keys_of(std::string_view section) {
    std::vector<std::string> keys;
    const uint32_t bit = bit_of(section);
    for (const auto& [key, forms] : index())
        if (std::ranges::any_of(forms, [&](const KeyForm& one) { return (one.group & bit) != 0; }))
            keys.emplace_back(key);
    std::ranges::sort(keys);
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
