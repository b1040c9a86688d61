#include "host/subids.hpp"

#include <unistd.h>

#include "base/text.hpp"
#include "scratch.hpp"

namespace nagaya::host {
namespace {

const std::vector<SubidRange> web{{.owner = "web", .start = 100000, .count = 65536}};

TEST(Subids, ReplacesTheAccountsLinesAndKeepsTheRest) {
    EXPECT_EQ(with_subids("", web), "web:100000:65536\n");
    EXPECT_EQ(with_subids("# note\nweb2:5:1\nweb:1:1\nweb:9:9", web), "# note\nweb2:5:1\nweb:100000:65536\n");
}

TEST(Subids, NoCountIsNoLine) {
    EXPECT_EQ(with_subids("a:1:1\nweb:1:1\n", {{.owner = "web", .start = 0, .count = 0}}), "a:1:1\n");
}

TEST(Subids, WritesBothFilesAndLeavesNoLock) {
    const Scratch scratch;
    scratch.put("subuid", "a:1:1\n");
    const Result<void> done = set_subids(web, scratch.path());
    ASSERT_TRUE(done) << done.error().text();
    EXPECT_EQ(scratch.read("subuid"), "a:1:1\nweb:100000:65536\n");
    EXPECT_EQ(scratch.read("subgid"), "web:100000:65536\n");
    EXPECT_FALSE(std::filesystem::exists(scratch.path("subuid.lock")));
}

TEST(Subids, BreaksTheLockOfADeadProcess) {
    const Scratch scratch;
    scratch.put("subuid.lock", std::string("999999999\0", 10));
    EXPECT_TRUE(set_subids(web, scratch.path()));
    EXPECT_EQ(scratch.read("subuid"), "web:100000:65536\n");
}

}  // namespace
}  // namespace nagaya::host
