// The directories in which an apply has made, replaced or removed names.
#pragma once

#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace nagaya::host {

/// A rename or unlink is on the disk for sure only after fsync(2) of its directory (rename(2) promises nothing of that, and
/// file systems differ). Doing that once for each directory, side by side, costs a few milliseconds where doing it after each
/// file costs seconds. Safe for several threads.
class TouchedDirectories {
public:
    /// A name at `path` was made, replaced or removed.
    void note(std::string_view path);

    /// Every name noted before the call is durable when it returns. Directories that are gone meanwhile are fine: their own
    /// removal was noted.
    Result<void> settle();

private:
    std::mutex mutex_;
    std::set<std::string> directories_;
};

}  // namespace nagaya::host
