// What is answered in compose.yaml: keys at their place by the table that the checker reads, and names of the file and the site.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lsp/answers.hpp"

namespace nagaya::lsp {

/// Something that may be written at the place.
struct ComposeWord {
    std::string label;
    bool is_key = false;
    std::string detail = {};
    std::string text = {};  ///< what is written, where that is not the label
};
std::vector<ComposeWord> compose_words(const Files& files, const Spot& spot);

/// What the key of the line is, in Markdown; "" elsewhere.
std::string about_compose_key(const Files& files, const Spot& spot);

/// Where the service, network, volume, secret or config of the file, or the image of the site is, that the word at the place names.
std::optional<Target> compose_definition(const Files& files, const Spot& spot);

}  // namespace nagaya::lsp
