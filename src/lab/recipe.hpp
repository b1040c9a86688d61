// What the root of every host is made of. Pure: data and its key.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nagaya::lab {

/// A change to the root that mmdebstrap made.
struct ImageEdit {
    enum class Kind { remove, link, file };
    Kind kind;
    std::string path;     ///< absolute in the root
    std::string content;  ///< of a file, or where a link points
};

struct Recipe {
    std::string_view suite;
    std::vector<std::string_view> packages;
    std::vector<std::string_view> excluded;  ///< dpkg path-exclude= patterns
    std::vector<ImageEdit> edits;            ///< done in this order
};

/// The recipe this nagaya has.
Recipe host_recipe();

/// 16 hex digits: the same recipe has the same key.
std::string recipe_key(const Recipe& recipe);

/// Images of the local registry, which stands in for docker.io.
struct SlimImage {
    std::string_view suite;
    std::vector<std::string_view> tags;  ///< of library/debian
};

std::vector<SlimImage> slim_images();

/// 16 hex digits over everything slim images are made from.
std::string slim_key();

/// dpkg path-exclude= and path-include= options of slim images.
std::vector<std::string_view> slim_dpkg_options();

}  // namespace nagaya::lab
