// systemd's unit file syntax (systemd.syntax(7)), which Quadlet files share, with the place of everything.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source.hpp"

namespace nagaya::syntax {

/// A name's length and three of its letters in one number: hardly two keys or sections have the same, so a search compares it first.
constexpr uint32_t name_tag(std::string_view name) {
    if (name.empty()) return 0;
    const auto byte = [](char c) { return uint32_t{static_cast<unsigned char>(c)}; };
    return (static_cast<uint32_t>(name.size()) & 0xff) | byte(name.front()) << 8 | byte(name[name.size() / 2]) << 16 |
           byte(name.back()) << 24;
}

/// A name to compare with many.
struct WantedName {
    std::string_view text;
    uint32_t tag;
    constexpr explicit WantedName(std::string_view name) : text(name), tag(name_tag(name)) {}
};

/// One "Key=value". Continuation lines are joined as the program that reads the file does it: in plain units the backslash
/// and the break become one blank (systemd.syntax(7)), in Quadlet files they vanish. Comments between them are left out.
/// The texts are views of the file's, which the Sources keep, or of the UnitFile's `joined`.
struct UnitEntry {
    std::string_view key;
    uint32_t tag;            ///< name_tag(key)
    std::string_view value;  ///< without white space at both ends
    Span key_at;             ///< over continuation lines as well: its text is `key` where that stands on one line
    Span
        value_at;  ///< from the value's first to its last byte, over continuation lines; an empty value: the place after "="

    bool is(const WantedName& wanted) const { return tag == wanted.tag && key == wanted.text; }
};

/// One "[Section]"; a name that stands twice in a file gives two.
struct UnitSection {
    std::string_view name;
    uint32_t tag;                        ///< name_tag(name)
    Span at;                             ///< the name, without brackets
    std::span<const UnitEntry> entries;  ///< of the UnitFile's

    bool is(const WantedName& wanted) const { return tag == wanted.tag && name == wanted.text; }
};

struct UnitFile {
    FileId file;
    std::vector<UnitSection> sections;
    std::vector<UnitEntry> entries = {};                          ///< of all sections, in order
    std::vector<std::unique_ptr<const std::string>> joined = {};  ///< values that stand in several lines
    bool no_start = false;                                        ///< has a comment line "#NOSTART"
    Span no_start_at = {};
    std::optional<Span> semicolon_at = {};  ///< the first `;` that begins a comment
};

/// Reads a whole unit file. Lines that are no section, entry or comment are errors (code "unit-syntax") and are left out; the
/// rest is kept. A byte order mark, text behind a "[Section]" and an entry before the first section are errors too: one of
/// them in a Quadlet file and podman loads no file of that directory. What systemd and podman read differently is a warning
/// under the same code. Over 1 MiB or not UTF-8: one error and an empty file. Quadlet files are known by their path
/// ("x.container", "x.container.d/y.conf").
UnitFile parse_unit_file(const Sources& sources, FileId file, Report& report);

/// The last value of `key` in all sections called `section` (the one that counts for single-valued keys), or null.
const UnitEntry* find_last(const UnitFile& unit, std::string_view section, std::string_view key);

/// All entries of `key` in sections called `section`, in order; an empty value clears what stood before it
/// (systemd.syntax(7)).
std::vector<const UnitEntry*> find_all(const UnitFile& unit, std::string_view section, std::string_view key);

/// Is there a section called `section`?
const UnitSection* find_section(const UnitFile& unit, std::string_view section);

/// A value's words: quotes and C escapes as in systemd.syntax(7) "Quoting"; each with its text only. Bad quoting: the raw words.
std::vector<std::string> unit_words(std::string_view value);

}  // namespace nagaya::syntax
