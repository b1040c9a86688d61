// A tree with a directory and a Makefile for each service, as people deploy with make and rsync, as a site (`nagaya import
// makefile-tree`).
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "load/site_files.hpp"
#include "model/tree.hpp"

namespace nagaya::load {

struct ImportedTree {
    NewFiles files;                                  ///< of the site
    std::set<std::string> executables;               ///< of `files`
    std::map<std::string, std::string> services;     ///< directory → the service's name
    std::map<std::string, std::string> left_behind;  ///< path → why it is for a person to look at
};

/// Takes for a service each top-level directory that has a Makefile, `home/`, `container/` or `systemd/`:
///
///     X/home/.config/containers/systemd/  Quadlets and their drop-ins: services/X/
///     X/home/.config/systemd/user/        services/X/units/user/
///     X/systemd/                          services/X/units/root/
///     X/container/                        services/X/image/
///     what else X has                     services/X/files/; README and the like stay beside the units
///
/// The site is called `name`, its only host `host`. An underscore in a directory's name becomes a dash; the account keeps the name.
/// `@@SERVICE_PATH@@/` in units becomes `@@SERVICE_PATH@@/files/` (`…/container/`: `…/image/`), and `localhost/X:dev` the service's image. Every file is in `files` or
/// in `left_behind`: Makefiles, env files and links that systemd makes itself, what is no unit among units, and what cannot be read.
ImportedTree import_makefile_tree(const model::Tree& tree, std::string_view name, std::string_view host);

}  // namespace nagaya::load
