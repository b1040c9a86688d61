// Root's deeds below a directory that belongs to somebody who races it (law 6). What lies outside must stay as it is, and the
// same deeds done by path, with a look before, must be caught: else the attack is no attack.
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <functional>

#include <gtest/gtest.h>

#include "attacker.hpp"
#include "base/text.hpp"
#include "host/safe_files.hpp"

namespace nagaya::host {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr state::Owner theirs{.uid = attacker_uid, .gid = attacker_uid};

enum class Outcome { done, refused, leaked };

/// One deed of root's, as it is done and as one would do it without care.
struct Deed {
    const char* name;
    std::function<Outcome(const Arena&)> safe;
    std::function<Outcome(const Arena&)> naive;
};

template <class T>
Outcome outcome(const Result<T>& result) {
    return result ? Outcome::done : Outcome::refused;
}
Outcome outcome(bool result) { return result ? Outcome::done : Outcome::refused; }

bool is_precious(std::string_view text) { return text.contains("precious"); }

// ---- without care: a look, then the deed by path ----

/// No link on the way from home to `path`, as far as a look can tell.
bool looks_right(const Arena& arena, const std::string& path) {
    for (size_t slash = path.find('/', arena.home().size() + 1); slash != std::string::npos;
         slash = path.find('/', slash + 1)) {
        struct stat status{};
        if (lstat(path.substr(0, slash).c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) return false;
    }
    return true;
}

bool is_link(const std::string& path) {
    struct stat status{};
    return lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
}

bool hand_over(const std::string& path, mode_t mode) {
    return chown(path.c_str(), attacker_uid, attacker_uid) == 0 && chmod(path.c_str(), mode) == 0;
}

bool write_in_place(const Arena& arena, const std::string& path) {
    if (!looks_right(arena, path) || is_link(path)) return false;
    struct stat status{};
    if (lstat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) return false;
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK | O_CLOEXEC, 0600);
    if (file < 0) return false;
    const bool written = write(file, "new", 3) == 3;
    close(file);
    return written && hand_over(path, 0644);
}

bool write_beside(const Arena& arena, const std::string& path) {
    const std::string temporary = path.substr(0, path.rfind('/')) + "/.nagaya-naive";
    if (!looks_right(arena, path)) return false;
    unlink(temporary.c_str());
    const int file = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return false;
    const bool written = write(file, "new", 3) == 3;
    close(file);
    return written && hand_over(temporary, 0644) && rename(temporary.c_str(), path.c_str()) == 0;
}

bool make_by_path(const Arena& arena, const std::string& path) {
    if (!looks_right(arena, path)) return false;
    if (mkdir(path.c_str(), 0700) != 0 && (errno != EEXIST || is_link(path))) return false;
    return hand_over(path, 0750);
}

void remove_by_path(const std::string& path) {
    struct stat status{};
    if (lstat(path.c_str(), &status) != 0) return;
    if (!S_ISDIR(status.st_mode)) {
        unlink(path.c_str());
        return;
    }
    if (DIR* stream = opendir(path.c_str())) {
        while (const dirent* entry = readdir(stream)) {
            const std::string_view name = entry->d_name;
            if (name != "." && name != "..") remove_by_path(concat(path, "/", name));
        }
        closedir(stream);
    }
    rmdir(path.c_str());
}

Outcome read_by_path(const Arena& arena, const std::string& path) {
    if (!looks_right(arena, path) || is_link(path)) return Outcome::refused;
    const int file = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    char bytes[64];
    const ssize_t size = file < 0 ? -1 : read(file, bytes, sizeof bytes);
    if (file >= 0) close(file);
    if (size < 0) return Outcome::refused;
    const std::string_view text(bytes, static_cast<size_t>(size));
    return is_precious(text) && !text.contains("world") ? Outcome::leaked : Outcome::done;
}

Outcome list_by_path(const Arena& arena, const std::string& path) {
    DIR* stream = looks_right(arena, path) && !is_link(path) ? opendir(path.c_str()) : nullptr;
    if (stream == nullptr) return Outcome::refused;
    Outcome outcome = Outcome::done;
    while (const dirent* entry = readdir(stream))
        if (is_precious(entry->d_name)) outcome = Outcome::leaked;
    closedir(stream);
    return outcome;
}

// ---- the deeds ----

Outcome read_safely(const Arena& arena) {
    const auto seen = read_file(arena.prey("b/file"), 100);
    if (!seen || !*seen) return Outcome::refused;
    // What anybody can read may be linked here by anybody.
    return is_precious((*seen)->bytes) && !(*seen)->bytes.contains("world") ? Outcome::leaked : Outcome::done;
}

Outcome list_safely(const Arena& arena) {
    const auto names = list_directory(arena.prey("b/list"));
    if (!names) return Outcome::refused;
    for (const std::string& name : *names)
        if (is_precious(name)) return Outcome::leaked;
    return Outcome::done;
}

std::vector<Deed> deeds() {
    return {
        {"WriteFile", [](const Arena& a) { return outcome(write_file(a.prey("b/file"), "new", theirs, 0644)); },
         [](const Arena& a) { return outcome(write_beside(a, a.prey("b/file"))); }},
        {"WriteRootsFile", [](const Arena& a) { return outcome(write_file(a.prey("b/file"), "new", {}, 04755)); },
         [](const Arena& a) { return outcome(write_in_place(a, a.prey("b/file"))); }},
        {"MakeDirectory", [](const Arena& a) { return outcome(make_directory(a.prey("b/dir"), theirs, 0750)); },
         [](const Arena& a) { return outcome(make_by_path(a, a.prey("b/dir"))); }},
        {"MakeDirectoryAndParents",
         [](const Arena& a) { return outcome(make_directory(a.prey("b/dir/new/er"), theirs, 0750)); },
         [](const Arena& a) {
             return outcome(make_by_path(a, a.prey("b/dir/new")) && make_by_path(a, a.prey("b/dir/new/er")));
         }},
        {"MakeSymlink", [](const Arena& a) { return outcome(make_symlink(a.prey("b/link"), "to")); },
         [](const Arena& a) {
             const std::string path = a.prey("b/link");
             return outcome(looks_right(a, path) && unlink(path.c_str()) == 0 && symlink("to", path.c_str()) == 0);
         }},
        {"RemoveFile", [](const Arena& a) { return outcome(remove_file(a.prey("b/file"))); },
         [](const Arena& a) {
             return outcome(looks_right(a, a.prey("b/file")) && unlink(a.prey("b/file").c_str()) == 0);
         }},
        {"RemoveDirectory", [](const Arena& a) { return outcome(remove_directory(a.prey("b/dir"))); },
         [](const Arena& a) {
             return outcome(looks_right(a, a.prey("b/dir")) && rmdir(a.prey("b/dir").c_str()) == 0);
         }},
        {"RemoveTree", [](const Arena& a) { return outcome(remove_tree(a.prey("b/t"))); },
         [](const Arena& a) {
             if (!looks_right(a, a.prey("b/t"))) return Outcome::refused;
             remove_by_path(a.prey("b/t"));
             return Outcome::done;
         }},
        {"ReadFile", read_safely, [](const Arena& a) { return read_by_path(a, a.prey("b/file")); }},
        {"ListDirectory", list_safely, [](const Arena& a) { return list_by_path(a, a.prey("b/list")); }},
    };
}

class Race : public testing::TestWithParam<Deed> {
protected:
    void SetUp() override {
        if (geteuid() != 0) GTEST_SKIP() << "needs root, to race against another uid";
    }
};

TEST_P(Race, ChangesNothingOutside) {
    const Arena arena;
    const auto before = arena.look_outside();
    size_t done = 0;
    size_t refused = 0;
    {
        const Attack attack(arena);
        const auto begin = Clock::now();
        // At least so long, and until the deed has met both a road that was clear and one that was not.
        while (Clock::now() - begin < milliseconds(300) ||
               (Clock::now() - begin < seconds(30) && (done < 5 || refused < 5))) {
            const Outcome outcome = GetParam().safe(arena);
            ASSERT_NE(outcome, Outcome::leaked);
            ++(outcome == Outcome::done ? done : refused);
        }
    }
    EXPECT_EQ(arena.look_outside(), before);
    EXPECT_GE(done, 5U);
    EXPECT_GE(refused, 5U);
}

TEST_P(Race, CatchesWhoOnlyLooksBefore) {
    const Arena arena;
    const auto before = arena.look_outside();
    const Attack attack(arena);
    const auto begin = Clock::now();
    bool caught = false;
    while (!caught && Clock::now() - begin < seconds(30))
        for (int i = 0; i < 200 && !caught; ++i)
            caught = GetParam().naive(arena) == Outcome::leaked || (i % 20 == 0 && arena.look_outside() != before);
    EXPECT_TRUE(caught);
}

INSTANTIATE_TEST_SUITE_P(Deeds, Race, testing::ValuesIn(deeds()),
                         [](const testing::TestParamInfo<Deed>& deed) { return deed.param.name; });

// ---- other traps ----

class Trap : public testing::Test {
protected:
    void SetUp() override {
        if (geteuid() != 0) GTEST_SKIP() << "needs root, to race against another uid";
    }
};

void lease(const char* path) {
    signal(SIGIO, SIG_IGN);
    const int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    fcntl(file, F_SETLEASE, F_WRLCK);
    sleep(60);
}

TEST_F(Trap, DoesNotWaitForALease) {
    const Arena arena;
    const std::string path = arena.home() + "/leased";
    const Attack attack(lease, path);
    const auto begin = Clock::now();
    while (Clock::now() - begin < seconds(5) && !*look_at(path)) usleep(1000);
    usleep(100'000);
    const auto asked = Clock::now();
    const auto seen = read_file(path, 100);
    EXPECT_FALSE(seen && *seen) << "there was no lease";
    EXPECT_TRUE(write_file(path, "new", theirs, 0600));
    EXPECT_LT(Clock::now() - asked, seconds(5));
}

/// Files and directories, as many as go.
void fill(const char* path) {
    static unsigned number = 0;
    const std::string name = concat(path, "/", number++);
    mkdir(name.c_str(), 0777);
    for (const char* below : {"/a", "/b", "/c"}) close(open((name + below).c_str(), O_CREAT | O_CLOEXEC, 0666));
}

TEST_F(Trap, RemovesATreeThatIsBeingFilled) {
    const Arena arena;
    const std::string path = arena.home() + "/full";
    ASSERT_TRUE(make_directory(path, theirs, 0755));
    const Attack attack(fill, path);
    usleep(100'000);
    for (int i = 0; i < 20; ++i) {
        EXPECT_TRUE(remove_tree(path));
        EXPECT_EQ(*look_at(path), std::nullopt);
        ASSERT_TRUE(make_directory(path, theirs, 0755));
    }
}

/// Stands in the tree and goes downwards, far beyond what a path can name.
void dig(const char* path) {
    static unsigned depth = chdir(path) == 0 ? 0 : 20'000;
    if (++depth > 20'000 || mkdir("d", 0777) != 0 || chdir("d") != 0) usleep(1000);
}

TEST_F(Trap, RemovesATreeThatIsBeingDug) {
    const Arena arena;
    const std::string path = arena.home() + "/deep";
    ASSERT_TRUE(make_directory(path, theirs, 0755));
    const auto before = arena.look_outside();
    const Attack attack(dig, path);
    usleep(10'000);
    EXPECT_TRUE(remove_tree(path));
    EXPECT_EQ(*look_at(path), std::nullopt);
    EXPECT_EQ(arena.look_outside(), before);
}

/// In a mount namespace of its own; 0 when all is well, 77 when there can be none.
int remove_around_a_mount(const Arena& arena, const std::string& path) {
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return 77;
    if (mount((arena.outside() + "/tree").c_str(), (path + "/mounted").c_str(), nullptr, MS_BIND, nullptr) != 0)
        return 77;
    const Result<void> removed = remove_tree(path);
    if (removed) return 1;
    return removed.error().message.contains("mounted") ? 0 : 2;
}

TEST_F(Trap, LeavesWhatIsMountedInATree) {
    const Arena arena;
    const std::string path = arena.home() + "/with";
    ASSERT_TRUE(make_directory(path + "/mounted", theirs, 0755));
    ASSERT_TRUE(make_directory(path + "/below/it", theirs, 0755));
    const auto before = arena.look_outside();
    const pid_t child = fork();
    if (child == 0) _exit(remove_around_a_mount(arena, path));
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "no mount namespaces here";
    EXPECT_EQ(WEXITSTATUS(status), 0);
    EXPECT_EQ(arena.look_outside(), before);
}

}  // namespace
}  // namespace nagaya::host
