#include "app/edit_in_memory.hpp"

#include <linux/magic.h>
#include <stdlib.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/text.hpp"
#include "host/process.hpp"
#include "host/safe_files.hpp"
#include "model/secrets.hpp"

namespace nagaya::app {

namespace {

/// A directory that goes with this.
class MemoryDirectory {
public:
    explicit MemoryDirectory(std::string path) : path_(std::move(path)) {}
    ~MemoryDirectory() {
        if (!path_.empty()) (void)host::remove_tree(path_);
    }
    MemoryDirectory(MemoryDirectory&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    MemoryDirectory(const MemoryDirectory&) = delete;
    MemoryDirectory& operator=(const MemoryDirectory&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

bool is_memory(const std::string& path) {
    struct statfs status{};
    return statfs(path.c_str(), &status) == 0 && (status.f_type == TMPFS_MAGIC || status.f_type == RAMFS_MAGIC);
}

Result<MemoryDirectory> make_memory_directory() {
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    for (const std::string& parent : {std::string(runtime ? runtime : ""), std::string("/dev/shm")}) {
        if (parent.empty() || !is_memory(parent)) continue;
        std::string path = parent + "/nagaya-edit-XXXXXX";
        if (mkdtemp(path.data()) != nullptr) return MemoryDirectory(std::move(path));
    }
    return fail(ErrorKind::unsupported,
                "there is no directory in memory to edit it in: neither $XDG_RUNTIME_DIR nor /dev/shm is one");
}

std::vector<std::string> editor() {
    for (const char* name : {"VISUAL", "EDITOR"}) {
        const char* value = std::getenv(name);
        if (!value) continue;
        std::vector<std::string> words;
        for (const std::string_view word : split_words(value)) words.emplace_back(word);
        if (!words.empty()) return words;
    }
    return {"vi"};
}

}  // namespace

Result<std::string> edit_in_memory(const std::string& name, const std::string& text) {
    const MemoryDirectory directory = TRY(make_memory_directory());
    const std::string path = concat(directory.path(), '/', name);
    TRY(host::write_file(path, text, {.uid = geteuid(), .gid = getegid()}, 0600));
    host::Command command{.argv = editor()};
    command.argv.push_back(path);
    const int code = TRY(host::run_attached(command));
    if (code != 0) return fail(ErrorKind::failed, concat("`", visible(command.argv[0]), "` ended with ", code));
    std::optional<host::SeenFile> seen = TRY(host::read_file(path, model::largest_secret + 1));
    if (!seen) return fail(ErrorKind::not_found, "the editor left no file");
    if (seen->bytes.size() > model::largest_secret) return fail(ErrorKind::limit, "a secret has at most 512 KiB");
    return std::move(seen->bytes);
}

}  // namespace nagaya::app
