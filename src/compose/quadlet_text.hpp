// The text of a unit, section by section, and what its values must escape.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.hpp"
#include "compose/quadlet.hpp"

namespace nagaya::compose {

/// Collects lines for the sections of one unit.
class UnitText {
public:
    enum class Section { unit, kind, service, install };

    /// `kind` is the section of its own: "Container", "Network", "Volume", "Build".
    explicit UnitText(std::string kind) : kind_(std::move(kind)) {}

    void add(Section section, std::string_view key, std::string_view value, Span at);
    /// A line of the unit's own section.
    void add(std::string_view key, std::string_view value, Span at) { add(Section::kind, key, value, at); }
    /// The same, unless that line is there already.
    void add_once(std::string_view key, std::string_view value, Span at);
    QuadletFile finish(std::string name, std::string_view comment, Span at) const;

private:
    struct Line {
        std::string text;
        Span at;
    };
    std::string kind_;
    std::array<std::vector<Line>, 4> sections_;
};

/// For values that are taken whole: systemd expands `$` and `%` in the command line that Quadlet writes, so both are doubled; line
/// breaks and other control characters become blanks.
std::string unit_value(std::string_view text);
/// The same as one word of a list: in double quotes, with escapes.
std::string unit_word(std::string_view text);
/// The same without quotes where none are needed.
std::string unit_argument(std::string_view text);
/// ["a","b"], with `$` and `%` doubled.
std::string unit_json(const std::vector<std::string_view>& words);

}  // namespace nagaya::compose
