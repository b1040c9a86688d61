// Which keys the Quadlet generator of which Podman release knows, and what they mean (podman-systemd.unit(5)).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace nagaya::quadlet {

/// A minor release of Podman: 5.4.
struct PodmanVersion {
    uint8_t major = 5;
    uint8_t minor = 4;

    auto operator<=>(const PodmanVersion&) const = default;
};

/// "5.4" or "5.4.2"; nothing for other text.
std::optional<PodmanVersion> parse_podman_version(std::string_view text);
/// "5.4".
std::string print(PodmanVersion version);

/// How the generator reads a value; decides what a second line of the key means.
enum class ValueKind {
    last,            ///< one value, the last line counts
    boolean,         ///< 1, yes, true, on; anything else is false
    number,          ///< an unsigned 32-bit integer
    list,            ///< each line is one value, quotes are kept
    words,           ///< each line is split at blanks
    arguments,       ///< each line is split like a command
    pairs,           ///< NAME=value words
    last_arguments,  ///< like arguments, the last line counts
};

enum class KeyFlag {
    plain,
    required,    ///< without it the generator refuses the file
    deprecated,  ///< works, but the manual names a successor
};

struct Key {
    std::string_view section;
    std::string_view key;
    PodmanVersion since;
    ValueKind kind;
    KeyFlag flag;
    PodmanVersion listed_since;  ///< of a list that was a single value once: the release that made it one; else 0.0
    std::string_view values;     ///< form of the value: "host:ip", "boolean"; alternatives between " | "
    std::string_view option;     ///< what it becomes, V for the value: "--dns V", "(positional)", "verbatim"
    std::string_view meaning;    ///< a few words, lower case, no full stop
};

/// Every key, sorted by section, then key (both in byte order).
std::span<const Key> keys();

/// The key, or null.
const Key* find_key(std::string_view section, std::string_view key);

/// The keys of a section; empty for a section the generator does not know.
std::span<const Key> keys_of(std::string_view section);

/// The release that first read the section; nothing for an unknown one.
std::optional<PodmanVersion> section_since(std::string_view section);

/// May the key stand several times in `podman`, each line adding to the ones before (an empty one clears them)?
bool repeatable(const Key& key, PodmanVersion podman);

}  // namespace nagaya::quadlet
