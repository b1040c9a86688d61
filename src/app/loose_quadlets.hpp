// The Quadlet files of a directory that is no site, found as Podman's generator finds them (podman-systemd.unit(5)).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "model/tree.hpp"

namespace nagaya::app {

struct LooseQuadlets {
    /// By path from the directory ("sub/web.container.d/10-more.conf"; "../" leads out of it where a link did), and of equal names
    /// the first alone.
    model::Tree tree;
    /// A file's path, and what is told of it because it looks like a unit and is not in the tree.
    std::vector<std::pair<std::string, std::string>> notes;
};

/// Walks `directory` as the generator does: subdirectories too, links are followed, a directory x.d holds drop-ins alone. A file
/// that cannot be read is in the tree with its problem. Fails when the directory itself cannot be read, and at more than 100,000
/// files or 512 MiB. Once `most_listed` entries were seen, no further subdirectory is looked into.
Result<LooseQuadlets> find_loose_quadlets(const std::string& directory, size_t most_listed = SIZE_MAX);

/// The directory whose Quadlet files belong together with what is at `path`: where Podman's search begins when it is in one of Podman's own
/// places, otherwise the one that it is in; a drop-in's is the one above its own.
std::string loose_directory(std::string path);

/// Is a directory called `name` one of drop-ins: "web.container.d", or "container.d" for all of a kind?
bool holds_drop_ins(std::string_view name);

}  // namespace nagaya::app
