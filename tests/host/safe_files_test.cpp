#include "host/safe_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.hpp"
#include "host/process.hpp"
#include "scratch.hpp"

namespace nagaya::host {
namespace {

// Scratch directories lie below /tmp, which anybody can write to: as strict as an account's home.

state::Owner me() { return {.uid = geteuid(), .gid = getegid()}; }

template <class T>
std::string error_of(const Result<T>& result) {
    return result ? "" : result.error().text();
}

TEST(SafeFiles, WritesAndReads) {
    const Scratch scratch;
    ASSERT_EQ(error_of(write_file(scratch.path("a"), "one", me(), 0640)), "");
    ASSERT_EQ(error_of(write_file(scratch.path("a"), "two", me(), 0600)), "");
    const auto seen = read_file(scratch.path("a"), 100);
    ASSERT_TRUE(seen && *seen);
    EXPECT_EQ((*seen)->bytes, "two");
    EXPECT_EQ((*seen)->status.mode, 0600U);
    EXPECT_EQ((*seen)->status.owner, me());
    EXPECT_EQ(*list_directory(scratch.path()), std::vector<std::string>{"a"});
}

TEST(SafeFiles, SetsSpecialModeBits) {
    const Scratch scratch;
    ASSERT_EQ(error_of(make_directory(scratch.path("d"), me(), 02770)), "");
    ASSERT_EQ(error_of(make_directory(scratch.path("d"), me(), 02750)), "");
    EXPECT_EQ((*look_at(scratch.path("d")))->mode, 02750U);
}

TEST(SafeFiles, ReadsNoMoreThanTheLimit) {
    const Scratch scratch;
    scratch.put("a", std::string(200'000, 'x'));
    const auto seen = read_file(scratch.path("a"), 1000);
    ASSERT_TRUE(seen && *seen);
    EXPECT_EQ((*seen)->bytes.size(), 1000U);
    EXPECT_EQ((*seen)->status.size, 200'000U);
}

TEST(SafeFiles, RemoveFileLeavesADirectory) {
    const Scratch scratch;
    scratch.put("d/kept", "x");
    EXPECT_EQ(error_of(remove_file(scratch.path("d"))), "");
    EXPECT_TRUE(*look_at(scratch.path("d/kept")));
}

TEST(SafeFiles, AbsenceIsAnAnswer) {
    const Scratch scratch;
    EXPECT_EQ(*look_at(scratch.path("none/none")), std::nullopt);
    EXPECT_FALSE(*read_file(scratch.path("none"), 10));
    EXPECT_FALSE(*read_link(scratch.path("none")));
    EXPECT_TRUE(list_directory(scratch.path("none"))->empty());
    EXPECT_EQ(error_of(remove_file(scratch.path("none/none"))), "");
    EXPECT_EQ(error_of(remove_directory(scratch.path("none"))), "");
    EXPECT_EQ(error_of(remove_tree(scratch.path("none"))), "");
}

TEST(SafeFiles, RefusesPathsThatAreNone) {
    for (const char* path : {"", "relative", "/", "/tmp/..", "/tmp/../etc/x"}) {
        EXPECT_NE(error_of(write_file(path, "x", me(), 0600)), "") << path;
        EXPECT_NE(error_of(look_at(path)), "") << path;
    }
    EXPECT_NE(error_of(look_at(std::string_view("/tmp/a\0b", 8))), "");
}

TEST(SafeFiles, FollowsNoLinkToADirectory) {
    const Scratch scratch;
    const Scratch elsewhere;
    ASSERT_EQ(symlink(elsewhere.path().c_str(), scratch.path("link").c_str()), 0);
    EXPECT_NE(error_of(write_file(scratch.path("link/file"), "x", me(), 0600)), "");
    EXPECT_NE(error_of(make_directory(scratch.path("link/dir"), me(), 0700)), "");
    EXPECT_NE(error_of(make_symlink(scratch.path("link/link"), "x")), "");
    EXPECT_NE(error_of(read_file(scratch.path("link/file"), 10)), "");
    elsewhere.put("kept", "x");
    EXPECT_NE(error_of(remove_file(scratch.path("link/kept"))), "");
    EXPECT_NE(error_of(remove_tree(scratch.path("link/kept"))), "");
    EXPECT_EQ(*list_directory(elsewhere.path()), std::vector<std::string>{"kept"});
}

TEST(SafeFiles, FollowsNoRelativeLinkEither) {
    const Scratch scratch;
    ASSERT_EQ(error_of(make_directory(scratch.path("real"), me(), 0700)), "");
    ASSERT_EQ(symlink("real", scratch.path("link").c_str()), 0);
    EXPECT_NE(error_of(write_file(scratch.path("link/file"), "x", me(), 0600)), "");
    EXPECT_TRUE(list_directory(scratch.path("real"))->empty());
}

TEST(SafeFiles, ReplacesALinkInsteadOfItsTarget) {
    const Scratch scratch;
    scratch.put("target", "precious");
    ASSERT_EQ(symlink(scratch.path("target").c_str(), scratch.path("link").c_str()), 0);
    EXPECT_FALSE(*read_file(scratch.path("link"), 100));
    ASSERT_EQ(error_of(write_file(scratch.path("link"), "new", me(), 0600)), "");
    EXPECT_EQ(scratch.read("target"), "precious");
    EXPECT_EQ(scratch.read("link"), "new");
    EXPECT_EQ((*look_at(scratch.path("link")))->type, FileType::regular);
}

TEST(SafeFiles, RefusesALinkWhereADirectoryShallBe) {
    const Scratch scratch;
    const Scratch elsewhere;
    ASSERT_EQ(symlink(elsewhere.path().c_str(), scratch.path("link").c_str()), 0);
    EXPECT_NE(error_of(make_directory(scratch.path("link"), me(), 0777)), "");
    EXPECT_EQ((*look_at(elsewhere.path()))->mode, 0700U);
}

TEST(SafeFiles, LeavesAHardLinkedFileAlone) {
    const Scratch scratch;
    scratch.put("precious", "old");
    ASSERT_EQ(chmod(scratch.path("precious").c_str(), 0400), 0);
    ASSERT_EQ(link(scratch.path("precious").c_str(), scratch.path("trap").c_str()), 0);
    ASSERT_EQ(error_of(write_file(scratch.path("trap"), "new", me(), 0666)), "");
    EXPECT_EQ(scratch.read("precious"), "old");
    EXPECT_EQ((*look_at(scratch.path("precious")))->mode, 0400U);
}

TEST(SafeFiles, NeitherReadsNorReplacesAFifo) {
    const Scratch scratch;
    ASSERT_EQ(mkfifo(scratch.path("fifo").c_str(), 0600), 0);
    EXPECT_FALSE(*read_file(scratch.path("fifo"), 100));
    EXPECT_NE(error_of(write_file(scratch.path("fifo"), "x", me(), 0600)), "");
    EXPECT_NE(error_of(make_symlink(scratch.path("fifo"), "x")), "");
    EXPECT_EQ((*look_at(scratch.path("fifo")))->type, FileType::other);
}

TEST(SafeFiles, PutsNoFileInPlaceOfADirectory) {
    const Scratch scratch;
    ASSERT_EQ(error_of(make_directory(scratch.path("d"), me(), 0700)), "");
    EXPECT_NE(error_of(write_file(scratch.path("d"), "x", me(), 0600)), "");
    EXPECT_EQ(*list_directory(scratch.path()), std::vector<std::string>{"d"});
}

TEST(SafeFiles, MakesAndReplacesLinks) {
    const Scratch scratch;
    ASSERT_EQ(error_of(make_symlink(scratch.path("l"), "one")), "");
    ASSERT_EQ(error_of(make_symlink(scratch.path("l"), "two")), "");
    EXPECT_EQ(**read_link(scratch.path("l")), "two");
    EXPECT_EQ(error_of(remove_file(scratch.path("l"))), "");
    EXPECT_TRUE(list_directory(scratch.path())->empty());
}

TEST(SafeFiles, KeepsADirectoryThatIsNotEmpty) {
    const Scratch scratch;
    scratch.put("d/file", "x");
    EXPECT_EQ(error_of(remove_directory(scratch.path("d"))), "");
    EXPECT_EQ(scratch.read("d/file"), "x");
    EXPECT_EQ(error_of(remove_file(scratch.path("d/file"))), "");
    EXPECT_EQ(error_of(remove_directory(scratch.path("d"))), "");
    EXPECT_EQ(*look_at(scratch.path("d")), std::nullopt);
}

TEST(SafeFiles, RemovesATreeButNotWhatItsLinksPointTo) {
    const Scratch scratch;
    const Scratch elsewhere;
    elsewhere.put("kept", "x");
    scratch.put("t/a/b/c", "x");
    ASSERT_EQ(symlink(elsewhere.path().c_str(), scratch.path("t/a/link").c_str()), 0);
    ASSERT_EQ(mkfifo(scratch.path("t/fifo").c_str(), 0600), 0);
    ASSERT_EQ(error_of(remove_tree(scratch.path("t"))), "");
    EXPECT_EQ(*look_at(scratch.path("t")), std::nullopt);
    EXPECT_EQ(elsewhere.read("kept"), "x");
}

TEST(SafeFiles, RemovesATreeOfAnyDepth) {
    const Scratch scratch;
    std::filesystem::create_directory(scratch.path("t"));
    int at = open(scratch.path("t").c_str(), O_RDONLY | O_DIRECTORY);
    for (int depth = 0; depth < 600; ++depth) {
        ASSERT_EQ(mkdirat(at, "a-long-name-of-a-directory", 0700), 0);
        ASSERT_EQ(mkdirat(at, "b", 0700), 0);
        const int inner = openat(at, "a-long-name-of-a-directory", O_RDONLY | O_DIRECTORY);
        close(std::exchange(at, inner));
    }
    close(openat(at, "file", O_WRONLY | O_CREAT, 0600));
    close(at);
    const Result<void> removed = remove_tree(scratch.path("t"));
    EXPECT_EQ(error_of(removed), "");
    EXPECT_FALSE(exists(scratch.path("t")));
    if (!removed) static_cast<void>(run({.argv = {"rm", "-rf", scratch.path("t")}}));
}

/// The id of a process that cannot be: one that has ended may come again (proc(5), pid_max is at most 2^22).
constexpr pid_t no_process = (1 << 22) + 1;

TEST(SafeFiles, SweepsWhatAKilledRunLeft) {
    const Scratch scratch;
    const std::string dead = concat(".nagaya-", no_process, "-12");
    const std::string alive = concat(".nagaya-", getppid(), "-12");
    for (const std::string& name : {dead, alive, std::string(".nagaya-notes"), std::string(".nagaya-1-x")})
        scratch.put("s/" + name, "secret");
    ASSERT_EQ(error_of(write_file(scratch.path("s/web.env"), "x", me(), 0600)), "");
    EXPECT_EQ(*list_directory(scratch.path("s")),
              (std::vector<std::string>{".nagaya-1-x", alive, ".nagaya-notes", "web.env"}));
}

TEST(SafeFiles, LeftoversDoNotKeepADirectory) {
    const Scratch scratch;
    scratch.put(concat("d/.nagaya-", no_process, "-1"), "secret");
    EXPECT_EQ(error_of(remove_directory(scratch.path("d"))), "");
    EXPECT_FALSE(exists(scratch.path("d")));
}

TEST(SafeFiles, MakesMissingParentsPrivateWhereOthersCanWrite) {
    const Scratch scratch;
    ASSERT_EQ(error_of(write_file(scratch.path("a/b/c"), "x", me(), 0644)), "");
    EXPECT_EQ((*look_at(scratch.path("a/b")))->mode, 0700U);
}

TEST(SafeFiles, GivesFilesToAccounts) {
    if (geteuid() != 0) GTEST_SKIP() << "needs root";
    const Scratch scratch;
    const state::Owner owner{.uid = 1234, .gid = 2345};
    ASSERT_EQ(error_of(make_directory(scratch.path("d"), owner, 0750)), "");
    ASSERT_EQ(error_of(write_file(scratch.path("d/sub/f"), "x", owner, 0600)), "");
    EXPECT_EQ((*look_at(scratch.path("d")))->owner, owner);
    EXPECT_EQ((*look_at(scratch.path("d/sub")))->owner, owner);
    EXPECT_EQ((*look_at(scratch.path("d/sub/f")))->owner, owner);
}

TEST(SafeFiles, FollowsRootsOwnLinksInTrustedPlaces) {
    // /proc belongs to root and nobody else can write to it; /proc/self is a link in it, and so is /proc/self/root.
    const auto seen = look_at("/proc/self/status");
    ASSERT_TRUE(seen) << error_of(seen);
    EXPECT_TRUE(*seen);
}

TEST(OwnFiles, ReplacesKeepingTheOwner) {
    if (geteuid() != 0) GTEST_SKIP() << "needs root";
    const Scratch scratch;
    scratch.put("x", "old");
    ASSERT_EQ(chown(scratch.path("x").c_str(), 1234, 2345), 0);
    ASSERT_EQ(chown(scratch.path().c_str(), 1236, 2347), 0);
    ASSERT_EQ(error_of(replace_file(scratch.path("x"), "new")), "");
    ASSERT_EQ(error_of(replace_file(scratch.path("y"), "new")), "");
    EXPECT_EQ((*look_at(scratch.path("x")))->owner, (state::Owner{.uid = 1234, .gid = 2345}));
    EXPECT_EQ((*look_at(scratch.path("y")))->owner, (state::Owner{.uid = 1236, .gid = 2347}));
}

TEST(OwnFiles, ReplacesKeepingTheMode) {
    const Scratch scratch;
    scratch.put("x", "old");
    ASSERT_EQ(chmod(scratch.path("x").c_str(), 0640), 0);
    ASSERT_EQ(error_of(replace_file(scratch.path("x"), "new")), "");
    EXPECT_EQ(scratch.read("x"), "new");
    EXPECT_EQ((*look_at(scratch.path("x")))->mode, 0640U);
    EXPECT_EQ(*list_directory(scratch.path()), std::vector<std::string>{"x"});
    EXPECT_TRUE(exists(scratch.path("x")));
    EXPECT_FALSE(exists(scratch.path("y")));
    EXPECT_NE(error_of(replace_file(scratch.path("none/x"), "new")), "");
}

}  // namespace
}  // namespace nagaya::host
