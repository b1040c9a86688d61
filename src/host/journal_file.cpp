#include "host/journal_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.hpp"
#include "host/safe_files.hpp"

namespace nagaya::host {
namespace {

constexpr size_t largest_journal = size_t{1} << 30;

std::unexpected<Error> trouble(const std::string& path) { return fail_errno(concat("`", path, "`")); }

Result<void> sync_directory_of(const std::string& path) {
    const std::string directory = path.substr(0, path.rfind('/'));
    const Descriptor opened = TRY(open_directory(directory));
    if (fsync(opened.get()) != 0) return trouble(directory);
    return {};
}

}  // namespace

Result<std::string> JournalFile::read() const {
    std::optional<SeenFile> seen = TRY(read_file(path_, largest_journal));
    if (!seen) return std::string();
    if (seen->status.size > seen->bytes.size())
        return fail(ErrorKind::limit, concat("`", path_, "` is larger than ", largest_journal >> 20, " MiB"));
    return std::move(seen->bytes);
}

Result<void> JournalFile::open() {
    if (file_) return {};
    file_ = Descriptor(::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    struct stat status{};
    if (!file_ || fstat(file_.get(), &status) != 0) return trouble(path_);
    size_ = static_cast<uint64_t>(status.st_size);
    // The name, too, must be there after a power failure, also when it was made by a process that was killed.
    return sync_directory_of(path_);
}

// What comes later must not stand behind half a record, where nobody would read it.
Result<void> JournalFile::append(std::string_view bytes) {
    TRY(open());
    if (torn_ && ftruncate(file_.get(), static_cast<off_t>(size_)) != 0) return trouble(path_);
    torn_ = !write_all(file_.get(), bytes);
    if (!torn_) {
        size_ += bytes.size();
        return {};
    }
    const auto failure = trouble(path_);
    torn_ = ftruncate(file_.get(), static_cast<off_t>(size_)) != 0;
    return failure;
}

Result<void> JournalFile::cut(size_t size) {
    if (size == 0) {
        file_.close();
        torn_ = false;
        if (unlink(path_.c_str()) != 0 && errno != ENOENT) return trouble(path_);
        if (!exists(path_.substr(0, path_.rfind('/')))) return {};
        return sync_directory_of(path_);
    }
    TRY(open());
    if (size >= size_) return {};
    if (ftruncate(file_.get(), static_cast<off_t>(size)) != 0 || fsync(file_.get()) != 0) return trouble(path_);
    size_ = size;
    return {};
}

}  // namespace nagaya::host
