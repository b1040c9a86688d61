#include "host/subids.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <set>

#include "base/text.hpp"
#include "host/safe_files.hpp"

namespace nagaya::host {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto longest_wait = std::chrono::seconds(15);  // as lckpwdf(3)
constexpr size_t largest_database = size_t{16} << 20;

void pause_briefly() { poll(nullptr, 0, 20); }

/// What lckpwdf(3) takes, without its alarm(2), which threads cannot share.
Result<Descriptor> lock_password_files(const std::string& etc, Clock::time_point deadline) {
    const std::string path = concat(etc, "/.pwd.lock");
    Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file) return fail_errno(concat("`", path, "`"));
    struct flock range{};
    range.l_type = F_WRLCK;
    range.l_whence = SEEK_SET;
    while (fcntl(file.get(), F_OFD_SETLK, &range) != 0) {
        if (errno != EAGAIN && errno != EACCES && errno != EINTR) return fail_errno(concat("`", path, "`"));
        if (Clock::now() > deadline)
            return fail(ErrorKind::timeout,
                        concat("another program holds `", path, "`, the lock of the account database"));
        pause_briefly();
    }
    return file;
}

/// Is the process that a stale lock names gone?
bool is_stale(const std::string& lock) {
    const Result<std::optional<SeenFile>> seen = read_file(lock, 64);
    if (!seen || !*seen) return false;
    std::string_view text = (*seen)->bytes;
    text = trim(text.substr(0, text.find('\0')));
    const std::optional<uint64_t> pid = parse_number(text);
    return pid && *pid > 0 && *pid < (1U << 30) && kill(static_cast<pid_t>(*pid), 0) != 0 && errno == ESRCH;
}

/// shadow's own lock of one file: a hard link FILE.lock to a file that holds the owner's pid.
class FileLock {
public:
    static Result<FileLock> take(const std::string& file, Clock::time_point deadline) {
        const std::string mine = concat(file, ".", getpid());
        const std::string lock = concat(file, ".lock");
        TRY(write_file(mine, concat(getpid(), std::string_view("\0", 1)), {.uid = geteuid(), .gid = getegid()}, 0600));
        while (link(mine.c_str(), lock.c_str()) != 0) {
            const int error = errno;
            if (error == EEXIST && is_stale(lock)) unlink(lock.c_str());
            if (error == EEXIST && Clock::now() < deadline) {
                pause_briefly();
                continue;
            }
            unlink(mine.c_str());
            errno = error;
            return fail_errno(concat("`", lock, "`"));
        }
        unlink(mine.c_str());
        return FileLock(lock);
    }
    FileLock(FileLock&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    FileLock& operator=(FileLock&&) = delete;
    ~FileLock() {
        if (!path_.empty()) unlink(path_.c_str());
    }

private:
    explicit FileLock(std::string path) : path_(std::move(path)) {}
    std::string path_;
};

Result<void> rewrite(const std::string& path, const std::vector<SubidRange>& ranges, Clock::time_point deadline) {
    const FileLock lock = TRY(FileLock::take(path, deadline));
    const std::optional<SeenFile> seen = TRY(read_file(path, largest_database));
    if (seen && seen->status.size > largest_database)
        return fail(ErrorKind::limit, concat("`", path, "` is larger than 16 MiB"));
    const std::string before = seen ? seen->bytes : "";
    const std::string after = with_subids(before, ranges);
    if (seen && before == after) return {};
    return write_file(path, after, seen ? seen->status.owner : state::Owner{}, seen ? seen->status.mode : 0644);
}

}  // namespace

std::string with_subids(std::string_view text, const std::vector<SubidRange>& ranges) {
    std::set<std::string_view> owners;
    for (const SubidRange& range : ranges) owners.insert(range.owner);
    std::string out;
    for (const std::string_view line : split(text, '\n')) {
        if (line.empty() || owners.contains(line.substr(0, line.find(':')))) continue;
        out += concat(line, "\n");
    }
    for (const SubidRange& range : ranges)
        if (range.count > 0) out += concat(range.owner, ":", range.start, ":", range.count, "\n");
    return out;
}

Result<void> set_subids(const std::vector<SubidRange>& ranges, const std::string& etc) {
    if (ranges.empty()) return {};
    const auto deadline = Clock::now() + longest_wait;
    const Descriptor lock = TRY(lock_password_files(etc, deadline));
    TRY(rewrite(concat(etc, "/subuid"), ranges, deadline));
    return rewrite(concat(etc, "/subgid"), ranges, deadline);
}

}  // namespace nagaya::host
