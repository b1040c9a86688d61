// Where in the Butane file each part of the Ignition config comes from. Most of it has the same place in both, so only what
// sugar and merging moved is noted, and places are worked out when there is something to say about them.
#pragma once

#include <map>
#include <vector>

#include "butane/schema.hpp"
#include "ignition/merge.hpp"
#include "ignition/path.hpp"

namespace nagaya::butane {

struct PathLess {
    bool operator()(const ignition::Path& a, const ignition::Path& b) const;
};

/// A part of the config and what it was made of.
struct Origin {
    ignition::Path source;
    bool whole =
        true;  ///< all in the part comes from `source` itself; else what is in it, from the same below `source`
};
using Origins = std::map<ignition::Path, Origin, PathLess>;

class Provenance {
public:
    /// The config is what translating the file gave, place by place.
    explicit Provenance(const Config& file) : file_(file) {}

    /// Parts were added or filled in (trees, quadlets).
    void add(Origins origins);
    /// The config was merged over another one that sugar made.
    void add_merge(ignition::MergeTrace trace, Origins parent);
    /// In the config at this point, keys of user `user` come from these entries of ssh_authorized_keys_local.
    void add_keys(size_t user, std::vector<size_t> files);

    /// Where `path` of the finished `config` comes from. What is not set there has no origin: its own path, in snake case.
    ignition::Path find(const ignition::Config& config, const ignition::Path& path) const;

private:
    struct Stage {
        bool is_merge = false;
        ignition::MergeTrace trace;
        Origins origins;  ///< of the parent, or of what was added
    };
    ignition::Path find_in_file(const ignition::Path& path) const;

    const Config& file_;
    std::vector<Stage> stages_;
    std::map<size_t, std::vector<size_t>> keys_;
};

}  // namespace nagaya::butane
