#include "host/apply_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

#include "base/text.hpp"
#include "host/safe_files.hpp"

namespace nagaya::host {
namespace {

std::string now_text() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    localtime_r(&now, &parts);
    char text[32];
    return std::string(text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts));
}

/// This process's command line, words joined by blanks.
std::string command_text() {
    const Descriptor file(open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC));
    char bytes[300];
    const ssize_t size = file ? read(file.get(), bytes, sizeof bytes) : -1;
    std::string text(bytes, static_cast<size_t>(std::max<ssize_t>(size, 0)));
    std::ranges::replace(text, '\0', ' ');
    return visible(trim(text));
}

std::string holder_text(int file) {
    char bytes[600];
    const ssize_t size = pread(file, bytes, sizeof bytes, 0);
    return visible(trim(std::string_view(bytes, static_cast<size_t>(std::max<ssize_t>(size, 0)))));
}

}  // namespace

Result<ApplyLock> take_apply_lock(std::string_view prefix, std::string_view directory) {
    const Result<void> made = make_directory(directory, {.uid = geteuid(), .gid = getegid()}, 0755);
    if (!made && geteuid() != 0) return fail(ErrorKind::denied, "changing this host needs root: run nagaya with sudo");
    if (!made) return std::unexpected(made.error());
    const std::string path = concat(directory, "/", prefix, ".lock");
    Descriptor file(open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (!file) return fail_errno(concat("`", path, "`"));
    if (flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return fail_errno(concat("`", path, "`"));
        return fail(ErrorKind::denied, concat("another apply is under way: ", holder_text(file.get())));
    }
    const std::string holder = concat("process ", getpid(), ", `", command_text(), "`, since ", now_text(), "\n");
    if (ftruncate(file.get(), 0) != 0 || pwrite(file.get(), holder.data(), holder.size(), 0) < 0)
        return fail_errno(concat("`", path, "`"));
    return ApplyLock(std::move(file));
}

}  // namespace nagaya::host
