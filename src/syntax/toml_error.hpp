// What the TOML library says, turned into a diagnostic in our words at the narrowest place.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"
#include "base/source.hpp"

namespace nagaya::syntax {

/// A refusal of the library.
struct TomlRefusal {
    std::string description;  ///< "Error while parsing key-value pair: expected '=', saw 'x'"
    size_t at;                ///< byte offset into the text
};

/// `text` is the file without byte order mark, which had `skipped` bytes.
Diagnostic explain_toml_refusal(std::string_view text, const TomlRefusal& refusal, FileId file, size_t skipped);

}  // namespace nagaya::syntax
