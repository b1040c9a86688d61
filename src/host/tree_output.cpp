#include "host/tree_output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/text.hpp"
#include "host/own_directory.hpp"

namespace nagaya::host {
namespace {

namespace fs = std::filesystem;

constexpr size_t largest_file = size_t{256} << 20;
constexpr size_t most_paths = 1'000'000;

Result<OutputEntry> read_entry(const fs::path& path) {
    struct stat status{};
    if (lstat(path.c_str(), &status) != 0) return fail_errno(concat("`", path.string(), "`"));
    OutputEntry entry{.type = FileType::other, .mode = status.st_mode & 07777U};
    if (S_ISDIR(status.st_mode)) {
        entry.type = FileType::directory;
    } else if (S_ISLNK(status.st_mode)) {
        std::error_code error;
        entry.type = FileType::symlink;
        entry.bytes = fs::read_symlink(path, error).string();
    } else if (S_ISREG(status.st_mode)) {
        entry.type = FileType::regular;
        if (static_cast<size_t>(status.st_size) > largest_file)
            return fail(ErrorKind::limit, concat("`", path.string(), "` is larger than 256 MiB"));
        std::optional<std::string> bytes = read_own_file(path.string());
        if (!bytes) return fail(ErrorKind::denied, concat("`", path.string(), "` cannot be read"));
        entry.bytes = *std::move(bytes);
    }
    return entry;
}

Result<void> write_entry(const std::string& path, const OutputEntry& entry) {
    const auto failed = [&] { return fail_errno(concat("writing `", path, "`")); };
    if (entry.type == FileType::directory) {
        if (mkdir(path.c_str(), 0755) != 0 && errno != EEXIST) return failed();
        return {};
    }
    if (entry.type == FileType::symlink) {
        if (symlink(entry.bytes.c_str(), path.c_str()) != 0) return failed();
        return {};
    }
    TRY(create_file(path, entry.bytes));
    // The file is the user's, perhaps root's: set-id bits are for the owner whom the manifest names.
    if (chmod(path.c_str(), entry.mode & 01777U) != 0) return failed();
    return {};
}

Result<void> fill(const std::string& directory, const OutputTree& tree) {
    if (mkdir(directory.c_str(), 0755) != 0) return fail_errno(concat("`", directory, "`"));
    for (const auto& [name, entry] : tree) {
        if (concat('/', name, '/').contains("/../"))
            return fail(ErrorKind::denied, concat("`", name, "` leads out of the output"));
        const std::string path = concat(directory, '/', name);
        TRY(make_directories_for(path));
        TRY(write_entry(path, entry));
    }
    // Last, since nothing can be put into a directory that its owner may not write to.
    for (auto at = tree.rbegin(); at != tree.rend(); ++at) {
        if (at->second.type != FileType::directory) continue;
        const std::string path = concat(directory, '/', at->first);
        if (chmod(path.c_str(), at->second.mode) != 0) return fail_errno(concat("`", path, "`"));
    }
    return {};
}

}  // namespace

Result<std::optional<OutputTree>> read_output(const std::string& directory) {
    struct stat status{};
    if (lstat(directory.c_str(), &status) != 0) {
        if (errno == ENOENT) return std::optional<OutputTree>();
        return fail_errno(concat("`", directory, "`"));
    }
    if (!S_ISDIR(status.st_mode)) return fail(ErrorKind::denied, concat("`", directory, "` is no directory"));
    OutputTree tree;
    std::error_code error;
    fs::recursive_directory_iterator at(directory, fs::directory_options::none, error);
    for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
        if (tree.size() == most_paths)
            return fail(ErrorKind::limit, concat("more than a million paths are in `", directory, "`"));
        OutputEntry entry = TRY(read_entry(at->path()));
        tree.emplace(at->path().lexically_relative(directory).string(), std::move(entry));
    }
    if (error) return fail(ErrorKind::io, concat("`", directory, "`: ", error.message()));
    return std::optional(std::move(tree));
}

Result<void> write_output(const std::string& directory, const OutputTree& tree) {
    std::string place = TRY(absolute_path(directory));
    TRY(make_directories_for(place));
    const std::string made = concat(place, ".new-", getpid());
    const std::string old = concat(place, ".old-", getpid());
    if (Result<void> filled = fill(made, tree); !filled) {
        std::ignore = remove_tree(made);
        return filled;
    }
    const bool there = rename(place.c_str(), old.c_str()) == 0;
    if (rename(made.c_str(), place.c_str()) != 0) {
        const auto failure = fail_errno(concat("`", place, "`"));
        if (there) std::ignore = rename(old.c_str(), place.c_str());
        std::ignore = remove_tree(made);
        return failure;
    }
    if (there) return remove_tree(old);
    return {};
}

}  // namespace nagaya::host
