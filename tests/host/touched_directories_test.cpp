#include "host/touched_directories.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "scratch.hpp"

namespace nagaya::host {
namespace {

// One account must not keep the others' changes from being committed.
TEST(TouchedDirectories, an_account_puts_something_in_the_way) {
    Scratch scratch;
    std::filesystem::create_directory(scratch.path("there"));
    ASSERT_EQ(symlink("/etc", scratch.path("link").c_str()), 0);
    scratch.put("file", "");
    TouchedDirectories touched;
    for (const char* name : {"there/x", "link/x", "link/below/x", "file/x", "gone/x"}) touched.note(scratch.path(name));
    const Result<void> settled = touched.settle();
    EXPECT_TRUE(settled) << settled.error().text();
}

}  // namespace
}  // namespace nagaya::host
