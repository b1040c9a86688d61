// Which keys of a TOML text name the same thing: for the message about a key that is given twice.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace nagaya::syntax {

/// Two keys of a text, as half-open ranges of bytes.
struct TomlClash {
    struct Range {
        size_t begin;
        size_t end;
    };
    Range first;
    Range again;
    bool is_same_key;  ///< false if `again` only lies below or above `first`
};

/// The last key that begins at or before `place` and names what an earlier one has named. The text is well-formed up to
/// `place`.
std::optional<TomlClash> find_toml_clash(std::string_view text, size_t place);

}  // namespace nagaya::syntax
