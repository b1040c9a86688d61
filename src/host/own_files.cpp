#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.hpp"
#include "host/safe_files.hpp"

namespace nagaya::host {
namespace {

/// Syncs the directory that holds `path`, so that a rename in it lasts.
Result<void> sync_directory_of(const std::string& path) {
    const std::string directory(parent_of(path));
    const Descriptor opened(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened || fsync(opened.get()) != 0) return fail_errno(concat("`", directory, "`"));
    return {};
}

/// The user's file stays the user's under sudo; whoever may not give files away owns what they make.
bool hand_over(int descriptor, const std::string& path, const struct stat& old, bool is_new) {
    struct stat model = old;
    if (is_new && stat(std::string(parent_of(path)).c_str(), &model) != 0) return false;
    return fchown(descriptor, model.st_uid, model.st_gid) == 0 || errno == EPERM;
}

}  // namespace

bool exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

bool is_directory(const std::string& path) {
    struct stat status{};
    return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

Result<void> replace_file(const std::string& path, std::string_view bytes, std::optional<uint32_t> wanted_mode) {
    struct stat status{};
    const bool is_new = stat(path.c_str(), &status) != 0;
    if (!is_new && !S_ISREG(status.st_mode))
        return fail(ErrorKind::denied, concat("`", path, "` is no plain file, which alone can be replaced"));
    const mode_t mode = wanted_mode ? *wanted_mode : is_new ? 0644 : status.st_mode & 0777;
    std::string temporary = concat(path, ".XXXXXX");
    const Descriptor file(mkostemp(temporary.data(), O_CLOEXEC));
    if (!file) return fail_errno(concat("`", path, "`"));
    if (!write_all(file.get(), bytes) || !hand_over(file.get(), path, status, is_new) ||
        fchmod(file.get(), mode) != 0 || fsync(file.get()) != 0 || rename(temporary.c_str(), path.c_str()) != 0) {
        const auto failure = fail_errno(concat("`", path, "`"));
        unlink(temporary.c_str());
        return failure;
    }
    return sync_directory_of(path);
}

}  // namespace nagaya::host
