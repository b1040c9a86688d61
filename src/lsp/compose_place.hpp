// Where a place stands in a Compose file that is being written, by indentation: a reader of YAML gives up at half a line.
#pragma once

#include <string_view>
#include <vector>

namespace nagaya::lsp {

struct ComposePlace {
    /// The keys from the top to the mapping or list that the place is in; "-" is an element of a list. Views into the text.
    std::vector<std::string_view> path = {};
    std::string_view key = {};  ///< of the line, or what is written where a key or an element may stand
    bool in_value = false;      ///< behind "key:"
    bool in_flow = false;       ///< behind "key: [" or "key: {"
};

ComposePlace find_compose_place(std::string_view text, size_t offset);

/// The keys right below a key of the top: the services, networks, volumes … of the file, as views into it.
std::vector<std::string_view> names_below(std::string_view text, std::string_view section);

}  // namespace nagaya::lsp
