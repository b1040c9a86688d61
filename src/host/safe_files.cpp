#include "host/safe_files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <climits>
#include <mutex>
#include <set>
#include <tuple>

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
            .size = static_cast<uint64_t>(status.st_size),
            .links = status.st_nlink};
}

constexpr std::string_view temporary_prefix = ".nagaya-";

/// ".nagaya-PID-NUMBER": whose it was can be seen when it is left behind.
std::string temporary_name() {
    static std::atomic<uint64_t> next = 0;
    uint64_t number = 0;
    if (getrandom(&number, sizeof number, 0) != sizeof number) number = next++;
    return concat(temporary_prefix, getpid(), "-", number);
}

/// Is it a temporary name of a process that does not live any more?
bool is_leftover(std::string_view name) {
    if (!name.starts_with(temporary_prefix)) return false;
    name.remove_prefix(temporary_prefix.size());
    const size_t dash = name.find('-');
    if (dash == std::string_view::npos || !parse_number(name.substr(dash + 1))) return false;
    const std::optional<uint64_t> pid = parse_number(name.substr(0, dash));
    return pid && *pid > 0 && *pid <= INT_MAX && kill(static_cast<pid_t>(*pid), 0) != 0 && errno == ESRCH;
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

using Names = std::vector<std::string>;

constexpr size_t most_names = 100'000;

/// An account can fill a directory with more names than fit into memory.
constexpr size_t names_at_once = 10'000;

Result<Names> names_of(const Descriptor& directory, std::string_view path) {
    Descriptor again(openat(directory.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!again) return trouble(path);
    return names_in(std::move(again), path, names_at_once);
}

/// Removes what killed runs left in the directory; what cannot be removed stays, as it did before.
void sweep(const Descriptor& directory) {
    const Result<Names> names = names_of(directory, ".");
    if (!names) return;
    for (const std::string& name : *names)
        if (is_leftover(name)) unlinkat(directory.get(), name.c_str(), 0);
}

/// The same, once in the life of this process: a secret must not lie about for ever beside the file it was for.
void sweep_once(const Descriptor& directory) {
    static std::mutex mutex;
    // Numbers of directories that are gone come again: when it was made tells them apart, where the file system knows.
    static std::set<std::tuple<uint32_t, uint32_t, uint64_t, int64_t, uint32_t>> swept;
    struct statx status{};
    if (statx(directory.get(), "", AT_EMPTY_PATH, STATX_INO | STATX_BTIME, &status) != 0) return;
    const std::lock_guard lock(mutex);
    const bool is_new = swept
                            .emplace(status.stx_dev_major, status.stx_dev_minor, status.stx_ino,
                                     status.stx_btime.tv_sec, status.stx_btime.tv_nsec)
                            .second;
    if (is_new) sweep(directory);
}

/// A tree that is being removed.
struct Removal {
    const Descriptor& root;
    std::string_view path;
};

/// Removes what is no directory; true when a directory has the name.
Result<bool> stays(const Descriptor& directory, const std::string& name, std::string_view path) {
    if (unlinkat(directory.get(), name.c_str(), 0) == 0 || errno == ENOENT) return false;
    if (errno != EISDIR && errno != EPERM) return trouble(path);
    return true;
}

/// From now on only root can put anything into the directory: whoever adds to it while it is emptied would win.
Result<void> close_to_others(const Descriptor& directory, std::string_view path) {
    if (!give(directory.get(), {}) || fchmod(directory.get(), 0700) != 0) return trouble(path);
    return {};
}

std::unexpected<Error> mounted_in(const Removal& removal, std::string_view name) {
    return fail(ErrorKind::denied,
                concat("`", removal.path, "` has a file system mounted in it, at `", visible(name), "`"));
}

/// Moves a directory up to the root of the removal.
Result<void> move_up(const Removal& removal, const Descriptor& inner, const std::string& name) {
    if (renameat(inner.get(), name.c_str(), removal.root.get(), temporary_name().c_str()) == 0) return {};
    if (errno == EBUSY || errno == EXDEV) return mounted_in(removal, name);
    return errno == ENOENT ? Result<void>{} : trouble(removal.path);
}

/// Removes a directory of the root, after it has moved the directories in it up to the root.
Result<void> dissolve(const Removal& removal, const std::string& name) {
    // Bind mounts are on the same device: only the kernel knows them.
    const Result<Descriptor> inner = open_in(removal.root, name, O_RDONLY | O_DIRECTORY, Mounts::refuse);
    if (!inner && errno == EXDEV) return mounted_in(removal, name);
    if (!inner) return is_absent(inner.error()) ? Result<void>{} : std::unexpected(inner.error());
    TRY(close_to_others(*inner, removal.path));
    while (true) {
        const Names names = TRY(names_of(*inner, removal.path));
        if (names.empty()) break;
        for (const std::string& below : names)
            if (TRY(stays(*inner, below, removal.path))) TRY(move_up(removal, *inner, below));
    }
    if (unlinkat(removal.root.get(), name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT) return trouble(removal.path);
    return {};
}

/// Level by level, so that neither descriptors nor the stack bound the depth that an account can make.
Result<void> empty_directory(const Removal& removal) {
    // A process that stands in the tree can make directories below itself as fast as they are moved up.
    constexpr size_t most_rounds = 1'000'000;
    TRY(close_to_others(removal.root, removal.path));
    for (size_t round = 0; round < most_rounds; ++round) {
        const Names names = TRY(names_of(removal.root, removal.path));
        if (names.empty()) return {};
        for (const std::string& name : names)
            if (TRY(stays(removal.root, name, removal.path))) TRY(dissolve(removal, name));
    }
    return fail(ErrorKind::limit, concat("`", removal.path, "` grows as fast as it is removed"));
}

}  // namespace

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
    bytes.shrink_to_fit();  // whoever keeps thousands of small files would keep 64 KiB for each
    return bytes;
}

Result<std::vector<std::string>> names_in(Descriptor directory, std::string_view path, size_t most) {
    DIR* stream = fdopendir(directory.get());
    if (stream == nullptr) return trouble(path);
    directory.release();
    Names names;
    errno = 0;
    while (names.size() < most) {
        const dirent* entry = readdir(stream);
        if (entry == nullptr) break;
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
    Names names = TRY(names_in(std::move(*directory), path, most_names + 1));
    if (names.size() > most_names) return fail(ErrorKind::limit, concat("`", path, "` has more than 100,000 entries"));
    return names;
}

Result<void> write_file(std::string_view path, std::string_view bytes, state::Owner owner, uint32_t mode,
                        Durability durability) {
    const Parent parent = TRY(open_parent(path, Missing::create));
    TRY(check_replaceable(parent, path));
    sweep_once(parent.directory);
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
    if (unlinkat(parent->directory.get(), parent->name.c_str(), 0) == 0 || errno == ENOENT) return {};
    if (errno == EISDIR) return {};
    return trouble(path);
}

Result<void> remove_directory(std::string_view path) {
    const Result<Parent> parent = open_parent(path, Missing::fail);
    if (!parent && is_absent(parent.error())) return {};
    if (!parent) return std::unexpected(parent.error());
    if (unlinkat(parent->directory.get(), parent->name.c_str(), AT_REMOVEDIR) == 0) return {};
    if (errno == ENOTEMPTY || errno == EEXIST) {
        const Result<Descriptor> directory = open_in(parent->directory, parent->name, O_RDONLY | O_DIRECTORY);
        if (directory) sweep(*directory);
        if (unlinkat(parent->directory.get(), parent->name.c_str(), AT_REMOVEDIR) == 0) return {};
    }
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
    TRY(empty_directory({.root = *directory, .path = path}));
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
