// Texts as an editor sees them: positions in the units that were agreed on, changes by ranges (LSP 3.17, "Text Documents").
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

namespace nagaya::lsp {

/// What a position counts in its line; UTF-16 unless something else was agreed on.
enum class Encoding { utf8, utf16, utf32 };

/// "utf-8", "utf-16", "utf-32".
std::string_view name(Encoding encoding);
/// The first of `PositionEncodingKind[]` that is one.
Encoding encoding_from(const Json& wanted);

/// Line and unit in it, both from 0.
struct Place {
    uint32_t line = 0;
    uint32_t unit = 0;

    auto operator<=>(const Place&) const = default;
};

/// The lines of a text as LSP ends them: at "\n", "\r\n" or "\r". The text outlives it.
class Lines {
public:
    explicit Lines(std::string_view text, Encoding encoding = Encoding::utf16);

    /// The byte at `place`; a unit past the line's end is its end, a line past the last one the text's end. A place inside a
    /// character is its begin.
    size_t offset(Place place) const;
    /// Where the byte stands; one past the end is the end.
    Place place(size_t offset) const;
    /// {"start":…,"end":…} of bytes.
    Json range(size_t begin, size_t end) const;

private:
    uint32_t units(size_t at, size_t end, size_t& length) const;

    std::string_view text_;
    Encoding encoding_;
    std::vector<size_t> begins_ = {0};
};

Place place_from(const Json& position);
Json json_of(Place place);

/// Works one element of contentChanges into the text; false when it is none. A range whose end stands before its start is read
/// the other way round, as editors' own libraries do.
bool apply_change(std::string& text, const Json& change, Encoding encoding = Encoding::utf16);

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
