// Small pieces that findings are made of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source.hpp"

namespace nagaya::lint {

/// A fix that puts `text` in the place of the value at `at`; quotes around the value stay.
Fix replace_value(const Sources& sources, Span at, std::string_view text);

/// Adds "did you mean `x`?" and its fix, if one of the candidates is close to `word`; else `otherwise` becomes the help.
void suggest(Diagnostic& finding, const Sources& sources, std::string_view word,
             const std::vector<std::string>& candidates, std::string_view otherwise = "");

/// The same place without a length, for findings about a whole file or table.
inline Span start_of(Span at) { return {.file = at.file, .begin = at.begin, .end = at.begin}; }

/// The keys of a map, in order.
template <class Map>
std::vector<std::string> names_of(const Map& map) {
    std::vector<std::string> names;
    names.reserve(map.size());
    for (const auto& [name, value] : map) names.emplace_back(name);
    return names;
}

}  // namespace nagaya::lint
