#include "host/storage.hpp"

#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "base/text.hpp"
#include "scratch.hpp"

namespace nagaya::host {
namespace {

using state::Content;

std::string digits_of(const std::string& digest) { return concat(digest.substr(0, 2), "/", digest.substr(2)); }

uint32_t mode_of(const std::string& path) {
    struct stat status{};
    return lstat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
}

/// No file that this process writes grows beyond so many bytes, as on a full disk (setrlimit(2), EFBIG).
class SmallFiles {
public:
    explicit SmallFiles(rlim_t most) : before_(signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &old_);
        const rlimit small{.rlim_cur = most, .rlim_max = old_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
    }
    ~SmallFiles() {
        setrlimit(RLIMIT_FSIZE, &old_);
        signal(SIGXFSZ, before_);
    }
    SmallFiles(const SmallFiles&) = delete;
    SmallFiles& operator=(const SmallFiles&) = delete;

private:
    rlimit old_{};
    sighandler_t before_;
};

class StorageTest : public testing::Test {
protected:
    std::unique_ptr<apply::Storage> open() const { return make_storage("p", scratch_.path()); }
    Result<std::string> stored(Content content) const {
        Content named = Content::named(content.digest(), content.is_secret());
        TRY(open()->fill(named));
        return named.bytes_to_write();
    }
    std::vector<std::string> files_in(const std::string& below) const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(scratch_.path(below)))
            if (entry.is_regular_file()) names.push_back(entry.path().filename());
        return names;
    }

    Scratch scratch_;
};

#define ASSERT_DONE(expr)                                                     \
    do {                                                                      \
        const auto done_ = (expr);                                            \
        ASSERT_TRUE(done_) << (done_ ? std::string() : done_.error().text()); \
    } while (false)

TEST_F(StorageTest, HasAJournal) {
    EXPECT_EQ(*open()->read_journal(), "");
    const auto storage = open();
    ASSERT_DONE(storage->append("one "));
    ASSERT_DONE(storage->append("two"));
    ASSERT_DONE(storage->sync());
    EXPECT_EQ(*storage->read_journal(), "one two");
    EXPECT_EQ(*open()->read_journal(), "one two");
    EXPECT_EQ(mode_of(scratch_.path("p")), 0700U);
    EXPECT_EQ(mode_of(scratch_.path("p/journal")), 0600U);

    // Another process goes on where the first one was cut off.
    const auto later = open();
    ASSERT_DONE(later->cut_journal(4));
    ASSERT_DONE(later->append("three"));
    EXPECT_EQ(*later->read_journal(), "one three");
    ASSERT_DONE(later->cut_journal(0));
    EXPECT_FALSE(std::filesystem::exists(scratch_.path("p/journal")));
    ASSERT_DONE(later->cut_journal(0));
    ASSERT_DONE(later->append("new"));
    EXPECT_EQ(*open()->read_journal(), "new");
}

TEST_F(StorageTest, CutsAJournalThatNeverWas) {
    ASSERT_DONE(open()->cut_journal(0));
    EXPECT_FALSE(std::filesystem::exists(scratch_.path("p")));
}

TEST_F(StorageTest, KeepsContents) {
    const Content text = Content::of("some text");
    const Content empty = Content::of("");
    const auto storage = open();
    for (const Content& content : {text, empty, text}) ASSERT_DONE(storage->keep(content));
    ASSERT_DONE(storage->sync());
    EXPECT_EQ(scratch_.read("p/store/" + digits_of(text.digest())), "some text");
    EXPECT_EQ(mode_of(scratch_.path("p/store/" + digits_of(text.digest()))), 0600U);
    EXPECT_EQ(mode_of(scratch_.path("p/store")), 0700U);
    EXPECT_EQ(*stored(text), "some text");
    EXPECT_EQ(*stored(empty), "");
    EXPECT_EQ(files_in("p/store").size(), 2U) << "nothing but the two contents";
}

