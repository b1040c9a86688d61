// A unit of a service as the rules see it: read once, with its drop-ins and its names on the host.
#pragma once

#include <cstdint>
#include <functional>
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

/// One of 64 bits for the name of a key.
inline uint64_t key_bit(std::string_view key) {
    if (key.empty()) return 0;
    const auto byte = [](char c) { return static_cast<unsigned char>(c); };
    return uint64_t{1} << ((key.size() * 11 + byte(key.front()) * 5u + byte(key.back()) * 3u +
                            byte(key[key.size() / 2])) %
                           64);
}

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
    uint64_t key_bits = ~uint64_t{0};  ///< key_bit of every key in it: what is not there is found out without a search

    bool quadlet() const { return source->place == model::UnitPlace::quadlet; }
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
std::vector<const syntax::UnitEntry*> all_values(const Unit& unit, std::string_view section, std::string_view key);

/// Every section of a Quadlet and of its drop-ins that the generator reads, in that order.
std::vector<std::reference_wrapper<const syntax::UnitSection>> sections_of(const Unit& unit);

/// The entry that counts, or null.
const syntax::UnitEntry* last_value(const Unit& unit, std::string_view section, std::string_view key);

/// A word of a value, and where it stands.
using Word = Located<std::string_view>;

/// The words of the text at `at` as written, between white space, line ends with their backslash, and the bytes of `separators`.
std::vector<Word> words_at(const Sources& sources, Span at, std::string_view separators = "");

/// Where `part` stands inside `at`; `at` itself when it does not stand there in one piece.
Span part_at(const Sources& sources, Span at, std::string_view part);

/// yes, true, 1, on as systemd reads booleans, in any case.
bool is_true(std::string_view value);

}  // namespace nagaya::lint
