// From "/" to the directory that holds a path, on descriptors.
#pragma once

#include <sys/stat.h>

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "host/descriptor.hpp"

namespace nagaya::host {

/// The directory a path ends in.
struct Parent {
    Descriptor directory;  ///< O_RDONLY, so that it can be synced
    std::string name;      ///< the last component: not empty, no slash, not "." or ".."
};

enum class Missing { fail, create };

/// Opens the parent of the absolute `path` as safe_files.hpp promises. With Missing::create, absent directories are made:
/// 0755 for root in trusted places, else 0700 for whoever owns the directory they are made in.
Result<Parent> open_parent(std::string_view path, Missing missing);

enum class Mounts { cross, refuse };

/// Opens `name` in `directory` and follows no link. With Mounts::refuse, what is mounted there (bind mounts too) is a failure
/// with errno EXDEV.
Result<Descriptor> open_in(const Descriptor& directory, const std::string& name, int flags,
                           Mounts mounts = Mounts::cross);

}  // namespace nagaya::host
