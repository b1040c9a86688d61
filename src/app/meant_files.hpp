// Which files of a site or directory the paths of a command line mean.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/workspace.hpp"

namespace nagaya::app {

/// A path as the user gave it, relative to the site's root; "" for the root itself, and the path as it is when it lies elsewhere.
std::string in_site(const std::string& path, const std::string& root);

/// All files when there are no paths, or one is the directory of all.
class MeantFiles {
public:
    MeantFiles(const Workspace& site, const std::vector<std::string>& paths);
    /// `shown`: a file's path as findings show it.
    bool has(std::string_view shown) const;
    /// A finding about no file is everybody's.
    bool has(const Diagnostic& finding) const;
    bool all() const { return all_; }

private:
    const Workspace& site_;
    std::vector<std::string> places_;  ///< the paths as findings would show them
    bool all_;
};

}  // namespace nagaya::app
