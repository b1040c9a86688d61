#include "host/files_directory.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <memory>

#include "base/text.hpp"

namespace nagaya::host {

namespace {

using Problem = FilesDirectory::Problem;
using Kind = FilesDirectory::Kind;

constexpr size_t most_bytes = 64 << 20;
constexpr size_t most_entries = 200'000;

std::unexpected<Problem> problem(std::string operation, std::string reason) {
    return std::unexpected(Problem{.operation = std::move(operation), .reason = std::move(reason)});
}

std::unexpected<Problem> problem(std::string operation, int number) {
    return problem(std::move(operation), number == EXDEV ? "it leads out of the files directory" : reason_of(number));
}

Kind kind_of(mode_t mode) {
    if (S_ISREG(mode)) return Kind::regular;
    if (S_ISDIR(mode)) return Kind::directory;
    return S_ISLNK(mode) ? Kind::symlink : Kind::other;
}

std::string lexically_clean(std::string_view path) {
    std::vector<std::string_view> kept;
    for (std::string_view part : split(path, '/')) {
        if (part.empty() || part == ".") continue;
        if (part != "..")
            kept.push_back(part);
        else if (!kept.empty())
            kept.pop_back();
    }
    std::string out;
    for (std::string_view part : kept) out += concat("/", part);
    return out.empty() ? "/" : out;
}

std::string from_root(const std::string& path) {
    if (path.starts_with('/')) return lexically_clean(path);
    char here[PATH_MAX];
    if (!getcwd(here, sizeof here)) return lexically_clean(path);
    return lexically_clean(concat(std::string_view(here), "/", path));
}

/// Up to `limit` bytes of what is open, and one more to tell that there are more.
bool read_open(int descriptor, size_t expected, size_t limit, std::string& out) {
    constexpr size_t step = 64 << 10;
    size_t size = 0;
    while (size <= limit) {
        out.resize(std::min(limit + 1, std::max(size + step, expected + 1)));
        ssize_t got = ::read(descriptor, out.data() + size, out.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return false;
        if (got == 0) break;
        size += static_cast<size_t>(got);
    }
    out.resize(size);
    return true;
}

}  // namespace

std::string reason_of(int number) {
    std::string text = std::strerror(number);
    if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] + 32);
    return text;
}

FilesDirectory::FilesDirectory(std::string path) : absolute_(from_root(path)) {
    root_ = Descriptor(open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!root_) root_errno_ = errno;
}

Descriptor FilesDirectory::open_at(const std::string& path, int flags) const {
    if (!root_) {
        errno = root_errno_;
        return Descriptor();
    }
    open_how how{};
    how.flags = static_cast<uint64_t>(flags) | O_CLOEXEC;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    const char* name = path.empty() ? "." : path.c_str();
    return Descriptor(static_cast<int>(syscall(SYS_openat2, root_.get(), name, &how, sizeof how)));
}

std::expected<std::string, Problem> FilesDirectory::read(const std::string& path) const {
    Descriptor file = open_at(path, O_RDONLY | O_NONBLOCK);
    if (!file) return problem("open", errno);
    struct stat status{};
    if (fstat(file.get(), &status) != 0) return problem("read", errno);
    if (S_ISDIR(status.st_mode)) return problem("read", EISDIR);
    if (!S_ISREG(status.st_mode)) return problem("read", "not a regular file");
    size_t limit = std::min(most_bytes, left_);
    std::string bytes;
    if (!read_open(file.get(), static_cast<size_t>(status.st_size), limit, bytes)) return problem("read", errno);
    if (bytes.size() > limit) return problem("read", concat("more than ", limit, " bytes"));
    left_ -= bytes.size();
    return bytes;
}

std::expected<Kind, Problem> FilesDirectory::kind(const std::string& path, bool follow) const {
    std::string operation = follow ? "stat" : "lstat";
    Descriptor file = open_at(path, O_PATH | (follow ? 0 : O_NOFOLLOW));
    struct stat status{};
    if (!file || fstat(file.get(), &status) != 0) return problem(operation, errno);
    return kind_of(status.st_mode);
}

std::expected<std::vector<FilesDirectory::Entry>, Problem> FilesDirectory::list(const std::string& path) const {
    Descriptor directory = open_at(path, O_RDONLY | O_DIRECTORY);
    if (!directory) return problem("open", errno);
    int number = directory.get();
    std::unique_ptr<DIR, int (*)(DIR*)> stream(fdopendir(number), closedir);
    if (!stream) return problem("open", errno);
    directory.release();
    std::vector<Entry> entries;
    while (const dirent* found = readdir(stream.get())) {
        std::string_view name = found->d_name;
        if (name == "." || name == "..") continue;
        if (entries.size() == most_entries)
            return problem("readdirent", concat("more than ", most_entries, " entries"));
        struct stat status{};
        if (fstatat(number, found->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) return problem("lstat", errno);
        entries.push_back(
            {.name = std::string(name), .kind = kind_of(status.st_mode), .executable = (status.st_mode & 0111) != 0});
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
    return entries;
}

std::expected<std::string, Problem> FilesDirectory::link_target(const std::string& path) const {
    Descriptor link = open_at(path, O_PATH | O_NOFOLLOW);
    if (!link) return problem("readlink", errno);
    char target[PATH_MAX];
    ssize_t size = readlinkat(link.get(), "", target, sizeof target);
    if (size < 0) return problem("readlink", errno);
    return std::string(target, static_cast<size_t>(size));
}

std::expected<std::string, Problem> read_all(const std::string& path, size_t limit) {
    Descriptor file;
    int number = STDIN_FILENO;
    if (!path.empty()) {
        file = Descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC));
        if (!file) return problem("open", reason_of(errno));
        number = file.get();
    }
    std::string bytes;
    if (!read_open(number, 0, limit, bytes)) return problem("read", reason_of(errno));
    if (bytes.size() > limit) return problem("read", concat("more than ", limit, " bytes"));
    return bytes;
}

std::expected<void, Problem> write_over(const std::string& path, std::string_view bytes) {
    Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (!file) return problem("open", reason_of(errno));
    if (!write_all(file.get(), bytes)) return problem("write", reason_of(errno));
    return {};
}

}  // namespace nagaya::host
