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
    const size_t slash = path.rfind('/');
    const std::string directory = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
    const Descriptor opened(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened || fsync(opened.get()) != 0) return fail_errno(concat("`", directory, "`"));
    return {};
}

bool write_new(int descriptor, std::string_view bytes, mode_t mode) {
    while (!bytes.empty()) {
        const ssize_t count = write(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno != EINTR) return false;
        if (count > 0) bytes.remove_prefix(static_cast<size_t>(count));
    }
    return fchmod(descriptor, mode) == 0 && fsync(descriptor) == 0;
}

}  // namespace

bool exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

Result<void> replace_file(const std::string& path, std::string_view bytes) {
    struct stat status{};
    const mode_t mode = stat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0644;
    std::string temporary = concat(path, ".XXXXXX");
    const Descriptor file(mkostemp(temporary.data(), O_CLOEXEC));
    if (!file) return fail_errno(concat("`", path, "`"));
    if (!write_new(file.get(), bytes, mode) || rename(temporary.c_str(), path.c_str()) != 0) {
        const auto failure = fail_errno(concat("`", path, "`"));
        unlink(temporary.c_str());
        return failure;
    }
    return sync_directory_of(path);
}

}  // namespace nagaya::host
