#include "attacker.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace nagaya::host {
namespace {

namespace fs = std::filesystem;

void put(const std::string& path, const std::string& bytes, mode_t mode) {
    fs::create_directories(fs::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
    if (chmod(path.c_str(), mode) != 0) std::abort();
}

void make_outside(const std::string& outside) {
    put(outside + "/secret", "precious secret", 0600);
    // Root's, but anybody may write to it, so that protected_hardlinks (proc_sys_fs(5)) lets the attacker link it.
    put(outside + "/world", "precious world", 0666);
    put(outside + "/tree/b/file", "precious file", 0600);
    put(outside + "/tree/b/list/precious-name", "", 0640);
    put(outside + "/tree/b/t/x/y/file", "precious tree", 0644);
    fs::create_directories(outside + "/tree/b/dir");
    fs::create_symlink("precious-target", outside + "/tree/b/link");
    if (chmod((outside + "/tree/b/dir").c_str(), 0711) != 0) std::abort();
}

// ---- in the attacker ----

/// What it does is done by one process at a time and need not succeed.
void try_to(int) {}

struct Attacker {
    std::string home;
    std::string outside;
    unsigned state;

    unsigned any(unsigned below) {
        state = state * 1'664'525U + 1'013'904'223U;
        return (state >> 16) % below;
    }
    static void exchange(const std::string& one, const std::string& other) {
        try_to(static_cast<int>(syscall(SYS_renameat2, AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), 2U)));
    }
    /// A link to the like outside, for a moment in its place.
    void swap_for_link(const std::string& below) {
        const std::string real = home + "/a" + below;
        const std::string lure = real + ".lure" + std::to_string(any(2));
        try_to(symlink((outside + "/tree" + below).c_str(), lure.c_str()));
        for (unsigned i = any(20); i > 0; --i) {
            exchange(real, lure);
            exchange(real, lure);
        }
    }

    void replace_file(const std::string& path) {
        const std::string other = path.substr(0, path.rfind('/')) + "/other" + std::to_string(any(2));
        switch (any(6)) {
            case 0: try_to(link((outside + "/world").c_str(), other.c_str())); break;
            case 1: try_to(symlink((outside + "/secret").c_str(), other.c_str())); break;
            case 2: try_to(mkfifo(other.c_str(), 0666)); break;
            case 3: try_to(mknod(other.c_str(), S_IFSOCK | 0666, 0)); break;
            case 4: try_to(mkdir(other.c_str(), 0777)); break;
            default: close(open(other.c_str(), O_CREAT | O_WRONLY | O_NONBLOCK | O_CLOEXEC, 0666)); break;
        }
        exchange(path, other);
        try_to(rename(other.c_str(), path.c_str()));
    }
    /// Whatever has a name that looks like somebody's unfinished file.
    void replace_temporaries(const std::string& directory) {
        DIR* stream = opendir(directory.c_str());
        if (stream == nullptr) return;
        while (const dirent* entry = readdir(stream)) {
            const std::string name = entry->d_name;
            if (name.starts_with(".nagaya-")) replace_file(directory + "/" + name);
        }
        closedir(stream);
    }
    void restore() {
        for (const char* below : {"/a", "/a/b", "/a/b/dir", "/a/b/list", "/a/b/t", "/a/b/t/x", "/a/b/t/x/y"})
            try_to(mkdir((home + below).c_str(), 0777));
        close(open((home + "/a/b/file").c_str(), O_CREAT | O_WRONLY | O_NONBLOCK | O_CLOEXEC, 0666));
        close(open((home + "/a/b/t/x/y/file").c_str(), O_CREAT | O_WRONLY | O_NONBLOCK | O_CLOEXEC, 0666));
    }
    void step() {
        static constexpr const char* directories[] = {"", "/b", "/b/dir", "/b/list", "/b/t", "/b/t/x"};
        switch (any(8)) {
            case 0: restore(); break;
            case 1: replace_file(home + "/a/b/file"); break;
            case 2: replace_temporaries(home + "/a/b"); break;
            case 3: try_to(chmod((home + "/a" + directories[any(6)]).c_str(), any(3) == 0 ? 0 : 0777)); break;
            case 4: try_to(chmod((home + "/a/b/file").c_str(), any(2) == 0 ? 0 : 06777)); break;
            default: swap_for_link(directories[any(6)]); break;
        }
    }
};

/// The child: without any right of ours, and not longer than we.
pid_t start(const auto& loop) {
    const pid_t child = fork();
    if (child != 0) return child;
    if (syscall(SYS_setgroups, 0, nullptr) != 0 || setresgid(attacker_uid, attacker_uid, attacker_uid) != 0 ||
        setresuid(attacker_uid, attacker_uid, attacker_uid) != 0)
        _exit(1);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    umask(0);
    while (true) loop();
}

std::string facts_of(const fs::path& path) {
    struct stat status{};
    if (lstat(path.c_str(), &status) != 0) return "gone";
    char text[80];
    std::snprintf(text, sizeof text, "%o %u:%u ", status.st_mode, status.st_uid, status.st_gid);
    if (S_ISLNK(status.st_mode)) return text + fs::read_symlink(path).string();
    if (!S_ISREG(status.st_mode)) return text;
    std::ifstream stream(path, std::ios::binary);
    return text + std::string(std::istreambuf_iterator<char>(stream), {});
}

}  // namespace

Arena::Arena() {
    // In memory, where races are quick.
    std::string pattern = "/dev/shm/nagaya-race-XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr) std::abort();
    root_ = pattern;
    make_outside(outside());
    fs::create_directories(home());
    if (chmod(root_.c_str(), 0755) != 0 || chown(home().c_str(), attacker_uid, attacker_uid) != 0 ||
        chmod(home().c_str(), 0755) != 0)
        std::abort();
}

Arena::~Arena() {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
}

std::map<std::string, std::string> Arena::look_outside() const {
    std::map<std::string, std::string> found;
    found.emplace(outside(), facts_of(outside()));
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(outside()))
        found.emplace(entry.path(), facts_of(entry.path()));
    return found;
}

Attack::Attack(const Arena& arena, size_t processes) {
    for (size_t i = 0; i < processes; ++i) {
        Attacker attacker{.home = arena.home(), .outside = arena.outside(), .state = 7 + static_cast<unsigned>(i)};
        processes_.push_back(start([&attacker] { attacker.step(); }));
    }
}

Attack::Attack(void (*deed)(const char* path), const std::string& path) {
    processes_.push_back(start([&] { deed(path.c_str()); }));
}

Attack::~Attack() {
    for (const pid_t process : processes_) kill(process, SIGKILL);
    for (const pid_t process : processes_) waitpid(process, nullptr, 0);
}

}  // namespace nagaya::host
