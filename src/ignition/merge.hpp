// Ignition's rules for merging two configs (https://coreos.github.io/ignition/operator-notes, "Config merging").
#pragma once

#include <cstddef>
#include <vector>

#include "ignition/config.hpp"
#include "ignition/path.hpp"

namespace nagaya::ignition {

/// What came from which side, in the places of the result.
struct MergeTrace {
    static constexpr size_t nowhere = static_cast<size_t>(-1);
    struct Entry {
        size_t parent = nowhere;  ///< its index in the parent's list
        size_t child = nowhere;   ///< and in the child's: with both, the two were merged
    };
    struct List {
        Path path;
        std::vector<Entry> entries;
    };
    std::vector<List> lists;        ///< lists that the parent had something in
    std::vector<Path> from_parent;  ///< what the child did not say, with all that is in it
};

/// `child` over `parent`: what the child says wins, entries of a list with the same key become one, where the parent's stand,
/// and lists without keys follow each other. A path stands once: the child's file takes the place of the parent's link.
Config merge(Config parent, Config child, MergeTrace* trace = nullptr);

}  // namespace nagaya::ignition
