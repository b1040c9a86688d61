// What stands at a place of a text: what completion, hover and definitions ask first.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lint/unit.hpp"
#include "load/keys.hpp"
#include "model/tree.hpp"

namespace nagaya::lsp {

enum class FileType { toml, unit, compose, other };

/// A place in a file of the site. Views lead into path and text.
struct Spot {
    FileType type = FileType::other;
    load::FileKind kind = load::FileKind::site;   ///< of a TOML file
    lint::UnitKind unit = lint::UnitKind::plain;  ///< of a unit file
    std::string_view unit_name = {};              ///< of a unit file, or the one that a drop-in is for
    std::string_view path = {};                   ///< relative to the site's root
    std::string_view service = {};                ///< whose directory it is in; "" elsewhere
    std::string section = {};                     ///< "Container", or "accounts.subids"; "" above the first one
    std::string_view line = {};                   ///< the whole line, without its break
    size_t line_begin = 0;                        ///< where it stands in the text
    size_t column = 0;                            ///< bytes before the place in `line`
    bool in_header = false;                       ///< inside "[…"
    std::string_view key = {};                    ///< left of "=" on the line, or of the value that goes on here
    bool in_value = false;                        ///< behind "="
    std::string_view word = {};                   ///< the letters, digits and "-_.@/" around the place
    size_t word_begin = 0;                        ///< in the text
};

/// Knows by the path what kind of file it is.
Spot find_spot(std::string_view path, std::string_view text, size_t offset);

/// The directory of a service below the site's root, with "/" at its end.
std::string service_directory(std::string_view service);

}  // namespace nagaya::lsp
