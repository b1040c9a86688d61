// What is told of the keys of a Compose file; which there are and what they take stands in compose/table.hpp.
#pragma once

#include <span>
#include <string_view>

namespace nagaya::lsp {

struct ComposeKey {
    std::string_view record;  ///< of compose/table.hpp
    std::string_view key;
    std::string_view meaning;        ///< a few words
    std::string_view examples = {};  ///< usual values where the table takes any text, parted by blanks
};
std::span<const ComposeKey> compose_keys();

/// "" for a key that nothing is told of.
std::string_view compose_meaning(std::string_view record, std::string_view key);
std::string_view compose_examples(std::string_view record, std::string_view key);

}  // namespace nagaya::lsp
