// What the generator would make no unit of: its own conversions, run on texts instead of directories.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "quadlet/release.hpp"

namespace nagaya::quadlet {

/// A Quadlet file.
struct Document {
    std::string_view name;  ///< "web.container"
    std::string_view text;
    std::vector<std::string_view> drop_ins = {};  ///< their texts, in the order in which they apply
};

struct Refusal {
    size_t document;     ///< its place among the documents
    std::string reason;  ///< as the generator says it, without what tells of the file: "invalid Group set without User"
};

/// The documents that the generator of `release` refuses, in its order. All of them lie in one directory and see each other; files
/// of kinds that the release does not know are passed over, as it does. What is refused for a missing or an unknown key, or a
/// reference to what is not there, may be left out: rules have better words for that.
std::vector<Refusal> find_refusals(std::span<const Document> documents, Release release);

}  // namespace nagaya::quadlet
