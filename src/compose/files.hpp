// The files that a Compose file names, as the room sees them: the machine is not its business.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/source.hpp"

namespace nagaya::compose {

/// Answers for absolute paths.
class Files {
public:
    Files() = default;
    Files(const Files&) = delete;
    Files& operator=(const Files&) = delete;
    virtual ~Files() = default;

    /// The file as a source, whose name is what the user sees, or why it cannot be read.
    struct Read {
        std::optional<FileId> file;
        std::string error;     ///< "No such file or directory"
        bool missing = false;  ///< it does not exist
    };
    virtual Read read(std::string_view path) = 0;
    virtual bool is_file(std::string_view path) = 0;
    /// The path as the user would write it, for messages.
    virtual std::string shown(std::string_view path) const { return std::string(path); }
};

}  // namespace nagaya::compose
