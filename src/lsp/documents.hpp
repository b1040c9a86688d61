// Texts as an editor sees them: positions in UTF-16 units, changes by ranges (LSP 3.17, "Text Documents").
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace nagaya::lsp {

/// Line and UTF-16 unit in it, both from 0.
struct Place {
    uint32_t line = 0;
    uint32_t unit = 0;

    auto operator<=>(const Place&) const = default;
};

/// The lines of a text as LSP ends them: at "\n", "\r\n" or "\r". The text outlives it.
class Lines {
public:
    explicit Lines(std::string_view text);

    /// The byte at `place`; a unit past the line's end is its end, a line past the last one the text's end. A place inside a
    /// surrogate pair is the character's begin.
    size_t offset(Place place) const;
    /// Where the byte stands; one past the end is the end.
    Place place(size_t offset) const;
    /// {"start":…,"end":…} of bytes.
    Json range(size_t begin, size_t end) const;

private:
    std::string_view text_;
    std::vector<size_t> begins_ = {0};
};

Place place_from(const Json& position);
Json json_of(Place place);

/// Works one element of contentChanges into the text; false when it is none. A range whose end stands before its start is read
/// the other way round, as editors' own libraries do.
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
