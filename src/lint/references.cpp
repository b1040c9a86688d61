#include "lint/references.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/byte_set.hpp"
#include "base/text.hpp"
#include "lint/open_quote.hpp"

namespace nagaya::lint {
namespace {

// systemd.unit(5), sorted.
constexpr auto dependencies = std::to_array<std::string_view>(
    {"After", "Before", "BindsTo", "Conflicts", "JoinsNamespaceOf", "OnFailure", "OnSuccess", "PartOf",
     "PropagatesReloadTo", "PropagatesStopTo", "ReloadPropagatedFrom", "Requires", "Requisite", "StopPropagatedFrom",
     "Upholds", "Wants"});
static_assert(std::ranges::is_sorted(dependencies));

bool names_units(std::string_view section, std::string_view key) {
    if (section == "Unit") return std::ranges::binary_search(dependencies, key);
    if (section == "Install") return key == "Also" || key == "WantedBy" || key == "RequiredBy" || key == "UpheldBy";
    if (section == "Timer" || section == "Path") return key == "Unit";
    if (section == "Socket") return key == "Service";
    return section == "Service" && key == "Sockets";
}

/// Paths are never names of Quadlet files, however they end.
bool is_path(std::string_view source) { return source.starts_with('/') || source.starts_with('.'); }

constexpr ByteSet behind_name(":\n\\");  // blanks are part of it

/// The part of a Quadlet value that may name a Quadlet file: all of Pod=, the source of Volume=.
std::optional<Word> quadlet_part(const Sources& sources, std::string_view key, Span at) {
    if (key == "Pod" || key == "Image") return Word{.value = sources.text(at), .at = at};
    if (key == "Volume" || key == "Network") {
        const std::string_view value = sources.text(at);
        const std::string_view name = value.substr(0, behind_name.find_in(value));
        if (key == "Volume" && is_path(name)) return std::nullopt;
        return Word{.value = name,
                    .at = {.file = at.file, .begin = at.begin, .end = at.begin + static_cast<uint32_t>(name.size())}};
    }
    if (key != "Mount") return std::nullopt;
    for (const auto& field : words_at(sources, at, ",")) {
        const auto equals = field.value.find('=');
        const auto name = field.value.substr(0, equals);
        if (equals == std::string_view::npos || (name != "source" && name != "src")) continue;
        Word source{.value = field.value.substr(equals + 1), .at = field.at};
        source.at.begin += static_cast<uint32_t>(equals + 1);
        return is_path(source.value) ? std::nullopt : std::optional(source);
    }
    return std::nullopt;
}

/// systemd takes no quotes off the units of a dependency, but Quadlet does where it translates.
Word translated_word(Word word) {
    const auto bare = without_quotes(word.value);
    if (bare.size() == word.value.size() || kind_of(bare) == UnitKind::plain) return word;
    return {.value = bare, .at = word.at};  // with its quotes: what is written for it stands without
}

struct Collector {
    const Sources& sources;
    const Expansion& expansion;
    std::vector<Reference>& found;

    void add(const Word& word, std::string_view section, std::string_view key, bool to_quadlet) const {
        auto name = expansion.expand(word.value);
        if (!name || name->empty()) return;
        // systemd fills specifiers in; Quadlet looks for a file with a `%` in its name.
        if (name->contains('%') && kind_of(*name) == UnitKind::plain) return;
        found.push_back(
            {.name = *std::move(name), .at = word.at, .key = key, .section = section, .to_quadlet = to_quadlet});
    }

    void add_entry(const syntax::UnitEntry& entry, std::string_view section, std::string_view own_section) const {
        if (entry.value.empty()) return;
        const bool translated = own_section != "-" && section == "Unit";
        if (names_units(section, entry.key))
            for (const auto& word : words_at(sources, entry.value_at))
                add(translated ? translated_word(word) : word, section, entry.key, false);
        if (section != own_section) return;
        const auto part = quadlet_part(sources, entry.key, entry.value_at);
        if (part && kind_of(part->value) != UnitKind::plain) add(*part, section, entry.key, true);
    }
};

}  // namespace

std::vector<Reference> references_of(const model::Site& site, const Sources& sources, const Unit& unit) {
    std::vector<Reference> found;
    const Expansion expansion(site, nullptr, *unit.service);
    const Collector collector{.sources = sources, .expansion = expansion, .found = found};
    const auto own_section = unit.quadlet() ? section_of(unit.kind) : std::string_view("-");
    for (const UnitLine& line : unit.lines) collector.add_entry(*line.entry, line.section->name, own_section);
    return found;
}

}  // namespace nagaya::lint
