#include "host/apply_lock.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

#include "base/text.hpp"
#include "scratch.hpp"

namespace nagaya::host {
namespace {

LockOptions in(const Scratch& scratch) { return {.directory = scratch.path("run")}; }

TEST(ApplyLock, NamesWhoHasIt) {
    const Scratch scratch;
    const Result<ApplyLock> first = take_apply_lock("p", in(scratch));
    ASSERT_TRUE(first) << first.error().text();
    const Result<ApplyLock> second = take_apply_lock("p", in(scratch));
    ASSERT_FALSE(second);
    EXPECT_TRUE(second.error().message.contains(concat("process ", getpid()))) << second.error().message;
    EXPECT_TRUE(second.error().message.contains(program_invocation_short_name)) << second.error().message;
    EXPECT_TRUE(second.error().message.ends_with("for 0 s") || second.error().message.ends_with("for 1 s"))
        << second.error().message;
    EXPECT_TRUE(take_apply_lock("q", in(scratch)));
}

TEST(ApplyLock, IsFreeAgainAfterwards) {
    const Scratch scratch;
    {
        ASSERT_TRUE(take_apply_lock("p", in(scratch)));
    }
    EXPECT_EQ(scratch.read("run/p.lock"), "");
    EXPECT_TRUE(take_apply_lock("p", in(scratch)));
}

TEST(ApplyLock, IsSeenWithoutBeingTouched) {
    const Scratch scratch;
    const std::string directory = scratch.path("run");
    EXPECT_EQ(apply_lock_holder("p", directory).value_or("failed"), "");
    {
        const Result<ApplyLock> lock = take_apply_lock("p", in(scratch));
        ASSERT_TRUE(lock);
        const std::string holder = apply_lock_holder("p", directory).value_or("failed");
        EXPECT_TRUE(holder.contains(concat("process ", getpid()))) << holder;
    }
    EXPECT_EQ(apply_lock_holder("p", directory).value_or("failed"), "");
}

TEST(ApplyLock, IsForNobodyElse) {
    const Scratch scratch;
    std::filesystem::create_directory(scratch.path("run"));
    chmod(scratch.path("run").c_str(), 0777);
    const Result<ApplyLock> lock = take_apply_lock("p", in(scratch));
    ASSERT_TRUE(lock) << lock.error().text();
    for (const char* name : {"run", "run/p.lock"}) {
        struct stat status{};
        ASSERT_EQ(stat(scratch.path(name).c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 077, 0U) << name;
    }
}

TEST(ApplyLock, WaitsForItsTurn) {
    const Scratch scratch;
    Result<ApplyLock> first = take_apply_lock("p", in(scratch));
    ASSERT_TRUE(first);
    LockOptions patient = in(scratch);
    patient.wait_for = std::chrono::seconds(30);
    std::string told;
    std::jthread holder;
    patient.on_wait = [&](std::string_view who) {
        told = who;
        if (!holder.joinable()) holder = std::jthread([&] { first = fail(ErrorKind::failed, "let go"); });
    };
    EXPECT_TRUE(take_apply_lock("p", patient));
    EXPECT_TRUE(told.contains(concat("process ", getpid()))) << told;
}

TEST(ApplyLock, GivesUpInTime) {
    const Scratch scratch;
    const Result<ApplyLock> first = take_apply_lock("p", in(scratch));
    LockOptions hasty = in(scratch);
    hasty.wait_for = std::chrono::milliseconds(150);
    const Result<ApplyLock> second = take_apply_lock("p", hasty);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::timeout);
}

}  // namespace
}  // namespace nagaya::host
