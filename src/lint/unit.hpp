// A unit of a service as the rules see it: read once, with its drop-ins and its names on the host.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.hpp"
#include "model/site.hpp"
#include "quadlet/keys.hpp"
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

/// One "Key=value" of a unit or of a drop-in, looked up once for all rules.
struct UnitLine {
    uint32_t tag;  ///< line_tag() of its section and key, to compare before the names
    bool
        for_generator;  ///< Podman's generator reads it: systemd alone reads plain units and drop-ins of generated ones
    const syntax::UnitSection* section;
    const syntax::UnitEntry* entry;
    const quadlet::Key*
        key;  ///< its row in the table of Quadlet's keys; null where the generator passes it on or has none

    bool is(const syntax::WantedName& wanted_section, const syntax::WantedName& wanted_key) const {
        return section->is(wanted_section) && entry->is(wanted_key);
    }
};

constexpr uint32_t line_tag(uint32_t section_tag, uint32_t key_tag) { return section_tag * 31 ^ key_tag; }

/// The lines of one key, in order. Most keys stand once or twice in a unit, and rules ask often: so many take no memory.
class Values {
public:
    using Entry = const syntax::UnitEntry*;

    void add(Entry entry);
    void clear() { count_ = 0; }
    const Entry* begin() const { return many_.empty() ? few_.data() : many_.data(); }
    const Entry* end() const { return begin() + count_; }
    size_t size() const { return count_; }
    bool empty() const { return count_ == 0; }
    Entry operator[](size_t i) const { return begin()[i]; }
    Entry front() const { return *begin(); }
    Entry back() const { return *(end() - 1); }

private:
    std::array<Entry, 4> few_;  // of count_ so far
    size_t count_ = 0;
    std::vector<Entry> many_;  // all of them, once there were more
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
    std::vector<UnitLine> lines = {};        ///< of the unit and its drop-ins, in the order they apply
    KeyFilter keys = {};                     ///< of those lines

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

/// Fills the lines and keys of a unit whose file and drop-ins are known.
void gather_lines(Unit& unit);

/// All entries of `key` in `section` of the unit and its drop-ins; an empty value clears what stood before.
Values find_values(const Unit& unit, std::string_view section, std::string_view key);
inline Values all_values(const Unit& unit, std::string_view section, std::string_view key) {
    return unit.may_have(key) ? find_values(unit, section, key) : Values();
}

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

/// The words as the generator splits them: what stands in quotes belongs to its word, blanks included, and a word that is quoted as a
/// whole is told without its quotes. Escapes stay as written.
std::vector<Word> arguments_at(const Sources& sources, Span at);

/// The word without the quotes around it; without such, as it is.
Word unquoted(Word word);

/// Where `part` stands inside `at`; `at` itself when it does not stand there in one piece.
Span part_at(const Sources& sources, Span at, std::string_view part);

/// yes, true, 1, on as systemd reads booleans, in any case.
bool is_true(std::string_view value);

}  // namespace nagaya::lint
