// How the generator cuts values into words, and writes words into command lines. Close to systemd.syntax(7) "Quoting", not equal.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "quadlet/arena.hpp"
#include "quadlet/release.hpp"

namespace nagaya::quadlet {

enum class Split {
    words,      ///< quotes group, a backslash is an ordinary character
    arguments,  ///< escapes work too, even between single quotes
};

/// Appends the words of `text`. An empty word ("") ends the text: what follows is lost. False, and nothing appended, when an
/// escape is none.
bool split_value(std::string_view text, Split how, Release release, Arena& arena, std::vector<std::string_view>& words);

/// Appends `word` as it must be written: between double quotes if it has white space, quotes, backslashes or control characters.
void append_word(std::string& out, std::string_view word, Release release);

}  // namespace nagaya::quadlet
