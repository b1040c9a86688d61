// A directory that a render writes: made beside its place and moved there whole. Whoever owns the directories around it may be
// somebody else than the caller: links below them are not followed (host/safe_files.hpp), but for callers who are not root, whose
// own rights are all there is to lose.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "host/descriptor.hpp"
#include "host/safe_files.hpp"

namespace nagaya::host {

/// One path in the directory, relative to it.
struct OutputEntry {
    FileType type = FileType::regular;
    uint32_t mode = 0644;
    std::string bytes = {};  ///< of a file, or where a link leads to
};
using OutputTree = std::map<std::string, OutputEntry>;

class OutputDirectory {
public:
    /// The directory as it is now, or its absence. Something else that is there is a failure.
    static Result<OutputDirectory> open(const std::string& directory);

    bool is_there() const { return static_cast<bool>(here_); }
    /// Is nothing in it, or is it absent?
    Result<bool> is_empty() const;
    /// The regular file `name`, if it is there; more than 256 MiB are a failure.
    Result<std::optional<std::string>> read(const std::string& name) const;
    /// What stands in it of the paths in `known`, and `most_others` of the rest: nothing of those is read, and nothing below
    /// them is looked at, so that it costs little to see that a directory is somebody else's.
    Result<OutputTree> look(const std::set<std::string>& known, size_t most_others) const;

    /// Puts the tree there. What was there is gone when it returns, and was there until then. Owners are the caller's; parents
    /// that `tree` does not list are 0755.
    Result<void> replace(const OutputTree& tree) const;

private:
    explicit OutputDirectory(std::string place) : place_(std::move(place)) {}

    std::string place_;  ///< absolute
    Descriptor here_;
};

}  // namespace nagaya::host
