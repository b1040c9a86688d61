#include "remote/program.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/digest.hpp"
#include "host/descriptor.hpp"
#include "host/process.hpp"

namespace nagaya::remote {
namespace {

TEST(Program, without_its_debug_information_still_runs) {
    const auto program = own_program();
    ASSERT_TRUE(program);
    const std::string path = testing::TempDir() + "/nagaya-loadable";
    {
        const host::Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0700));
        ASSERT_TRUE(host::write_all(file.get(), (*program)->bytes));
    }
    struct stat whole{};
    ASSERT_EQ(stat("/proc/self/exe", &whole), 0);
    EXPECT_LT((*program)->bytes.size(), static_cast<size_t>(whole.st_size));
    const auto done = host::run({.argv = {path, "--gtest_list_tests"}});
    unlink(path.c_str());
    ASSERT_TRUE(done);
    EXPECT_EQ(done->exit_code, 0) << done->errors;
    EXPECT_TRUE(done->output.contains("without_its_debug_information_still_runs"));
}

TEST(Program, is_named_after_what_is_sent) {
    const auto program = own_program();
    ASSERT_TRUE(program);
    EXPECT_EQ((*program)->digest, sha256((*program)->bytes));
    EXPECT_EQ((*program)->key().size(), 16U);
    EXPECT_EQ(own_key(), "");
}

TEST(LoadablePart, of_something_else_is_all_of_it) {
    EXPECT_EQ(loadable_part(""), "");
    EXPECT_EQ(loadable_part("#!/bin/sh\n"), "#!/bin/sh\n");
    const std::string cut = std::string(
                                "\x7f"
                                "ELF\2\1\1\0",
                                8) +
                            std::string(100, '\xff');
    EXPECT_EQ(loadable_part(cut), cut);
}

}  // namespace
}  // namespace nagaya::remote
