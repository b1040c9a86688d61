// Unit files as the Quadlet generator reads, edits and prints them. It is not systemd's reader (syntax/unit_file.hpp): one bad
// line refuses the file, a continuation joins without a blank, and comments survive into the service.
#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "quadlet/arena.hpp"

namespace nagaya::quadlet {

/// "Key=value", or a line that is none: a comment or an empty one, whose text is `value`.
struct Line {
    std::string_view key;
    std::string_view value;
    bool remark = false;

    /// Does it assign `name`? (Most do not, and differ in length or first letter.)
    bool is(std::string_view name) const {
        return key.size() == name.size() && !remark && !key.empty() && key[0] == name[0] && key == name;
    }
};

/// A section; one that stands twice in a file is one here. The first may have no name: it holds a file's comments only.
struct Section {
    std::string_view name;
    std::vector<std::string_view> remarks;  ///< lines above its head
    std::vector<Line> lines;

    /// The last value of `key` as written, or nothing.
    std::optional<std::string_view> last(std::string_view key) const;
    bool has(std::string_view key) const { return last(key).has_value(); }
};

/// All texts are views: of the bytes that were parsed, of constants, or of an arena.
class UnitText {
public:
    /// Reads a whole file; `bytes` must outlive the result. The error is the reference's: "file contains line 3: …".
    static std::expected<UnitText, std::string> parse(std::string_view bytes, Arena& arena,
                                                      bool colon_comments = false);

    const Section* find(std::string_view name) const;
    std::span<const Section> sections() const { return sections_; }

    /// Appends a line; makes the section, at the end, if there is none.
    void add(std::string_view section, std::string_view key, std::string_view value);
    /// Changes the last line of `key`, or appends one.
    void set(std::string_view section, std::string_view key, std::string_view value);
    /// Puts a line before all others of the section.
    void prepend(std::string_view section, std::string_view key, std::string_view value);
    /// Replaces all lines of `key` by one, at the end.
    void replace_all(std::string_view section, std::string_view key, std::string_view value);
    /// Gives a section another name; if that is taken, its lines go there.
    void rename(std::string_view from, std::string_view to);
    /// Appends the lines of each section of `other` to the section of that name.
    void merge(const UnitText& other);

    /// Appends the text of the file to `out`.
    void print(std::string& out) const;

private:
    friend class UnitParser;
    Section& section(std::string_view name);
    /// Where a section stands, or the number of sections.
    size_t place_of(std::string_view name) const;

    std::vector<Section> sections_;
    std::unordered_map<std::string_view, size_t> places_;  ///< of all sections, once there are more than a unit has
};

/// Without white space (as Unicode sees it) at the end, or at both ends.
std::string_view trim_end(std::string_view text);
std::string_view trim_both(std::string_view text);

}  // namespace nagaya::quadlet