TEST_F(StorageTest, HasNoContentThatWasNotSynced) {
    {
        const auto storage = open();
        ASSERT_DONE(storage->keep(Content::of("x")));
        const Result<std::string> found = stored(Content::of("x"));
        ASSERT_FALSE(found);
        EXPECT_EQ(found.error().kind, ErrorKind::not_found);
    }
    EXPECT_EQ(files_in("p/store"), std::vector<std::string>{"unsettled"})
        << "the mark for directories that may be lost";
}

TEST_F(StorageTest, WritesWhatIsThereOnlyOnce) {
    const Content content = Content::of("x");
    const std::string path = scratch_.path("p/store/" + digits_of(content.digest()));
    ASSERT_DONE(open()->keep(content));
    const auto storage = open();
    ASSERT_DONE(storage->keep(content));
    ASSERT_DONE(storage->sync());
    struct stat before{};
    ASSERT_EQ(stat(path.c_str(), &before), 0);
    const auto again = open();
    ASSERT_DONE(again->keep(content));
    ASSERT_DONE(again->sync());
    struct stat after{};
    ASSERT_EQ(stat(path.c_str(), &after), 0);
    EXPECT_EQ(before.st_ino, after.st_ino);

    // One of another size is none of ours.
    std::ofstream(path) << "xx";
    ASSERT_DONE(again->keep(content));
    ASSERT_DONE(again->sync());
    EXPECT_EQ(*stored(content), "x");
}

TEST_F(StorageTest, SealsSecrets) {
    const Content secret = Content::secret("hunter2");
    const auto storage = open();
    ASSERT_DONE(storage->keep(secret));
    ASSERT_DONE(storage->keep(Content::secret("")));
    ASSERT_DONE(storage->sync());
    for (const auto& entry : std::filesystem::recursive_directory_iterator(scratch_.path()))
        if (entry.is_regular_file()) {
            std::ifstream stream(entry.path());
            const std::string bytes((std::istreambuf_iterator<char>(stream)), {});
            EXPECT_FALSE(bytes.contains("hunter2")) << entry.path();
        }
    EXPECT_EQ(mode_of(scratch_.path("seal.key")), 0600U);
    EXPECT_EQ(*stored(secret), "hunter2");
    EXPECT_EQ(*stored(Content::secret("")), "");
    // What is no secret by name does not open one.
    EXPECT_FALSE(stored(Content::of("hunter2")));
}

TEST_F(StorageTest, KeepsSecretsAnewWhenTheKeyIsLost) {
    const Content secret = Content::secret("hunter2");
    const auto first = open();
    ASSERT_DONE(first->keep(secret));
    ASSERT_DONE(first->sync());
    std::filesystem::remove(scratch_.path("seal.key"));
    const Result<std::string> lost = stored(secret);
    ASSERT_FALSE(lost);
    EXPECT_TRUE(lost.error().message.contains("seal.key` is not there")) << lost.error().text();
    const auto second = open();
    ASSERT_DONE(second->keep(secret));
    ASSERT_DONE(second->sync());
    EXPECT_EQ(*stored(secret), "hunter2");
}

TEST_F(StorageTest, RefusesAKeyThatOthersCanRead) {
    ASSERT_DONE(open()->keep(Content::secret("x")));
    chmod(scratch_.path("seal.key").c_str(), 0644);
    EXPECT_FALSE(open()->keep(Content::secret("x")));
    std::ofstream(scratch_.path("seal.key")) << "short";
    EXPECT_FALSE(open()->keep(Content::secret("x")));
}

TEST_F(StorageTest, SeesDamage) {
    const auto storage = open();
    for (const Content& content : {Content::of("text"), Content::secret("text")}) {
        ASSERT_DONE(storage->keep(content));
        ASSERT_DONE(storage->sync());
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(scratch_.path("p/store")))
        if (entry.is_regular_file()) std::fstream(entry.path(), std::ios::in | std::ios::out).seekp(3).put('!');
    for (const Content& content : {Content::of("text"), Content::secret("text")}) {
        const Result<std::string> damaged = stored(content);
        ASSERT_FALSE(damaged);
        EXPECT_EQ(damaged.error().kind, ErrorKind::malformed) << damaged.error().text();
    }
}

