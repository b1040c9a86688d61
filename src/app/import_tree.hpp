// nagaya import makefile-tree.
#pragma once

#include <string>

#include "app/console.hpp"

namespace nagaya::app {

struct ImportTreeOptions {
    std::string from;  ///< the tree
    std::string to;    ///< the site's new directory
    std::string host;  ///< "" = called like this machine
};

/// Writes a site made of a tree with a directory and a Makefile for each service; the tree stays as it is. What is left behind is
/// told, each with the reason. exit_findings when there is nothing to take, or a file is there already.
int import_makefile_tree(const ImportTreeOptions& options, Console& console);

}  // namespace nagaya::app
