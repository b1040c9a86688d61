// nagaya check --fix.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/check.hpp"
#include "app/workspace.hpp"

namespace nagaya::app {

/// A file of the site with every fix in it.
struct MendedFile {
    std::string path;   ///< in the tree
    std::string shown;  ///< as in findings
    std::string before;
    std::string after;
};

/// What the fixes of a site come to.
struct Mended {
    std::vector<MendedFile> files;
    size_t cured = 0;                      ///< findings
    size_t refused = 0;                    ///< findings whose fix would leave more errors than there were
    size_t unsafe = 0;                     ///< findings that only unsafe fixes would mend
    std::unique_ptr<Workspace> workspace;  ///< the site as it is then, checked
};

/// Works the fixes of what was found into the files in memory, checks again, and goes on until there is nothing more to do: one
/// cure may uncover another mistake, or touch the same line. Fixes that leave more errors than there were are not taken.
Result<Mended> mend(std::unique_ptr<Workspace> workspace, const CheckOptions& options);

/// Writes the files. A symbolic link stays one: what it leads to is written. Fails before anything is written when a file is no more
/// what was read, lies outside of the site, or would get two texts by two names.
Result<void> write_mended(const Mended& mended);

/// The unified diff of all files.
std::string print_diff(const Mended& mended);

}  // namespace nagaya::app