TEST_F(StorageTest, TakesNoPathForADigest) {
    scratch_.put("secret", "x");
    Content content = Content::named("../../secret", false);
    const Result<void> filled = open()->fill(content);
    ASSERT_FALSE(filled);
    EXPECT_EQ(filled.error().kind, ErrorKind::malformed);
    EXPECT_FALSE(remove_content("p", "../../secret", scratch_.path()));
}

TEST_F(StorageTest, ClearsUpAfterAKilledProcess) {
    const Content content = Content::of("x");
    const std::string below = "p/store/" + content.digest().substr(0, 2);
    scratch_.put("p/store/unsettled", "");
    scratch_.put(below + "/.7", "left behind");
    const auto storage = open();
    ASSERT_DONE(storage->keep(content));
    ASSERT_DONE(storage->sync());
    EXPECT_EQ(files_in("p/store"), std::vector<std::string>{content.digest().substr(2)});
}

TEST_F(StorageTest, KeepsManyContents) {
    const auto storage = open();
    for (int i = 0; i < 400; ++i) ASSERT_DONE(storage->keep(Content::of(concat("content ", i))));
    ASSERT_DONE(storage->sync());
    const auto digests = list_contents("p", scratch_.path());
    ASSERT_TRUE(digests);
    EXPECT_EQ(digests->size(), 400U);
    EXPECT_TRUE(std::ranges::is_sorted(*digests));
    for (int i = 0; i < 400; i += 7) EXPECT_EQ(*stored(Content::of(concat("content ", i))), concat("content ", i));
}

TEST_F(StorageTest, RemovesContents) {
    const auto storage = open();
    ASSERT_DONE(storage->keep(Content::of("12345")));
    ASSERT_DONE(storage->keep(Content::secret("12345")));
    ASSERT_DONE(storage->keep(Content::of("other")));
    ASSERT_DONE(storage->sync());
    const std::string digest = Content::of("12345").digest();
    EXPECT_EQ(*remove_content("p", digest, scratch_.path()), 5U + 5U + 36U);
    EXPECT_EQ(*remove_content("p", digest, scratch_.path()), 0U);
    EXPECT_EQ(*list_contents("p", scratch_.path()), std::vector{Content::of("other").digest()});
    EXPECT_TRUE(list_contents("q", scratch_.path())->empty());
}

TEST_F(StorageTest, HasGenerations) {
    EXPECT_TRUE(list_generations("p", scratch_.path())->empty());
    ASSERT_DONE(remove_generation("p", 3, scratch_.path()));
    const auto storage = open();
    for (const uint64_t number : {2U, 10U, 1U}) ASSERT_DONE(storage->write_generation(number, concat("text ", number)));
    scratch_.put("p/generations/02.json", "not ours");
    scratch_.put("p/generations/x.json", "not ours");
    EXPECT_EQ(*list_generations("p", scratch_.path()), (std::vector<uint64_t>{1, 2, 10}));
    EXPECT_EQ(*open()->read_generation(10), "text 10");
    EXPECT_EQ(mode_of(scratch_.path("p/generations")), 0700U);
    EXPECT_EQ(mode_of(scratch_.path("p/generations/10.json")), 0600U);
    ASSERT_DONE(remove_generation("p", 10, scratch_.path()));
    EXPECT_EQ(open()->read_generation(10).error().kind, ErrorKind::not_found);
}

TEST_F(StorageTest, RemembersTheRecord) {
    state::Deployed deployed;
    deployed.site_commit = "abc";
    EXPECT_EQ(*open()->recall(), state::Deployed{});
    ASSERT_DONE(open()->remember(deployed));
    EXPECT_EQ(*open()->recall(), deployed);
}

