#include "host/tree_output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/text.hpp"
#include "host/own_directory.hpp"
#include "host/path_walk.hpp"

namespace nagaya::host {
namespace {

constexpr size_t largest_file = size_t{256} << 20;
constexpr size_t most_names = 1'000'000;

std::unexpected<Error> trouble(const std::string& name) { return fail_errno(concat("`", name, "`")); }

std::pair<std::string, std::string> split_last(const std::string& name) {
    const size_t slash = name.rfind('/');
    if (slash == std::string::npos) return {"", name};
    return {name.substr(0, slash), name.substr(slash + 1)};
}

Result<Descriptor> open_below(const Descriptor& top, const std::string& name) {
    return open_in(top, name.empty() ? "." : name, O_RDONLY | O_DIRECTORY);
}

Result<std::string> read_regular(const Descriptor& top, const std::string& name) {
    const Descriptor file = TRY(open_in(top, name, O_RDONLY | O_NONBLOCK));
    struct stat status{};
    if (fstat(file.get(), &status) != 0) return trouble(name);
    if (!S_ISREG(status.st_mode)) return fail(ErrorKind::denied, concat("`", name, "` is no file"));
    if (static_cast<size_t>(status.st_size) > largest_file)
        return fail(ErrorKind::limit, concat("`", name, "` is larger than 256 MiB"));
    return read_up_to(file.get(), largest_file, name);
}

/// Links are not followed; nothing when it has gone meanwhile.
Result<std::optional<OutputEntry>> look_at(const Descriptor& top, const std::string& name, bool with_bytes) {
    struct stat status{};
    if (fstatat(top.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno == ENOENT) return std::optional<OutputEntry>();
        return trouble(name);
    }
    OutputEntry entry{.type = FileType::other, .mode = status.st_mode & 07777U};
    if (S_ISDIR(status.st_mode)) entry.type = FileType::directory;
    if (S_ISLNK(status.st_mode)) entry.type = FileType::symlink;
    if (S_ISREG(status.st_mode)) entry.type = FileType::regular;
    if (with_bytes && entry.type == FileType::regular) entry.bytes = TRY(read_regular(top, name));
    if (with_bytes && entry.type == FileType::symlink) {
        entry.bytes.resize(PATH_MAX);
        const ssize_t size = readlinkat(top.get(), name.c_str(), entry.bytes.data(), entry.bytes.size());
        if (size < 0) return trouble(name);
        entry.bytes.resize(static_cast<size_t>(size));
    }
    return std::optional(std::move(entry));
}

/// The directory `name` below `top`, made with its parents.
Result<Descriptor> make_below(const Descriptor& top, const std::string& name) {
    Result<Descriptor> there = open_below(top, name);
    if (there || there.error().kind != ErrorKind::not_found) return there;
    const auto [above, last] = split_last(name);
    const Descriptor parent = TRY(make_below(top, above));
    if (mkdirat(parent.get(), last.c_str(), 0755) != 0) return trouble(name);
    Descriptor made = TRY(open_below(parent, last));
    if (fchmod(made.get(), 0755) != 0) return trouble(name);
    return made;
}

Result<void> put(const Descriptor& top, const std::string& name, const OutputEntry& entry) {
    const auto [above, last] = split_last(name);
    const Descriptor parent = TRY(make_below(top, above));
    if (entry.type == FileType::directory) {
        TRY(make_below(parent, last));
        return {};
    }
    if (entry.type == FileType::symlink) {
        if (symlinkat(entry.bytes.c_str(), parent.get(), last.c_str()) != 0) return trouble(name);
        return {};
    }
    const Descriptor file(
        openat(parent.get(), last.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    // The file is the caller's, perhaps root's: set-id bits are for the owner whom the manifest names.
    if (!file || !write_all(file.get(), entry.bytes) || fchmod(file.get(), entry.mode & 01777U) != 0)
        return trouble(name);
    return {};
}

Result<void> fill(const Descriptor& top, const OutputTree& tree) {
    for (const auto& [name, entry] : tree) TRY(put(top, name, entry));
    // Last, since nothing can be put into a directory that its owner may not write to.
    for (auto at = tree.rbegin(); at != tree.rend(); ++at) {
        if (at->second.type != FileType::directory) continue;
        const Descriptor directory = TRY(open_below(top, at->first));
        if (fchmod(directory.get(), at->second.mode) != 0) return trouble(at->first);
    }
    if (fchmod(top.get(), 0755) != 0) return trouble(".");
    return {};
}

/// A directory that nobody else can enter until it is filled.
Result<Descriptor> make_closed(const Parent& parent, const std::string& name) {
    if (mkdirat(parent.directory.get(), name.c_str(), 0700) != 0) return trouble(name);
    Descriptor made = TRY(open_in(parent.directory, name, O_RDONLY | O_DIRECTORY));
    struct stat status{};
    if (fstat(made.get(), &status) != 0) return trouble(name);
    if (status.st_uid != geteuid())
        return fail(ErrorKind::denied, concat("somebody replaced `", name, "` while it was made"));
    return made;
}

bool is_same(const Descriptor& directory, const Parent& parent, const std::string& name) {
    struct stat one{};
    struct stat other{};
    return fstat(directory.get(), &one) == 0 &&
           fstatat(parent.directory.get(), name.c_str(), &other, AT_SYMLINK_NOFOLLOW) == 0 &&
           one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

}  // namespace

Result<OutputDirectory> OutputDirectory::open(const std::string& directory) {
    std::string place = TRY(absolute_path(directory));
    if (geteuid() != 0) {
        std::error_code error;
        const std::filesystem::path path(place);
        const auto parent = std::filesystem::weakly_canonical(path.parent_path(), error);
        if (!error) place = (parent / path.filename()).string();
    }
    OutputDirectory output(std::move(place));
    const std::optional<FileStatus> status = TRY(look_at(output.place_));
    if (!status) return output;
    if (status->type != FileType::directory)
        return fail(ErrorKind::denied, concat("`", directory, "` is no directory"));
    const Parent parent = TRY(open_parent(output.place_, Missing::fail));
    output.here_ = TRY(open_in(parent.directory, parent.name, O_RDONLY | O_DIRECTORY));
    return output;
}

Result<bool> OutputDirectory::is_empty() const {
    if (!here_) return true;
    Descriptor again = TRY(open_below(here_, ""));
    const std::vector<std::string> names = TRY(names_in(std::move(again), place_, 1));
    return names.empty();
}

Result<std::optional<std::string>> OutputDirectory::read(const std::string& name) const {
    if (!here_) return std::optional<std::string>();
    std::optional<OutputEntry> entry = TRY(look_at(here_, name, true));
    if (!entry || entry->type != FileType::regular) return std::optional<std::string>();
    return std::optional(std::move(entry->bytes));
}

Result<OutputTree> OutputDirectory::look(const std::set<std::string>& known, size_t most_others) const {
    OutputTree tree;
    std::vector<std::string> directories;
    if (here_) directories.emplace_back();
    size_t others = 0;
    while (!directories.empty()) {
        const std::string above = std::move(directories.back());
        directories.pop_back();
        Descriptor directory = TRY(open_below(here_, above));
        const std::vector<std::string> names = TRY(names_in(std::move(directory), above, most_names));
        for (const std::string& last : names) {
            const std::string name = above.empty() ? last : concat(above, '/', last);
            const bool is_known = known.contains(name);
            if (!is_known && others++ == most_others) return tree;
            std::optional<OutputEntry> entry = TRY(look_at(here_, name, is_known));
            if (!entry) continue;
            if (is_known && entry->type == FileType::directory) directories.push_back(name);
            tree.emplace(name, *std::move(entry));
        }
    }
    return tree;
}

Result<void> OutputDirectory::replace(const OutputTree& tree) const {
    const Parent parent = TRY(open_parent(place_, Missing::create));
    const int directory = parent.directory.get();
    const std::string made = concat(parent.name, ".new-", getpid());
    const Descriptor own = TRY(make_closed(parent, made));
    const std::string old = concat(parent.name, ".old-", getpid());
    const auto path_of = [&](const std::string& name) {
        return concat(std::string_view(place_).substr(0, place_.rfind('/') + 1), name);
    };
    const auto give_up = [&](std::unexpected<Error> failure) {
        if (is_same(own, parent, made)) std::ignore = remove_tree(path_of(made));
        return failure;
    };
    if (Result<void> filled = fill(own, tree); !filled) return give_up(std::unexpected(filled.error()));
    if (here_) {
        if (renameat(directory, parent.name.c_str(), directory, old.c_str()) != 0) return give_up(trouble(place_));
        if (!is_same(here_, parent, old)) {
            std::ignore = renameat(directory, old.c_str(), directory, parent.name.c_str());
            return give_up(fail(ErrorKind::denied, concat("somebody replaced `", place_, "` meanwhile")));
        }
    }
    if (renameat(directory, made.c_str(), directory, parent.name.c_str()) != 0) {
        const auto failure = trouble(place_);
        if (here_) std::ignore = renameat(directory, old.c_str(), directory, parent.name.c_str());
        return give_up(failure);
    }
    if (here_) return remove_tree(path_of(old));
    return {};
}

}  // namespace nagaya::host
