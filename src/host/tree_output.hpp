// A directory that a render writes, with the user's own rights: made beside its place and moved there whole.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "host/safe_files.hpp"

namespace nagaya::host {

/// One path in the directory, relative to it.
struct OutputEntry {
    FileType type = FileType::regular;
    uint32_t mode = 0644;
    std::string bytes = {};  ///< of a file, or where a link leads to
};
using OutputTree = std::map<std::string, OutputEntry>;

/// What stands in `directory` now, links not followed; nothing when there is no such directory. Files larger than 256 MiB and
/// more than a million paths are failures.
Result<std::optional<OutputTree>> read_output(const std::string& directory);

/// Puts the tree where `directory` is or was. What was there is gone when it returns, and was there until then. Owners are the
/// caller's; parents that `tree` does not list are 0755.
Result<void> write_output(const std::string& directory, const OutputTree& tree);

}  // namespace nagaya::host
