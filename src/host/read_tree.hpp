// A directory → the site's files in memory.
#pragma once

#include <string>

#include "base/result.hpp"
#include "model/tree.hpp"

namespace nagaya::host {

/// Reads every file below `root` except .git and what .gitignore-less habit leaves (editors' backup files ending in ~).
/// Symbolic links that stay inside are followed, others are a `problem`, as are files over 4 MiB, unreadable ones, and anything
/// that is no regular file. More than 100,000 files or 512 MiB in all is a failure.
Result<model::Tree> read_tree(const std::string& root);

}  // namespace nagaya::host
