#include "host/read_tree.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "base/text.hpp"
#include "host/descriptor.hpp"

namespace nagaya::host {
namespace {

constexpr size_t largest_file = size_t{4} << 20;
constexpr size_t largest_tree = size_t{512} << 20;
constexpr size_t most_files = 100'000;
constexpr size_t deepest = 64;

struct Reading {
    Descriptor root;
    model::Tree tree;
    size_t bytes = 0;
    std::vector<std::pair<dev_t, ino_t>> above;  // the directories we are in: a link to one of them would never end
};

std::string because_of_errno() { return concat("cannot be read: ", std::strerror(errno)); }

/// Follows links as long as they stay below the root: openat2(2).
Descriptor open_below_root(const Reading& reading, const std::string& path, uint64_t flags) {
    open_how how{};
    how.flags = flags | O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    return Descriptor(static_cast<int>(syscall(SYS_openat2, reading.root.get(), path.c_str(), &how, sizeof how)));
}

bool is_left_out(std::string_view name) {
    return name == "." || name == ".." || name == ".git" || name.ends_with('~') || name.ends_with(".swp");
}

Result<void> put(Reading& reading, std::string path, model::TreeFile file) {
    reading.bytes += file.bytes.size();
    if (reading.bytes > largest_tree) return fail(ErrorKind::limit, "the files are larger than 512 MiB in all");
    if (reading.tree.size() >= most_files) return fail(ErrorKind::limit, "there are more than 100,000 files");
    reading.tree.emplace(std::move(path), std::move(file));
    return {};
}

Result<void> put_problem(Reading& reading, std::string path, std::string problem) {
    return put(reading, std::move(path), {.bytes = {}, .executable = false, .problem = std::move(problem)});
}

/// The bytes of an open file into `file`, or why not.
void read_into(model::TreeFile& file, const Descriptor& open_file, size_t expected) {
    file.bytes.resize(expected + 1);  // one more shows that it has ended
    size_t size = 0;
    while (size <= largest_file) {
        if (size == file.bytes.size()) file.bytes.resize(size + 65536);
        const size_t room = file.bytes.size() - size;
        const ssize_t count = read(open_file.get(), file.bytes.data() + size, room);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) file.problem = because_of_errno();
        if (count <= 0) break;
        size += static_cast<size_t>(count);
        if (static_cast<size_t>(count) < room) break;  // a plain file's short read is its end
    }
    if (size > largest_file) file.problem = "is larger than 4 MiB";
    file.bytes.resize(file.problem.empty() ? size : 0);
}

Result<void> read_directory(Reading& reading, Descriptor directory, const std::string& path);

Result<void> read_opened(Reading& reading, Descriptor opened, std::string path) {
    struct stat status{};
    if (fstat(opened.get(), &status) != 0) return put_problem(reading, std::move(path), because_of_errno());
    if (S_ISDIR(status.st_mode)) return read_directory(reading, std::move(opened), path);
    if (!S_ISREG(status.st_mode)) return put_problem(reading, std::move(path), "is neither a file nor a directory");
    model::TreeFile file;
    file.executable = (status.st_mode & 0100) != 0;
    if (static_cast<uint64_t>(status.st_size) > largest_file)
        file.problem = "is larger than 4 MiB";
    else
        read_into(file, opened, static_cast<size_t>(status.st_size));
    return put(reading, std::move(path), std::move(file));
}

/// A link to /dev/null is how systemd masks a unit (systemd.unit(5)).
bool is_mask(int directory, const char* name) {
    char target[16];
    const ssize_t size = readlinkat(directory, name, target, sizeof target);
    return size > 0 && std::string_view(target, static_cast<size_t>(size)) == "/dev/null";
}

Result<void> read_entry(Reading& reading, int directory, const dirent& entry, std::string path) {
    if (entry.d_type == DT_FIFO || entry.d_type == DT_SOCK || entry.d_type == DT_CHR || entry.d_type == DT_BLK)
        return put_problem(reading, std::move(path), "is neither a file nor a directory");
    Descriptor opened(openat(directory, entry.d_name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!opened && errno == ELOOP) {
        opened = open_below_root(reading, path, 0);
        if (!opened && errno == EXDEV)
            return put_problem(reading, std::move(path),
                               is_mask(directory, entry.d_name)
                                   ? "is a symbolic link to /dev/null, which masks no unit in a site"
                                   : "is a symbolic link that leaves the site");
        if (!opened && errno == ENOENT) return put_problem(reading, std::move(path), "is a symbolic link to nothing");
        if (!opened && errno == ELOOP) return put_problem(reading, std::move(path), "is a symbolic link in a circle");
    }
    if (!opened && errno == ENXIO) return put_problem(reading, std::move(path), "is neither a file nor a directory");
    if (!opened) return put_problem(reading, std::move(path), because_of_errno());
    return read_opened(reading, std::move(opened), std::move(path));
}

struct CloseDirectory {
    void operator()(DIR* stream) const { closedir(stream); }
};

Result<void> read_entries(Reading& reading, Descriptor directory, const std::string& path) {
    const std::unique_ptr<DIR, CloseDirectory> stream(fdopendir(directory.get()));
    if (!stream) return put_problem(reading, path, because_of_errno());
    const int at = directory.release();  // the stream closes it
    while (const dirent* entry = readdir(stream.get())) {
        if (is_left_out(entry->d_name)) continue;
        TRY(read_entry(reading, at, *entry, path.empty() ? entry->d_name : concat(path, "/", entry->d_name)));
    }
    return {};
}

Result<void> read_directory(Reading& reading, Descriptor directory, const std::string& path) {
    struct stat status{};
    if (fstat(directory.get(), &status) != 0) return put_problem(reading, path, because_of_errno());
    const std::pair self{status.st_dev, status.st_ino};
    if (std::ranges::find(reading.above, self) != reading.above.end())
        return put_problem(reading, path, "is a symbolic link in a circle");
    if (reading.above.size() >= deepest) return put_problem(reading, path, "is nested too deeply (64 directories)");
    reading.above.push_back(self);
    Result<void> done = read_entries(reading, std::move(directory), path);
    reading.above.pop_back();
    return done;
}

}  // namespace

Result<model::Tree> read_tree(const std::string& root) {
    Reading reading;
    reading.root = Descriptor(open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!reading.root) return fail_errno(concat("`", root, "`"));
    Descriptor again(openat(reading.root.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!again) return fail_errno(concat("`", root, "`"));
    TRY(read_directory(reading, std::move(again), ""));
    return std::move(reading.tree);
}

}  // namespace nagaya::host
