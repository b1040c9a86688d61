// Which version of a site an apply comes from.
#pragma once

#include <string>

#include "app/workspace.hpp"

namespace nagaya::app {

/// What commit_file said, when this is a sent copy; else what `git describe --always --dirty` says of the directory, run as its
/// owner; else "".
std::string site_commit(const Workspace& workspace);

}  // namespace nagaya::app
