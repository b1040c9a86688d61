#include "base/result.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <memory>

#include "base/check.hpp"

namespace nagaya {
namespace {

Result<std::unique_ptr<int>> half(int number) {
    if (number % 2 != 0) return fail(ErrorKind::malformed, "an odd number");
    return std::make_unique<int>(number / 2);
}

Result<int> quarter(int number) {
    const auto once = TRY(half(number));
    return *TRY(half(*once));
}

Result<> only_even(int number) {
    TRY(half(number));
    return {};
}

TEST(Try, unwraps_or_returns) {
    EXPECT_EQ(quarter(12).value(), 3);
    EXPECT_EQ(quarter(6).error().message, "an odd number");
    EXPECT_TRUE(only_even(2).has_value());
    EXPECT_FALSE(only_even(1).has_value());
}

TEST(Within, adds_context_to_failures_only) {
    EXPECT_EQ(within("halving", quarter(12)).value(), 3);
    const auto failed = within("outer", within("inner", quarter(5)));
    EXPECT_EQ(failed.error().text(), "an odd number (while inner; while outer)");
    EXPECT_EQ(failed.error().kind, ErrorKind::malformed);
}

TEST(ErrorText, without_context_is_the_message) {
    EXPECT_EQ((Error{.kind = ErrorKind::io, .message = "it broke"}).text(), "it broke");
}

ErrorKind kind_for(int number) {
    errno = number;
    return fail_errno("open `x`").error().kind;
}

TEST(FailErrno, names_the_error_and_sorts_it) {
    errno = ENOENT;
    EXPECT_EQ(fail_errno("open `x`").error().message, "open `x`: No such file or directory");
    EXPECT_EQ(kind_for(ENOENT), ErrorKind::not_found);
    EXPECT_EQ(kind_for(ENOTDIR), ErrorKind::not_found);
    EXPECT_EQ(kind_for(EACCES), ErrorKind::denied);
    EXPECT_EQ(kind_for(EPERM), ErrorKind::denied);
    EXPECT_EQ(kind_for(ENOSPC), ErrorKind::io);
}

TEST(CheckDeathTest, says_where_and_aborts) {
    EXPECT_DEATH(CHECK(1 + 1 == 3), "result_test.cpp:[0-9]+: CHECK failed: 1 \\+ 1 == 3");
}

}  // namespace
}  // namespace nagaya
