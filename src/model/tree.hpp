// A site's files in memory, as the host room read them: what `load` works on, so that loading needs no disk.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace nagaya::model {

/// One file of the site.
struct TreeFile {
    std::string bytes;
    bool executable = false;
    /// Why the bytes are missing: "is larger than 4 MiB", "cannot be read: Permission denied", "is a symbolic link that leaves
    /// the site", "is neither a file nor a directory"; "" when all is well.
    std::string problem = {};
};

/// Path relative to the site's root ("services/web/service.toml") → file; ordered, so passes see the same order everywhere.
using Tree = std::map<std::string, TreeFile>;

}  // namespace nagaya::model
