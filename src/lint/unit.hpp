// A unit of a service as the rules see it: read once, with its drop-ins and its names on the host.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.hpp"
#include "model/site.hpp"
#include "syntax/unit_file.hpp"

namespace nagaya::lint {

enum class UnitKind { container, pod, volume, network, kube, image, build, artifact, plain };

/// By the extension of a file name; everything that is no Quadlet is plain.
UnitKind kind_of(std::string_view file_name);
/// The section a Quadlet kind is about: "Container"; "" for plain.
std::string_view section_of(UnitKind kind);
/// The name without its last extension: "web" of "web.container".
std::string_view stem_of(std::string_view file_name);
/// ".container", or "".
std::string_view extension_of(std::string_view file_name);
/// The unit that systemd sees for a Quadlet called `file_name`: "web.service", "front-pod.service". A plain unit is itself.
std::string generated_name(std::string_view file_name);

/// A drop-in of a unit.
struct DropIn {
    const model::UnitSource* source = nullptr;
    const syntax::UnitFile* file = nullptr;
};

/// The name of another unit inside a unit.
struct Reference {
    std::string name;  ///< with placeholders replaced
    Span at;           ///< the name alone
    std::string_view key;
    std::string_view section;
    bool to_quadlet = false;  ///< the key wants the name of a Quadlet file and got one: "data.volume"
};

/// Names of keys, from which a name that is not among them is nearly always told at once: rules ask each unit for more keys than it has.
class KeyFilter {
public:
    void add(uint32_t tag) { words_[word_of(tag)] |= bit_of(tag); }
    bool may_have(uint32_t tag) const { return (words_[word_of(tag)] & bit_of(tag)) != 0; }

private:
    static constexpr uint32_t mixed(uint32_t tag) { return tag * 0x9e3779b1U >> 24; }
    static constexpr size_t word_of(uint32_t tag) { return mixed(tag) / 64; }
    static constexpr uint64_t bit_of(uint32_t tag) { return uint64_t{1} << (mixed(tag) % 64); }

    std::array<uint64_t, 4> words_{};
};

/// Pointers lead into the site and the Context, which outlive it.
struct Unit {
    const model::Service* service = nullptr;
    const model::UnitSource* source = nullptr;
    UnitKind kind = UnitKind::plain;
    std::string_view name = {};  ///< as in the tree: "web.container"
    std::string installed =
        {};  ///< file name on the host: "web.container", or "home-web-web.container" in the system manager
    std::string generated = {};  ///< what systemd calls it: "web.service"
    const syntax::UnitFile* file = nullptr;
    std::vector<DropIn> drop_ins = {};       ///< of the same service, in the order they apply
    std::vector<Reference> references = {};  ///< to other units, as references_of() finds them
    KeyFilter keys = {};                     ///< of the unit and its drop-ins

    bool quadlet() const { return source->place == model::UnitPlace::quadlet; }
    bool may_have(std::string_view key) const { return keys.may_have(syntax::name_tag(key)); }
    /// Is it run by the system manager (and so carries the prefix)?
    bool system() const { return source->place == model::UnitPlace::root_unit || (quadlet() && service->rootful()); }
    /// The account in whose manager it runs.
    std::string_view account() const { return system() ? std::string_view("root") : service->account.value; }
    std::string_view stem() const { return stem_of(name); }
    /// "x@.container": nothing runs until an instance is named.
    bool is_template() const { return stem().ends_with('@'); }
    /// The place to point at when the whole unit is meant: its first section, or the file's start.
    Span at() const;
};

/// All entries of `key` in `section` of the unit and its drop-ins; an empty value clears what stood before.
std::vector<const syntax::UnitEntry*> find_values(const Unit& unit, std::string_view section, std::string_view key);
inline std::vector<const syntax::UnitEntry*> all_values(const Unit& unit, std::string_view section,
                                                        std::string_view key) {
    return unit.may_have(key) ? find_values(unit, section, key) : std::vector<const syntax::UnitEntry*>();
}

/// Every section of a Quadlet and of its drop-ins that the generator reads, in that order.
std::vector<std::reference_wrapper<const syntax::UnitSection>> sections_of(const Unit& unit);

/// The entry that counts, or null.
const syntax::UnitEntry* find_last(const Unit& unit, std::string_view section, std::string_view key);
inline const syntax::UnitEntry* last_value(const Unit& unit, std::string_view section, std::string_view key) {
    return unit.may_have(key) ? find_last(unit, section, key) : nullptr;
}

/// A word of a value, and where it stands.
using Word = Located<std::string_view>;

/// The words of the text at `at` as written, between white space, line ends with their backslash, and the bytes of `separators`.
std::vector<Word> words_at(const Sources& sources, Span at, std::string_view separators = "");

/// The values of the options `names` among arguments: "--name=value", "--name value", "-nvalue".
std::vector<Word> option_values(std::span<const Word> arguments, std::initializer_list<std::string_view> names);

/// Where `part` stands inside `at`; `at` itself when it does not stand there in one piece.
Span part_at(const Sources& sources, Span at, std::string_view part);

/// yes, true, 1, on as systemd reads booleans, in any case.
bool is_true(std::string_view value);

}  // namespace nagaya::lint
