// The files directory (`-d DIR`) as Butane sees it. Whoever implements it lets nothing outside be read.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace nagaya::butane {

/// Why a file was not read: "open", "no such file or directory".
struct FileProblem {
    std::string operation;
    std::string reason;
};

enum class FileKind { regular, directory, symlink, other };

struct FileEntry {
    std::string name;
    FileKind kind = FileKind::regular;
    bool executable = false;  ///< by anybody
};

/// Paths are below the directory, without `.` and `..`, "" for itself.
class LocalFiles {
public:
    virtual ~LocalFiles() = default;
    LocalFiles() = default;
    LocalFiles(const LocalFiles&) = delete;
    LocalFiles& operator=(const LocalFiles&) = delete;

    /// The directory as the user gave it, for messages.
    virtual std::string_view directory() const = 0;
    /// The same from the root on, without `.` and `..`.
    virtual std::string_view absolute() const = 0;

    virtual std::expected<std::string, FileProblem> read(const std::string& path) const = 0;
    /// What `path` is: links on the way are followed, the last one when `follow` says so.
    virtual std::expected<FileKind, FileProblem> kind(const std::string& path, bool follow) const = 0;
    /// What is in a directory, by the bytes of the names.
    virtual std::expected<std::vector<FileEntry>, FileProblem> list(const std::string& path) const = 0;
    virtual std::expected<std::string, FileProblem> link_target(const std::string& path) const = 0;
};

/// A path that a Butane file names, below the files directory.
struct LocalPath {
    std::string inside;  ///< for LocalFiles
    std::string shown;   ///< with the directory, for messages
};

/// Where `named` leads, or why it may not: there is no files directory, or it leads out of it.
std::expected<LocalPath, std::string> find_local(const LocalFiles* files, std::string_view named);

/// "open files/x: no such file or directory".
std::string describe(const FileProblem& problem, std::string_view shown);

/// The bytes of the file `named`, or a message.
std::expected<std::string, std::string> read_local(const LocalFiles* files, std::string_view named);

}  // namespace nagaya::butane
