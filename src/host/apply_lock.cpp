#include "host/apply_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <thread>

#include "base/text.hpp"
#include "host/account_database.hpp"
#include "host/safe_files.hpp"

namespace nagaya::host {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto between_tries = std::chrono::milliseconds(100);
constexpr auto between_words = std::chrono::seconds(5);

/// This process's command line as its user wrote it: without what is added where a copy of the program runs on another host.
std::string command_text() {
    const Descriptor file(open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC));
    char bytes[1000];
    const ssize_t size = file ? read(file.get(), bytes, sizeof bytes) : -1;
    const std::string_view line(bytes, static_cast<size_t>(std::max<ssize_t>(size, 0)));
    const std::vector<std::string_view> words = split(line, '\0');
    std::string text(words[0].substr(words[0].rfind('/') + 1));
    for (size_t i = 1; i < words.size(); ++i) {
        const bool has_value = words[i] == "--site" || words[i] == "--secrets";
        if (has_value && i + 1 < words.size() && words[i + 1].starts_with("/run/nagaya/"))
            ++i;
        else if (words[i] != "--local")
            text += concat(' ', words[i]);
    }
    return visible(trim(std::string_view(text).substr(0, 200)));
}

/// Who asked for this: the user behind sudo, and where they came from when it was over ssh.
std::string user_text() {
    std::string user = concat("uid ", getuid());
    if (const char* name = getenv("SUDO_USER")) {
        user = name;
    } else if (const Result<AccountDatabase> database = read_account_database()) {
        for (const auto& [known, entry] : database->accounts)
            if (entry.uid == getuid()) user = known;
    }
    if (const char* connection = getenv("SSH_CONNECTION"))
        user += concat(" at ", std::string_view(connection).substr(0, std::string_view(connection).find(' ')));
    return visible(std::string_view(user).substr(0, 200));
}

std::string age_text(int64_t seconds) {
    if (seconds < 0) return "an unknown time";
    if (seconds < 120) return concat(seconds, " s");
    if (seconds < 7200) return concat(seconds / 60, " min");
    return concat(seconds / 3600, " h");
}

/// Three lines: since when (seconds since 1970), user, process and command.
std::string our_text() {
    return concat(std::time(nullptr), "\n", user_text(), "\nprocess ", getpid(), " (`", command_text(), "`)\n");
}

std::string holder_text(int file) {
    char bytes[1000];
    const ssize_t size = pread(file, bytes, sizeof bytes, 0);
    const std::string_view text(bytes, static_cast<size_t>(std::max<ssize_t>(size, 0)));
    const std::vector<std::string_view> lines = split(text, '\n');
    // It has the lock but has not said yet who it is.
    if (lines.size() < 3) return "somebody";
    const std::optional<uint64_t> since = parse_number(lines[0]);
    const int64_t age = since ? std::time(nullptr) - static_cast<int64_t>(*since) : -1;
    return concat(visible(lines[2]), " of ", visible(lines[1]), ", for ", age_text(age));
}

Result<Descriptor> open_lock(std::string_view prefix, const std::string& directory) {
    const Result<void> made = make_directory(directory, {.uid = geteuid(), .gid = getegid()}, 0700);
    if (!made && geteuid() != 0) return fail(ErrorKind::denied, "changing this host needs root: run nagaya with sudo");
    if (!made) return std::unexpected(made.error());
    const std::string path = concat(directory, "/", prefix, ".lock");
    Descriptor file(open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file) return fail_errno(concat("`", path, "`"));
    return file;
}

Result<void> await_turn(int file, const LockOptions& options) {
    const Clock::time_point begin = Clock::now();
    Clock::time_point next_word = begin;
    while (flock(file, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR) continue;
        if (errno != EWOULDBLOCK) return fail_errno("flock");
        const Clock::time_point now = Clock::now();
        if (now - begin >= options.wait_for)
            return fail(options.wait_for.count() == 0 ? ErrorKind::denied : ErrorKind::timeout,
                        concat("another command is changing this host: ", holder_text(file)));
        if (options.on_wait && now >= next_word) {
            options.on_wait(holder_text(file));
            next_word = now + between_words;
        }
        std::this_thread::sleep_for(between_tries);
    }
    return {};
}

/// "fe:01:1234", as /proc/locks names the file (proc(5)).
std::string name_in_locks(const struct stat& status) {
    char name[64];
    snprintf(name, sizeof name, "%02x:%02x:%llu", major(status.st_dev), minor(status.st_dev),
             static_cast<unsigned long long>(status.st_ino));
    return name;
}

}  // namespace

Result<std::string> apply_lock_holder(std::string_view prefix, const std::string& directory) {
    const std::string path = concat(directory, "/", prefix, ".lock");
    const Descriptor file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!file && errno == ENOENT) return std::string();
    struct stat status{};
    if (!file || fstat(file.get(), &status) != 0) return fail_errno(concat("`", path, "`"));
    // Asked of the kernel's list: to try the lock would be to have it for a moment, and to turn a command away.
    std::ifstream locks("/proc/locks");
    const std::string ours = concat(' ', name_in_locks(status), ' ');
    for (std::string line; std::getline(locks, line);)
        if (line.contains(" FLOCK ") && !line.contains("->") && line.contains(ours)) return holder_text(file.get());
    return std::string();
}

// Whoever waits must not be told of us any more.
ApplyLock::~ApplyLock() {
    if (file_ && ftruncate(file_.get(), 0) != 0) return;
}

Result<ApplyLock> take_apply_lock(std::string_view prefix, const LockOptions& options) {
    Descriptor file = TRY(open_lock(prefix, options.directory));
    TRY(await_turn(file.get(), options));
    const std::string text = our_text();
    if (ftruncate(file.get(), 0) != 0 || pwrite(file.get(), text.data(), text.size(), 0) < 0)
        return fail_errno(concat("`", options.directory, "/", prefix, ".lock`"));
    return ApplyLock(std::move(file));
}

}  // namespace nagaya::host
