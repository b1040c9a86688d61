#include "quadlet/refusals.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "quadlet/conversion.hpp"

namespace nagaya::quadlet {
namespace {

/// Keys over which a conversion may end. Sorted.
constexpr auto disputed_keys = std::to_array<std::string_view>({
    "Driver",
    "ExposeHostPort",
    "File",
    "Gateway",
    "Group",
    "IPRange",
    "ImageTag",
    "KillMode",
    "Mount",
    "Options",
    "Pod",
    "ReloadCmd",
    "RemapGid",
    "RemapUid",
    "RemapUsers",
    "Rootfs",
    "SetWorkingDirectory",
    "Type",
    "Yaml",
});
static_assert(std::ranges::is_sorted(disputed_keys));

/// The lengths that those keys have, as bits: most others differ in them or in their first letter.
constexpr auto disputed_lengths = [] {
    std::array<uint32_t, 256> lengths{};
    for (const std::string_view key : disputed_keys) lengths[static_cast<unsigned char>(key[0])] |= 1U << key.size();
    return lengths;
}();

bool is_disputed_key(std::string_view key) {
    if (key.empty() || key.size() > 31) return false;
    return (disputed_lengths[static_cast<unsigned char>(key[0])] >> key.size() & 1) != 0 &&
           std::ranges::binary_search(disputed_keys, key);
}

/// Can its conversion end with more than a missing or an unknown key, or a reference to what is not there? Most cannot, and writing
/// their commands would take longer than everything before.
bool is_disputed(const UnitText& text) {
    return std::ranges::any_of(text.sections(), [](const Section& section) {
        return std::ranges::any_of(section.lines, [](const Line& line) {
            if (line.remark) return false;
            if (line.is("Network")) return line.value.contains(".container");
            return is_disputed_key(line.key);
        });
    });
}

/// Is it the conversion that finds the name by which others call what the unit makes?
bool is_named_late(Kind kind) {
    return kind == Kind::volume || kind == Kind::network || kind == Kind::image || kind == Kind::artifact;
}

std::expected<UnitText, std::string> read(const Document& document, Run& run) {
    const bool colons = !run.since(5, 3);
    auto text = UnitText::parse(document.text, run.arena, colons);
    for (const std::string_view drop_in : document.drop_ins) {
        if (!text) break;
        auto more = UnitText::parse(drop_in, run.arena, colons);
        if (!more) return more;
        text->merge(*more);
    }
    return text;
}

}  // namespace

std::vector<Refusal> find_refusals(std::span<const Document> documents, Release release) {
    const Request request{.release = release, .debug = false, .enable = false};
    MemoryFiles none({});
    Outcome outcome;
    Run run{.request = request, .files = none, .outcome = outcome};
    std::vector<Refusal> refusals;
    std::vector<size_t> sound;
    bool any_disputed = false;
    for (size_t i = 0; i < documents.size(); ++i) {
        if (kind_of_file(documents[i].name, release) == nullptr) continue;
        auto text = read(documents[i], run);
        if (!text) {
            refusals.push_back({.document = i, .reason = std::move(text.error())});
            continue;
        }
        sound.push_back(i);
        any_disputed = any_disputed || is_disputed(*text);
    }
    // To keep them all is worth it only now.
    if (!any_disputed) return refusals;
    for (const size_t i : sound)
        run.units.push_back({.name = documents[i].name,
                             .path = documents[i].name,
                             .row = kind_of_file(documents[i].name, release),
                             .text = *read(documents[i], run),
                             .number = i});
    name_units(run);
    for (Loaded& unit : run.units) {
        const bool told = is_disputed(unit.text);
        if (!told && !is_named_late(unit.row->kind)) continue;
        Conversion conversion(run, unit);
        if (auto fault = convert(conversion); fault && told)
            refusals.push_back({.document = unit.number, .reason = std::move(*fault)});
        unit.text = {};
    }
    return refusals;
}

}  // namespace nagaya::quadlet
