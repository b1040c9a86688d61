// Where the generator looks for its files (podman-systemd.unit(5), "SYNOPSIS" and what the code really does).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "quadlet/files.hpp"
#include "quadlet/log.hpp"
#include "quadlet/release.hpp"

namespace nagaya::quadlet {

/// What the search depends on; all of it is the caller's.
struct Surroundings {
    bool user = false;                            ///< for a user manager, not the system's
    std::string unit_dirs = {};                   ///< $QUADLET_UNIT_DIRS
    std::string config_home = {};                 ///< $XDG_CONFIG_HOME
    std::string home = {};                        ///< $HOME
    std::optional<std::string> runtime_dir = {};  ///< $XDG_RUNTIME_DIR; set and empty is the directory of the call
    uint32_t uid = 0;
    bool uid_known = true;  ///< the uid has an entry in the user database
};

/// What the directories held when they were searched, by path.
using Listings = std::unordered_map<std::string, std::vector<Entry>>;

/// The directories in order of precedence, each before its sub-directories, without links. One that is not there stays in
/// the list, for the log.
std::vector<std::string> search_directories(const Surroundings& surroundings, Release release, Files& files, Log& log,
                                            Listings& listings);

/// The directory and those below it, as one entry of $QUADLET_UNIT_DIRS is searched; none if its name ends in ".d".
std::vector<std::string> directories_below(const std::string& directory, Files& files, Log& log, Listings& listings);

/// The name of a path's last extension with its dot, as Go's path.Ext: ".container"; "" if there is none.
std::string_view extension_of(std::string_view name);

/// Lexically clean: no "//", "." or "..", as Go's path.Clean.
std::string clean_path(std::string_view path);
/// Everything before the last slash, clean; "." if there is none.
std::string directory_of(std::string_view path);

}  // namespace nagaya::quadlet
