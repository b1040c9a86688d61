// Files and directories that root changes while others may be changing them too (law 6).
//
// A path is walked once, component by component, on descriptors. As long as a directory belongs to root and nobody else can
// write to it, it is trusted, and links in it are followed (/home → /var/home on image-based hosts). From the first directory
// that somebody else can write to, everything is opened with openat2(2) RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS |
// RESOLVE_NO_MAGICLINKS: no link is followed and the directory is not left.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "host/descriptor.hpp"
#include "state/resource.hpp"

namespace nagaya::host {

enum class FileType { regular, directory, symlink, other };

/// What lstat(2) says.
struct FileStatus {
    FileType type;
    state::Owner owner;
    uint32_t mode;  ///< the permission bits, 07777
    uint64_t size;
    uint64_t links = 1;  ///< names it has: with several, somebody may have made one where another shall be read
};

/// A regular file with what it holds.
struct SeenFile {
    FileStatus status;
    std::string bytes;  ///< at most the limit asked for; shorter than status.size when the file is larger
};

/// What is at `path` (not followed when it is a link); nothing when nothing is there.
Result<std::optional<FileStatus>> look_at(std::string_view path);

/// The regular file `path`; nothing when it is absent or of another type. Never blocks on a FIFO.
Result<std::optional<SeenFile>> read_file(std::string_view path, size_t limit);

/// The target of the link `path`; nothing when there is no link.
Result<std::optional<std::string>> read_link(std::string_view path);

/// The names in the directory `path`, sorted; none when it is absent. More than 100,000 are a failure.
Result<std::vector<std::string>> list_directory(std::string_view path);

/// Whether a change has reached the disk when the call returns, or may be the old state again after a power failure. Observe
/// looks at what is there, so what was lost is simply done again, and only the record needs to be durable.
enum class Durability { whole, durable };

/// Replaces or creates `path` in one step, so that after a power failure it is whole, old or new: a new file of mode 0600,
/// bytes, owner, mode, fsync, rename (and fsync of the directory for Durability::durable). The old inode is never written
/// to. Refused when something else than a file or a link is there. Missing parents are made: 0755 for root in trusted
/// places, else 0700 for whoever owns the directory they are made in.
Result<void> write_file(std::string_view path, std::string_view bytes, state::Owner owner, uint32_t mode,
                        Durability durability = Durability::whole);

/// Creates the directory or sets its owner and mode. Refused when something else is there.
Result<void> make_directory(std::string_view path, state::Owner owner, uint32_t mode);

/// Creates the link or replaces a link or regular file by it.
Result<void> make_symlink(std::string_view path, std::string_view target);

/// Removes the file or link; absent is fine, and so is a directory that somebody put in its place, which stays.
Result<void> remove_file(std::string_view path);

/// Removes the directory if it is empty; absent or not empty is fine.
Result<void> remove_directory(std::string_view path);

/// Removes the directory with all that is in it. What is mounted in it is left, and is a failure. What cannot be removed is
/// root's own afterwards, 0700, so that nobody adds to it meanwhile. Absent is fine.
Result<void> remove_tree(std::string_view path);

/// The directory `path`, opened for reading.
Result<Descriptor> open_directory(std::string_view path);

/// What can be read from the descriptor, at most `limit` bytes; `path` is for the message.
Result<std::string> read_up_to(int descriptor, size_t limit, std::string_view path);

/// The names in the directory but for "." and "..", sorted, at most `most`.
Result<std::vector<std::string>> names_in(Descriptor directory, std::string_view path, size_t most);

// The user's own files (a site), with the user's own rights: paths may be relative, links are followed.

/// Is anything there?
bool exists(const std::string& path);
bool is_directory(const std::string& path);

/// As write_file; without a mode keeping that of a file that is there already (else 0644).
Result<void> replace_file(const std::string& path, std::string_view bytes, std::optional<uint32_t> mode = {});

}  // namespace nagaya::host
