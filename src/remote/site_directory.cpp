#include "remote/site_directory.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/text.hpp"
#include "host/safe_files.hpp"

namespace nagaya::remote {

namespace {

constexpr std::string_view begin_of_names = "agent-";

state::Owner self() { return {.uid = geteuid(), .gid = getegid()}; }

/// Opens the directory and locks it; none when an agent has it, or it is just being made.
host::Descriptor lock_directory(const std::string& path) {
    host::Descriptor directory(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (directory && flock(directory.get(), LOCK_EX | LOCK_NB) != 0) directory.close();
    return directory;
}

/// Removes what agents that were killed left. One that another agent is just making may look like that too; it makes another.
void sweep(const std::string& parent) {
    const Result<std::vector<std::string>> names = host::list_directory(parent);
    if (!names) return;
    for (const std::string& name : *names) {
        if (!name.starts_with(begin_of_names)) continue;
        const std::string path = concat(parent, "/", name);
        if (const host::Descriptor lock = lock_directory(path)) (void)host::remove_tree(path);
    }
}

Result<void> write_tree(const std::string& root, const SentTree& tree) {
    TRY(host::make_directory(root, self(), 0700));
    for (const auto& [name, file] : tree)
        TRY(host::write_file(concat(root, "/", name), file.bytes, self(), file.executable ? 0700 : 0600));
    return {};
}

}  // namespace

Result<SiteDirectory> SiteDirectory::make(const std::string& parent) {
    TRY(host::make_directory(parent, self(), 0700));
    sweep(parent);
    for (int attempt = 0; attempt < 10; ++attempt) {
        std::string path = concat(parent, "/", begin_of_names, "XXXXXX");
        if (mkdtemp(path.data()) == nullptr) return fail_errno(concat("a directory in `", parent, "`"));
        host::Descriptor lock = lock_directory(path);
        struct stat status{};
        // Another agent may have swept it away before it was locked.
        if (lock && stat(path.c_str(), &status) == 0) return SiteDirectory(std::move(path), std::move(lock));
    }
    return fail(ErrorKind::failed, concat("no directory in `", parent, "` lasts"));
}

SiteDirectory::~SiteDirectory() {
    if (lock_) (void)host::remove_tree(path_);
}

std::string SiteDirectory::of(uint32_t number) const { return concat(path_, "/", number); }

Result<void> SiteDirectory::put(uint32_t number, const Site& site) const {
    const std::string root = of(number);
    TRY(host::remove_tree(root));
    TRY(host::make_directory(root, self(), 0700));
    TRY(write_tree(concat(root, "/site"), site.tree));
    return write_tree(concat(root, "/secrets"), site.secrets);
}

}  // namespace nagaya::remote