// Eight threads that append and sync, as the engine's workers do: each finds its own record in the file after its sync.
TEST_F(StorageTest, SyncsForManyThreads) {
    const auto storage = open();
    std::atomic<int> lost = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 8; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 20; ++i) {
                    const std::string record = concat("[", t, " ", i, "]");
                    const bool done = storage->keep(Content::of(record)) && storage->append(record) && storage->sync();
                    if (!done || !scratch_.read("p/journal").contains(record) || !stored(Content::of(record))) ++lost;
                }
            });
    }
    EXPECT_EQ(lost, 0);
    EXPECT_EQ(list_contents("p", scratch_.path())->size(), 160U);
}

TEST_F(StorageTest, LeavesEverythingOldWhenTheDiskIsFull) {
    state::Deployed deployed;
    deployed.site_commit = "old";
    const auto storage = open();
    ASSERT_DONE(storage->remember(deployed));
    ASSERT_DONE(storage->write_generation(1, "old"));
    ASSERT_DONE(storage->append(std::string(3000, 'a')));
    ASSERT_DONE(storage->sync());
    {
        const SmallFiles full(4096);
        const Result<void> appended = storage->append(std::string(3000, 'b'));
        ASSERT_FALSE(appended);
        EXPECT_TRUE(appended.error().text().contains("p/journal`")) << appended.error().text();
        EXPECT_FALSE(storage->keep(Content::of(std::string(9000, 'x'))));
        EXPECT_FALSE(storage->write_generation(1, std::string(9000, 'x')));
        deployed.site_commit = std::string(9000, 'x');
        EXPECT_FALSE(storage->remember(deployed));
        // A record that fits stands right behind the last whole one.
        ASSERT_DONE(storage->append("c"));
        ASSERT_DONE(storage->sync());
    }
    EXPECT_EQ(*storage->read_journal(), std::string(3000, 'a') + "c");
    EXPECT_EQ(*storage->read_generation(1), "old");
    EXPECT_EQ(storage->recall()->site_commit, "old");
    EXPECT_TRUE(list_contents("p", scratch_.path())->empty());
    EXPECT_EQ(files_in("p").size(), 3U) << "journal, generation and record";
}

// The same with a real full file system, for those who may mount one.
TEST_F(StorageTest, LeavesEverythingOldOnAFullFileSystem) {
    if (geteuid() != 0 || mount("tmpfs", scratch_.path().c_str(), "tmpfs", 0, "size=512k") != 0)
        GTEST_SKIP() << "no right to mount a tmpfs";
    {
        state::Deployed deployed;
        deployed.site_commit = "old";
        const auto storage = open();
        ASSERT_DONE(storage->remember(deployed));
        ASSERT_DONE(storage->keep(Content::of("old")));
        ASSERT_DONE(storage->append("a"));
        ASSERT_DONE(storage->sync());
        scratch_.put("filler", std::string(size_t{1} << 20, 'f'));
        const Result<void> kept = storage->keep(Content::of(std::string(9000, 'x')));
        ASSERT_FALSE(kept);
        EXPECT_TRUE(kept.error().message.ends_with("No space left on device")) << kept.error().text();
        EXPECT_FALSE(storage->append(std::string(9000, 'b')));
        EXPECT_FALSE(storage->write_generation(1, std::string(9000, 'x')));
        deployed.site_commit = std::string(9000, 'x');
        EXPECT_FALSE(storage->remember(deployed));
        EXPECT_EQ(*storage->read_journal(), "a");
        EXPECT_EQ(storage->recall()->site_commit, "old");
        EXPECT_EQ(*stored(Content::of("old")), "old");
        // What going back does, it can do: nothing of it needs new space.
        ASSERT_DONE(storage->cut_journal(0));
    }
    EXPECT_EQ(umount(scratch_.path().c_str()), 0);
}

}  // namespace
}  // namespace nagaya::host
