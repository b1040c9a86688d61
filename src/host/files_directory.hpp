// A directory that somebody named, for reading what is in it and nothing outside: openat2(2) with RESOLVE_BENEATH, so that no
// link, `..` or mount of /proc leads out.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "host/descriptor.hpp"

namespace nagaya::host {

class FilesDirectory {
public:
    /// What failed, as a system call and a reason: "open", "no such file or directory".
    struct Problem {
        std::string operation;
        std::string reason;
    };
    enum class Kind { regular, directory, symlink, other };
    struct Entry {
        std::string name;
        Kind kind = Kind::regular;
        bool executable = false;
    };

    /// Never fails: when `path` cannot be opened, nothing in it can be read.
    explicit FilesDirectory(std::string path);

    /// From the root on, lexically clean.
    const std::string& absolute() const { return absolute_; }

    // Paths are relative, and "" is the directory itself.

    /// A regular file of at most 64 MiB; 1 GiB in all.
    std::expected<std::string, Problem> read(const std::string& path) const;
    std::expected<Kind, Problem> kind(const std::string& path, bool follow) const;
    /// Sorted by the bytes of the names.
    std::expected<std::vector<Entry>, Problem> list(const std::string& path) const;
    std::expected<std::string, Problem> link_target(const std::string& path) const;

private:
    Descriptor open_at(const std::string& path, int flags) const;

    std::string absolute_;
    Descriptor root_;
    int root_errno_ = 0;
    mutable size_t left_ = size_t{1} << 30;
};

/// All of a file or, without a path, of standard input: at most `limit` bytes. The problem is told as Go does:
/// "open x: no such file or directory".
std::expected<std::string, FilesDirectory::Problem> read_all(const std::string& path, size_t limit);

/// Writes `bytes` to `path` as the shell's `>` does: what is there is overwritten, and links are followed.
std::expected<void, FilesDirectory::Problem> write_over(const std::string& path, std::string_view bytes);

/// strerror(3), beginning with a small letter.
std::string reason_of(int number);

}  // namespace nagaya::host
