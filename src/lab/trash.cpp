#include "lab/trash.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/text.hpp"
#include "lab/files.hpp"

namespace nagaya::lab {
namespace {

std::string trash(const Place& place) { return place.directory + "/trash"; }

[[noreturn]] void remove_all(const Place& place) {
    setsid();
    prctl(PR_SET_NAME, "nagaya-trash");
    for (const int number : {SIGHUP, SIGINT, SIGQUIT, SIGTERM}) signal(number, SIG_IGN);
    // Nobody's pipes and locks are held open.
    const int null = open("/dev/null", O_RDWR);
    for (const int standard : {0, 1, 2}) dup2(null, standard);
    syscall(SYS_close_range, 3U, ~0U, 0U);
    static_cast<void>(chdir("/") == 0);
    const Result<std::optional<Lock>> lock = Lock::try_take(place.lock("trash"));
    if (!lock || !*lock) _exit(0);
    while (true) {
        const std::vector<std::string> names = names_in(trash(place));
        if (names.empty()) _exit(0);
        for (const std::string& name : names)
            if (!remove_tree(concat(trash(place), "/", name))) _exit(1);
    }
}

}  // namespace

Result<> throw_away(const Place& place, const std::string& path) {
    if (!exists(path)) return {};
    TRY(make_directories(trash(place)));
    std::string target = trash(place) + "/XXXXXX";
    if (mkdtemp(target.data()) == nullptr || rename(path.c_str(), target.c_str()) != 0)
        return fail_errno(concat("`", path, "`"));
    empty_trash(place);
    return {};
}

void empty_trash(const Place& place) {
    if (names_in(trash(place)).empty()) return;
    const pid_t pid = fork();
    if (pid < 0) return;  // what is left is removed next time
    if (pid == 0) {
        if (fork() == 0) remove_all(place);
        _exit(0);
    }
    while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) continue;
}

}  // namespace nagaya::lab
