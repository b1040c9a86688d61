#include "lab/files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <thread>

#include "base/text.hpp"
#include "host/process.hpp"

namespace nagaya::lab {
namespace {

constexpr size_t file_limit = size_t{16} << 20;

Result<> write_all(int descriptor, std::string_view content, const std::string& path) {
    while (!content.empty()) {
        const ssize_t count = write(descriptor, content.data(), content.size());
        if (count < 0 && errno != EINTR) return fail_errno(concat("`", path, "`"));
        if (count > 0) content.remove_prefix(static_cast<size_t>(count));
    }
    return {};
}

Result<host::Descriptor> open_lock(const std::string& path) {
    host::Descriptor descriptor(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!descriptor) return fail_errno(concat("`", path, "`"));
    return descriptor;
}

bool lock_now(int descriptor) {
    while (flock(descriptor, LOCK_EX | LOCK_NB) != 0)
        if (errno != EINTR) return false;
    return true;
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
    const host::Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return fail_errno(concat("`", path, "`"));
    std::string content;
    std::array<char, 16384> buffer;
    while (true) {
        const ssize_t count = read(file.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail_errno(concat("`", path, "`"));
        if (count == 0) return content;
        content.append(buffer.data(), static_cast<size_t>(count));
        if (content.size() > file_limit) return fail(ErrorKind::limit, concat("`", path, "` is larger than 16 MiB"));
    }
}

Result<> write_file(const std::string& path, std::string_view content, mode_t mode) {
    const std::string temporary = concat(path, ".new");
    unlink(temporary.c_str());
    host::Descriptor file(open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file) return fail_errno(concat("`", temporary, "`"));
    TRY(write_all(file.get(), content, temporary));
    if (fchmod(file.get(), mode) != 0) return fail_errno(concat("`", temporary, "`"));
    if (rename(temporary.c_str(), path.c_str()) != 0) return fail_errno(concat("`", path, "`"));
    return {};
}

Result<> write_kernel_file(const std::string& path, std::string_view content) {
    const host::Descriptor file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file) return fail_errno(concat("`", path, "`"));
    if (write(file.get(), content.data(), content.size()) < 0) return fail_errno(concat("`", path, "`"));
    return {};
}

Result<> make_directories(const std::string& path) {
    for (size_t end = 1; end != std::string::npos;) {
        end = path.find('/', end + 1);
        const std::string part = path.substr(0, end);
        if (mkdir(part.c_str(), 0755) != 0 && errno != EEXIST) return fail_errno(concat("`", part, "`"));
    }
    return {};
}

std::vector<std::string> names_in(const std::string& directory) {
    std::vector<std::string> names;
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(opendir(directory.c_str()), closedir);
    if (!stream) return names;
    while (const dirent* entry = readdir(stream.get())) {
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..") names.emplace_back(name);
    }
    std::ranges::sort(names);
    return names;
}

bool exists(const std::string& path) {
    struct stat status{};
    return lstat(path.c_str(), &status) == 0;
}

bool is_directory(const std::string& path) {
    struct stat status{};
    return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

Result<> remove_tree(const std::string& path) {
    if (!exists(path)) return {};
    TRY(host::run_ok({.argv = {"rm", "-rf", "--one-file-system", "--", path}}));
    return {};
}

Result<Lock> Lock::take(const std::string& path, const std::function<void()>& on_wait,
                        const std::function<bool()>& give_up) {
    host::Descriptor descriptor = TRY(open_lock(path));
    if (lock_now(descriptor.get())) return Lock(std::move(descriptor));
    if (on_wait) on_wait();
    while (give_up) {
        if (give_up()) return fail(ErrorKind::failed, "interrupted");
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        if (lock_now(descriptor.get())) return Lock(std::move(descriptor));
    }
    while (flock(descriptor.get(), LOCK_EX) != 0)
        if (errno != EINTR) return fail_errno(concat("`", path, "`"));
    return Lock(std::move(descriptor));
}

Result<std::optional<Lock>> Lock::try_take(const std::string& path, std::chrono::milliseconds patience) {
    host::Descriptor descriptor = TRY(open_lock(path));
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!lock_now(descriptor.get())) {
        if (std::chrono::steady_clock::now() >= end) return std::optional<Lock>();
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return std::optional<Lock>(Lock(std::move(descriptor)));
}

Result<bool> Lock::is_held(const std::string& path) {
    const host::Descriptor descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!descriptor && errno == ENOENT) return false;
    if (!descriptor) return fail_errno(concat("`", path, "`"));
    // Shared, so that two who ask do not take each other for the holder.
    return flock(descriptor.get(), LOCK_SH | LOCK_NB) != 0;
}

}  // namespace nagaya::lab
