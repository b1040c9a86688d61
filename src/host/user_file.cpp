#include "host/user_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.hpp"
#include "host/descriptor.hpp"

namespace nagaya::host {

namespace {

Result<std::string> read_all(int descriptor, const std::string& path, size_t limit) {
    std::string bytes;
    char buffer[65'536];
    for (;;) {
        const ssize_t count = ::read(descriptor, buffer, sizeof buffer);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail_errno(path);
        if (count == 0) return bytes;
        if (bytes.size() + static_cast<size_t>(count) > limit)
            return fail(ErrorKind::limit, concat(path, ": more than ", limit, " bytes"));
        bytes.append(buffer, static_cast<size_t>(count));
    }
}

}  // namespace

Result<std::string> read_user_file(const std::string& path, size_t limit) {
    if (path == "-") return read_all(STDIN_FILENO, "standard input", limit);
    // Without O_NONBLOCK the opening of a FIFO would wait for its writer.
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file) return fail_errno(path);
    struct stat status{};
    if (::fstat(file.get(), &status) != 0) return fail_errno(path);
    if (S_ISDIR(status.st_mode)) return fail(ErrorKind::io, concat(path, ": Is a directory"));
    if (!S_ISREG(status.st_mode)) return fail(ErrorKind::io, concat(path, ": not a regular file"));
    return read_all(file.get(), path, limit);
}

bool is_user_file(const std::string& path) {
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 && !S_ISDIR(status.st_mode);
}

Result<void> write_user_file(const std::string& path, std::string_view bytes, unsigned mode) {
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (!file) return fail_errno(path);
    if (!write_all(file.get(), bytes)) return fail_errno(path);
    return {};
}

}  // namespace nagaya::host
