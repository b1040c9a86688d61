#include "host/safe_files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

#include "base/text.hpp"
#include "host/path_walk.hpp"

namespace nagaya::host {
namespace {

std::unexpected<Error> trouble(std::string_view path) { return fail_errno(concat("`", path, "`")); }

FileStatus status_of(const struct stat& status) {
    const FileType type = S_ISREG(status.st_mode)   ? FileType::regular
                          : S_ISDIR(status.st_mode) ? FileType::directory
                          : S_ISLNK(status.st_mode) ? FileType::symlink
                                                    : FileType::other;
    return {.type = type,
            .owner = {.uid = status.st_uid, .gid = status.st_gid},
            .mode = status.st_mode & 07777,
            .size = static_cast<uint64_t>(status.st_size)};
}

std::string temporary_name() {
    uint64_t number = 0;
    if (getrandom(&number, sizeof number, 0) != sizeof number) number = static_cast<uint64_t>(getpid());
    return concat(".nagaya-", number);
}

/// Root hands files to accounts; anybody else (tests) owns what is made anyway.
bool give(int descriptor, state::Owner owner) {
    return geteuid() != 0 || fchown(descriptor, owner.uid, owner.gid) == 0;
}

/// Whether a file or link may take the place of what is at the end of the path.
Result<void> check_replaceable(const Parent& parent, std::string_view path) {
    struct stat status{};
    if (fstatat(parent.directory.get(), parent.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? Result<void>{} : trouble(path);
    if (S_ISREG(status.st_mode) || S_ISLNK(status.st_mode)) return {};
    return fail(ErrorKind::denied,
                concat("`", path, "` is there and is ", S_ISDIR(status.st_mode) ? "a directory" : "no file"));
}

Result<void> move_into_place(const Parent& parent, const std::string& temporary, std::string_view path) {
    const int directory = parent.directory.get();
    if (renameat(directory, temporary.c_str(), directory, parent.name.c_str()) != 0) return trouble(path);
    return {};
}

Result<void> fill(const Parent& parent, const std::string& temporary, std::string_view bytes, state::Owner owner,
                  uint32_t mode) {
    // 0600 until it has its owner: nobody reads half a file, nobody but root a secret that is still root's.
    const Descriptor file(
        openat(parent.directory.get(), temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file) return trouble(parent.name);
    if (!write_all(file.get(), bytes) || !give(file.get(), owner) || fchmod(file.get(), mode) != 0 ||
        fsync(file.get()) != 0)
        return trouble(parent.name);
    return {};
}

/// The result of a look-up in which absence is an answer.
bool is_absent(const Error& error) { return error.kind == ErrorKind::not_found; }

Result<std::string> read_up_to(int descriptor, size_t limit, std::string_view path) {
    std::string bytes;
    while (bytes.size() < limit) {
        const size_t old_size = bytes.size();
        bytes.resize(std::min(limit, old_size + 65536));
        const ssize_t count = read(descriptor, bytes.data() + old_size, bytes.size() - old_size);
        if (count < 0 && errno != EINTR) return trouble(path);
        bytes.resize(old_size + static_cast<size_t>(std::max<ssize_t>(count, 0)));
        if (count == 0) break;
    }
    return bytes;
}

using Names = std::vector<std::string>;

Result<Names> names_in(Descriptor directory, std::string_view path) {
    DIR* stream = fdopendir(directory.get());
    if (stream == nullptr) return trouble(path);
    directory.release();
    Names names;
    errno = 0;
    while (const dirent* entry = readdir(stream)) {
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..") names.emplace_back(name);
    }
    const int error = errno;
    closedir(stream);
    errno = error;
    if (error != 0) return trouble(path);
    std::ranges::sort(names);
    return names;
}

constexpr int deepest = 400;  // each level holds a descriptor

Result<void> empty_directory(const Descriptor& directory, dev_t device, int depth, std::string_view path) {
    if (depth > deepest) return fail(ErrorKind::limit, concat("`", path, "` is nested too deeply to be removed"));
    Descriptor again(openat(directory.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!again) return trouble(path);
    const Names names = TRY(names_in(std::move(again), path));
    for (const std::string& name : names) {
        if (unlinkat(directory.get(), name.c_str(), 0) == 0 || errno == ENOENT) continue;
        if (errno != EISDIR && errno != EPERM) return trouble(path);
        const Descriptor inner = TRY(open_in(directory, name, O_RDONLY | O_DIRECTORY));
        struct stat status{};
        if (fstat(inner.get(), &status) != 0) return trouble(path);
        if (status.st_dev != device)
            return fail(ErrorKind::denied, concat("`", path, "` has a file system mounted in it, at `", name, "`"));
        TRY(empty_directory(inner, device, depth + 1, path));
        if (unlinkat(directory.get(), name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT) return trouble(path);
    }
    return {};
}

}  // namespace

Result<std::optional<FileStatus>> look_at(std::string_view path) {
    const Result<Parent> parent = open_parent(path, Missing::fail);
    if (!parent && is_absent(parent.error())) return std::nullopt;
    if (!parent) return std::unexpected(parent.error());
    struct stat status{};
    if (fstatat(parent->directory.get(), parent->name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno == ENOENT) return std::nullopt;
        return trouble(path);
    }
    return status_of(status);
}

Result<std::optional<SeenFile>> read_file(std::string_view path, size_t limit) {
    const Result<Parent> parent = open_parent(path, Missing::fail);
    if (!parent && is_absent(parent.error())) return std::nullopt;
    if (!parent) return std::unexpected(parent.error());
    const Descriptor file(openat(parent->directory.get(), parent->name.c_str(),
                                 O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!file) {
        if (errno == ENOENT || errno == ELOOP || errno == ENXIO) return std::nullopt;
        return trouble(path);
    }
    struct stat status{};
    if (fstat(file.get(), &status) != 0) return trouble(path);
    if (!S_ISREG(status.st_mode)) return std::nullopt;
    std::string bytes = TRY(read_up_to(file.get(), limit, path));
    SeenFile seen{.status = status_of(status), .bytes = std::move(bytes)};
    return seen;
}

Result<std::optional<std::string>> read_link(std::string_view path) {
    const Result<Parent> parent = open_parent(path, Missing::fail);
    if (!parent && is_absent(parent.error())) return std::nullopt;
    if (!parent) return std::unexpected(parent.error());
    char target[PATH_MAX];
    const ssize_t size = readlinkat(parent->directory.get(), parent->name.c_str(), target, sizeof target);
    if (size >= 0) return std::string(target, static_cast<size_t>(size));
    if (errno == ENOENT || errno == EINVAL) return std::nullopt;
    return trouble(path);
}

Result<std::vector<std::string>> list_directory(std::string_view path) {
    Result<Descriptor> directory = open_directory(path);
    if (!directory && is_absent(directory.error())) return Names{};
    if (!directory) return std::unexpected(directory.error());
    return names_in(std::move(*directory), path);
}

Result<void> write_file(std::string_view path, std::string_view bytes, state::Owner owner, uint32_t mode,
                        Durability durability) {
    const Parent parent = TRY(open_parent(path, Missing::create));
    TRY(check_replaceable(parent, path));
    const std::string temporary = temporary_name();
    Result<void> done = fill(parent, temporary, bytes, owner, mode);
    if (done) done = move_into_place(parent, temporary, path);
    if (!done) {
        unlinkat(parent.directory.get(), temporary.c_str(), 0);
        return within(concat("writing ", path), std::move(done));
    }
    if (durability == Durability::durable && fsync(parent.directory.get()) != 0) return trouble(path);
    return {};
}

Result<void> make_directory(std::string_view path, state::Owner owner, uint32_t mode) {
    const Parent parent = TRY(open_parent(path, Missing::create));
    const bool made = mkdirat(parent.directory.get(), parent.name.c_str(), 0700) == 0;
    if (!made && errno != EEXIST) return trouble(path);
    const Result<Descriptor> directory = open_in(parent.directory, parent.name, O_RDONLY | O_DIRECTORY);
    if (!directory) return fail(ErrorKind::denied, concat("`", path, "` is there and is no directory"));
    struct stat status{};
    if (fstat(directory->get(), &status) != 0) return trouble(path);
    if (made || status.st_uid != owner.uid || status.st_gid != owner.gid)
        if (!give(directory->get(), owner)) return trouble(path);
    if (made || (status.st_mode & 07777) != mode)
        if (fchmod(directory->get(), mode) != 0) return trouble(path);
    return {};
}

Result<void> make_symlink(std::string_view path, std::string_view target) {
    const Parent parent = TRY(open_parent(path, Missing::create));
    TRY(check_replaceable(parent, path));
    const std::string temporary = temporary_name();
    if (symlinkat(std::string(target).c_str(), parent.directory.get(), temporary.c_str()) != 0) return trouble(path);
    Result<void> done = move_into_place(parent, temporary, path);
    if (!done) unlinkat(parent.directory.get(), temporary.c_str(), 0);
    return done;
}

Result<void> remove_file(std::string_view path) {
    const Result<Parent> parent = open_parent(path, Missing::fail);
    if (!parent && is_absent(parent.error())) return {};
    if (!parent) return std::unexpected(parent.error());
    if (unlinkat(parent->directory.get(), parent->name.c_str(), 0) != 0 && errno != ENOENT) return trouble(path);
    return {};
}

Result<void> remove_directory(std::string_view path) {
    const Result<Parent> parent = open_parent(path, Missing::fail);
    if (!parent && is_absent(parent.error())) return {};
    if (!parent) return std::unexpected(parent.error());
    if (unlinkat(parent->directory.get(), parent->name.c_str(), AT_REMOVEDIR) == 0) return {};
    if (errno == ENOENT || errno == ENOTEMPTY || errno == EEXIST || errno == EBUSY) return {};
    return trouble(path);
}

Result<void> remove_tree(std::string_view path) {
    const Result<Parent> parent = open_parent(path, Missing::fail);
    if (!parent && is_absent(parent.error())) return {};
    if (!parent) return std::unexpected(parent.error());
    const Result<Descriptor> directory = open_in(parent->directory, parent->name, O_RDONLY | O_DIRECTORY);
    if (!directory && is_absent(directory.error())) return {};
    if (!directory) return std::unexpected(directory.error());
    struct stat status{};
    if (fstat(directory->get(), &status) != 0) return trouble(path);
    TRY(empty_directory(*directory, status.st_dev, 0, path));
    if (unlinkat(parent->directory.get(), parent->name.c_str(), AT_REMOVEDIR) != 0) return trouble(path);
    return {};
}

Result<Descriptor> open_directory(std::string_view path) {
    if (path == "/") {
        Descriptor root(open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (!root) return trouble(path);
        return root;
    }
    const Parent parent = TRY(open_parent(path, Missing::fail));
    return open_in(parent.directory, parent.name, O_RDONLY | O_DIRECTORY);
}

}  // namespace nagaya::host
