#include "host/path_walk.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>

#include <cerrno>
#include <climits>
#include <deque>

#include "base/text.hpp"

namespace nagaya::host {
namespace {

constexpr size_t most_links = 20;

Descriptor open_beneath(int directory, const char* name, uint64_t flags, Mounts mounts = Mounts::cross) {
    open_how how{};
    how.flags = flags | O_CLOEXEC | O_NOFOLLOW;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    if (mounts == Mounts::refuse) how.resolve |= RESOLVE_NO_XDEV;
    return Descriptor(static_cast<int>(syscall(SYS_openat2, directory, name, &how, sizeof how)));
}

/// Only root can change what is in such a directory.
bool is_trusted(const struct stat& status) { return status.st_uid == 0 && (status.st_mode & 022) == 0; }

/// The walk: `at` is where we are, `left` what is still to go.
struct Walk {
    std::string_view path;
    Descriptor at;
    struct stat status{};
    std::deque<std::string> left;
    size_t links = 0;
    bool trusted = true;

    std::unexpected<Error> trouble() const { return fail_errno(concat("`", path, "`")); }

    Result<void> enter(Descriptor next) {
        at = std::move(next);
        if (fstat(at.get(), &status) != 0) return trouble();
        trusted = trusted && is_trusted(status);
        return {};
    }
    Result<void> restart() {
        Descriptor root(open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (!root) return trouble();
        return enter(std::move(root));
    }
};

Result<void> push_components(Walk& walk, std::string_view text) {
    std::vector<std::string> pieces;
    for (const std::string_view piece : split(text, '/')) {
        if (piece.empty() || piece == ".") continue;
        pieces.emplace_back(piece);
    }
    walk.left.insert(walk.left.begin(), pieces.begin(), pieces.end());
    if (walk.left.size() > 200) return fail(ErrorKind::limit, concat("`", walk.path, "` has too many components"));
    return {};
}

/// A link in a trusted directory: only root can have made it.
Result<void> follow_link(Walk& walk, const std::string& name) {
    char target[PATH_MAX];
    const ssize_t size = readlinkat(walk.at.get(), name.c_str(), target, sizeof target);
    if (size < 0) return walk.trouble();
    const std::string_view text(target, static_cast<size_t>(size));
    if (++walk.links > most_links || text.empty()) {
        errno = ELOOP;
        return walk.trouble();
    }
    TRY(push_components(walk, text));
    if (text.starts_with('/')) TRY(walk.restart());
    return {};
}

Result<void> create_directory(const Walk& walk, const std::string& name) {
    const mode_t mode = walk.trusted ? 0755 : 0700;
    if (mkdirat(walk.at.get(), name.c_str(), 0700) != 0) return errno == EEXIST ? Result<void>{} : walk.trouble();
    const Descriptor made = open_beneath(walk.at.get(), name.c_str(), O_RDONLY | O_DIRECTORY);
    if (!made) return walk.trouble();
    if (geteuid() == 0 && fchown(made.get(), walk.status.st_uid, walk.status.st_gid) != 0) return walk.trouble();
    if (fchmod(made.get(), mode) != 0) return walk.trouble();
    return {};
}

Result<void> step(Walk& walk, Missing missing) {
    const std::string name = std::move(walk.left.front());
    walk.left.pop_front();
    if (name == "..") return fail(ErrorKind::denied, concat("`", walk.path, "` goes through `..`"));
    Descriptor next = open_beneath(walk.at.get(), name.c_str(), O_RDONLY | O_DIRECTORY);
    if (!next && errno == ENOENT && missing == Missing::create) {
        TRY(create_directory(walk, name));
        next = open_beneath(walk.at.get(), name.c_str(), O_RDONLY | O_DIRECTORY);
    }
    if (next) return walk.enter(std::move(next));
    // With O_NOFOLLOW and O_DIRECTORY a link is ENOTDIR or ELOOP.
    const bool maybe_link = errno == ELOOP || errno == ENOTDIR;
    if (!maybe_link) return walk.trouble();
    struct stat status{};
    const int error = errno;
    if (fstatat(walk.at.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode)) {
        if (walk.trusted) return follow_link(walk, name);
        return fail(ErrorKind::denied, concat("`", walk.path, "` leads through a symbolic link, `", name,
                                              "`, in a directory that is not only root's"));
    }
    errno = error;
    return walk.trouble();
}

}  // namespace

Result<Parent> open_parent(std::string_view path, Missing missing) {
    if (!path.starts_with('/') || path.contains('\0'))
        return fail(ErrorKind::malformed, concat("`", visible(path), "` is no absolute path"));
    Walk walk{.path = path, .at = {}, .left = {}};
    TRY(push_components(walk, path));
    if (walk.left.empty() || walk.left.back() == "..")
        return fail(ErrorKind::malformed, concat("`", path, "` names no file"));
    std::string name = std::move(walk.left.back());
    walk.left.pop_back();
    TRY(walk.restart());
    while (!walk.left.empty()) TRY(step(walk, missing));
    return Parent{.directory = std::move(walk.at), .name = std::move(name)};
}

Result<Descriptor> open_in(const Descriptor& directory, const std::string& name, int flags, Mounts mounts) {
    Descriptor opened = open_beneath(directory.get(), name.c_str(), static_cast<uint64_t>(flags), mounts);
    if (!opened) return fail_errno(concat("`", name, "`"));
    return opened;
}

}  // namespace nagaya::host
