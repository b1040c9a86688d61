// Texts as an editor sees them: positions in UTF-16 units, changes by ranges (LSP 3.17, "Text Documents").
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/source.hpp"

namespace nagaya::lsp {

/// Line and UTF-16 unit in it, both from 0.
struct Place {
    uint32_t line = 0;
    uint32_t unit = 0;

    auto operator<=>(const Place&) const = default;
};

/// The byte at `place`; a unit past the line's end is its end, a line past the last one the text's end. A place inside a surrogate pair
/// is the character's begin.
size_t offset_of(std::string_view text, Place place);
/// UTF-16 units of `text`.
uint32_t units_of(std::string_view text);
/// Where the byte stands.
Place place_of(const Sources& sources, FileId file, uint32_t offset);

Place place_from(const Json& position);
Json json_of(Place place);
/// {"start":…,"end":…} of a span.
Json range_of(const Sources& sources, Span at);

/// Works one element of contentChanges into the text; false when it is none.
bool apply_change(std::string& text, const Json& change);

/// "file:///a%20b" → "/a b"; nothing for other schemes, another machine, or bad escapes.
std::optional<std::string> path_of_uri(std::string_view uri);
std::string uri_of_path(std::string_view path);

struct Document {
    std::string uri;  ///< as the editor wrote it
    int64_t version = 0;
    std::string text;
};
/// By path relative to the site's root.
using Documents = std::map<std::string, Document, std::less<>>;

}  // namespace nagaya::lsp
