#include "host/apply_lock.hpp"

#include <unistd.h>

#include <cerrno>

#include "base/text.hpp"
#include "scratch.hpp"

namespace nagaya::host {
namespace {

TEST(ApplyLock, NamesWhoHasIt) {
    const Scratch scratch;
    const Result<ApplyLock> first = take_apply_lock("p", scratch.path());
    ASSERT_TRUE(first) << first.error().text();
    const Result<ApplyLock> second = take_apply_lock("p", scratch.path());
    ASSERT_FALSE(second);
    EXPECT_TRUE(second.error().message.contains(concat("process ", getpid()))) << second.error().message;
    EXPECT_TRUE(second.error().message.contains(program_invocation_short_name)) << second.error().message;
    EXPECT_TRUE(take_apply_lock("q", scratch.path()));
}

TEST(ApplyLock, IsFreeAgainAfterwards) {
    const Scratch scratch;
    {
        ASSERT_TRUE(take_apply_lock("p", scratch.path()));
    }
    EXPECT_TRUE(take_apply_lock("p", scratch.path()));
}

}  // namespace
}  // namespace nagaya::host
