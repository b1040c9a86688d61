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

/// Is the finding in one of the paths that the options name, or do they name none?
bool is_wanted(const Workspace& site, const CheckOptions& options, const Diagnostic& finding);

/// What the fixes of a site come to.
struct Mended {
    std::vector<MendedFile> files;
    size_t cured = 0;                      ///< findings
    std::unique_ptr<Workspace> workspace;  ///< the site as it is then, checked
};

/// Works the fixes of what was found into the files in memory, checks again, and goes on until there is nothing more to do: one
/// cure may uncover another mistake, or touch the same line. A round that adds an error is not taken.
Result<Mended> mend(std::unique_ptr<Workspace> workspace, const CheckOptions& options);

/// The unified diff of all files.
std::string print_diff(const Mended& mended);

}  // namespace nagaya::app
