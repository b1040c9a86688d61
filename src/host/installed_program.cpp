#include "host/installed_program.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <ctime>
#include <set>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "host/safe_files.hpp"

namespace nagaya::host {
namespace {

constexpr size_t largest_program = size_t{512} << 20;
constexpr time_t kept_for = 24 * 3600;
constexpr std::string_view name_begin = "nagaya-";

/// This program's bytes: the file that runs, also when another stands under its name by now.
Result<std::string> own_bytes() {
    const Descriptor file(open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
    struct stat status{};
    if (!file || fstat(file.get(), &status) != 0) return fail_errno("`/proc/self/exe`");
    if (static_cast<size_t>(status.st_size) > largest_program)
        return fail(ErrorKind::limit, "this program is larger than 512 MiB");
    std::string bytes(static_cast<size_t>(status.st_size), '\0');
    size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count = pread(file.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return fail_errno("`/proc/self/exe`");
        done += static_cast<size_t>(count);
    }
    return bytes;
}

std::string file_name_of(const std::string& bytes) { return concat(name_begin, sha256(bytes).substr(0, 16)); }

Result<bool> is_there(const std::string& path, size_t size) {
    const std::optional<FileStatus> seen = TRY(look_at(path));
    return seen && seen->type == FileType::regular && seen->size == size && seen->mode == 0755 &&
           seen->owner.uid == geteuid();
}

/// Does `path` look like this program, without reading either: the file that runs, or as large and from the same nanosecond?
bool looks_like_us(const std::string& path) {
    struct stat own{};
    struct stat other{};
    if (stat("/proc/self/exe", &own) != 0 || lstat(path.c_str(), &other) != 0) return false;
    if (own.st_dev == other.st_dev && own.st_ino == other.st_ino) return true;
    return own.st_size == other.st_size && own.st_mtim.tv_sec == other.st_mtim.tv_sec &&
           own.st_mtim.tv_nsec == other.st_mtim.tv_nsec;
}

/// So that the next run sees it without reading: reading a program takes longer than all else of a small apply.
void take_our_time(const std::string& path) {
    struct stat own{};
    if (stat("/proc/self/exe", &own) != 0) return;
    const timespec times[2] = {{.tv_sec = 0, .tv_nsec = UTIME_OMIT}, own.st_mtim};
    utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW);
}

/// The files that processes run.
std::set<std::pair<dev_t, ino_t>> running_files() {
    std::set<std::pair<dev_t, ino_t>> out;
    const Result<std::vector<std::string>> names = list_directory("/proc");
    if (!names) return out;
    for (const std::string& name : *names) {
        struct stat status{};
        if (parse_number(name) && stat(concat("/proc/", name, "/exe").c_str(), &status) == 0)
            out.emplace(status.st_dev, status.st_ino);
    }
    return out;
}

/// What cannot be removed stays: it is in nobody's way.
void remove_old(const std::string& directory, std::string_view current) {
    const Result<std::vector<std::string>> names = list_directory(directory);
    if (!names) return;
    const std::set<std::pair<dev_t, ino_t>> running = running_files();
    for (const std::string& name : *names) {
        const std::string path = concat(directory, "/", name);
        struct stat status{};
        if (!name.starts_with(name_begin) || name == current || lstat(path.c_str(), &status) != 0) continue;
        if (!S_ISREG(status.st_mode) || running.contains({status.st_dev, status.st_ino})) continue;
        if (std::time(nullptr) - status.st_ctime > kept_for) unlink(path.c_str());
    }
}

}  // namespace

Result<std::string> program_file_name() {
    const std::string bytes = TRY(own_bytes());
    return file_name_of(bytes);
}

Result<void> install_program(std::string_view directory) {
    const std::string link = concat(directory, "/nagaya");
    const std::optional<std::string> leads_to = TRY(read_link(link));
    if (leads_to && leads_to->starts_with(name_begin)) {
        const std::string installed = concat(directory, "/", *leads_to);
        struct stat own{};
        if (looks_like_us(installed) && stat("/proc/self/exe", &own) == 0 &&
            TRY(is_there(installed, static_cast<size_t>(own.st_size))))
            return {};
    }
    const std::string bytes = TRY(own_bytes());
    const std::string name = file_name_of(bytes);
    const std::string file = concat(directory, "/", name);
    const state::Owner owner{.uid = geteuid(), .gid = getegid()};
    TRY(make_directory(directory, owner, 0755));
    if (!TRY(is_there(file, bytes.size()))) TRY(write_file(file, bytes, owner, 0755, Durability::durable));
    take_our_time(file);
    if (leads_to != name) TRY(make_symlink(link, name));
    remove_old(std::string(directory), name);
    return {};
}

}  // namespace nagaya::host
