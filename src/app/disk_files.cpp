#include "app/disk_files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>

#include "base/text.hpp"

namespace nagaya::app {
namespace {

using quadlet::Entry;
using quadlet::FileTrouble;

constexpr size_t largest_file = 64 << 20;

/// "open /x: permission denied".
FileTrouble trouble(std::string_view verb, std::string_view path, int error) {
    return {.message = concat(verb, " ", path, ": ", go_error(error)), .missing = error == ENOENT};
}

struct Closed {
    int descriptor;
    ~Closed() { ::close(descriptor); }
};

}  // namespace

std::string go_error(int error) {
    std::string said = std::strerror(error);
    if (!said.empty() && said[0] >= 'A' && said[0] <= 'Z') said[0] = static_cast<char>(said[0] - 'A' + 'a');
    return said;
}

std::expected<std::string, FileTrouble> DiskFiles::real_path(const std::string& path) {
    char resolved[PATH_MAX] = "";
    if (::realpath(path.c_str(), resolved) != nullptr) return resolved;
    // What could not be resolved stands in the buffer then (realpath(3), "NOTES").
    if (errno == ELOOP) return std::unexpected(FileTrouble{.message = "EvalSymlinks: too many links"});
    if (errno == ENOTDIR) return std::unexpected(FileTrouble{.message = go_error(errno)});
    return std::unexpected(trouble("lstat", path.starts_with('/') ? resolved : path, errno));
}

std::expected<std::vector<Entry>, FileTrouble> DiskFiles::list(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return std::unexpected(trouble("open", path, errno));
    DIR* directory = ::fdopendir(descriptor);
    if (directory == nullptr) {
        const int error = errno;
        ::close(descriptor);
        return std::unexpected(trouble(error == ENOTDIR ? "open" : "readdirent", path, error));
    }
    std::vector<Entry> entries;
    while (const dirent* found = ::readdir(directory)) {
        const std::string_view name = found->d_name;
        if (name == "." || name == "..") continue;
        Entry entry{.name = std::string(name), .kind = Entry::Kind::file};
        if (found->d_type != DT_REG) entry.kind = Entry::Kind::other;
        if (found->d_type == DT_DIR) entry.kind = Entry::Kind::directory;
        if (found->d_type == DT_LNK) entry.kind = Entry::Kind::link;
        if (found->d_type == DT_UNKNOWN && is_directory(concat(path, "/", name))) entry.kind = Entry::Kind::directory;
        entries.push_back(std::move(entry));
    }
    ::closedir(directory);
    std::ranges::sort(entries, {}, &Entry::name);
    return entries;
}

std::expected<std::string, FileTrouble> DiskFiles::read(const std::string& path, bool plain) {
    // Without O_NONBLOCK the open of a pipe waits for somebody who writes.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) return std::unexpected(trouble("open", path, errno));
    const Closed closed{descriptor};
    struct stat status{};
    if (!plain && ::fstat(descriptor, &status) == 0 && S_ISFIFO(status.st_mode))
        return std::unexpected(FileTrouble{.message = concat("open ", path, ": is a pipe")});
    std::string bytes;
    char buffer[1 << 14];
    while (true) {
        const ssize_t size = ::read(descriptor, buffer, sizeof buffer);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return std::unexpected(trouble("read", path, errno));
        bytes.append(buffer, static_cast<size_t>(size));
        if (bytes.size() > largest_file) return std::unexpected(trouble("read", path, EFBIG));
        // A plain file's short read is its end; others are asked until they say so.
        if (plain && static_cast<size_t>(size) < sizeof buffer) return bytes;
        if (size == 0) return bytes;
    }
}

bool DiskFiles::exists(const std::string& path) {
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0;
}

bool DiskFiles::is_directory(const std::string& path) {
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

}  // namespace nagaya::app
