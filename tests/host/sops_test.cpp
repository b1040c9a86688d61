// With a program that stands in for sops, which Debian has no package of: what it is asked for, and what comes of its answers.
#include "host/sops.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

#include "base/text.hpp"
#include "host/process.hpp"
#include "scratch.hpp"

namespace nagaya::host {
namespace {

class Sops : public testing::Test {
protected:
    void SetUp() override { setenv("PATH", concat(here.path(), ":", path).c_str(), 1); }
    void TearDown() override { setenv("PATH", path.c_str(), 1); }

    void stand_in(const std::string& script) {
        const std::string program = concat(here.path(), "/sops");
        std::ofstream(program) << "#!/bin/sh\n" << script;
        ASSERT_EQ(chmod(program.c_str(), 0755), 0);
    }

    Scratch here;
    const std::string path = getenv("PATH");
};

TEST_F(Sops, IsAskedWithTheTextOnItsInput) {
    stand_in("echo \"$* key=$SOPS_AGE_KEY_FILE\"; cat \"$6\"\n");
    const auto text = decrypt_sops("/key", "sealed\n", "yaml", "dotenv");
    ASSERT_TRUE(text) << text.error().text();
    EXPECT_EQ(*text, "--decrypt --input-type yaml --output-type dotenv /dev/stdin key=/key\nsealed\n");
}

TEST_F(Sops, ThatFailsIsToldWithItsFirstLine) {
    stand_in("echo half; echo 'no key could decrypt the data key' >&2; echo more >&2; exit 128\n");
    const auto text = decrypt_sops("", "sealed", "binary", "binary");
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().kind, ErrorKind::denied);
    EXPECT_TRUE(text.error().text().contains("no key could decrypt the data key"));
    EXPECT_FALSE(text.error().text().contains("half"));
    EXPECT_FALSE(text.error().text().contains("more"));
}

TEST_F(Sops, ThatIsNotThereIsNamed) {
    if (find_program("sops")) GTEST_SKIP() << "sops is installed";
    const auto text = decrypt_sops("", "sealed", "binary", "binary");
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().kind, ErrorKind::unsupported);
}

}  // namespace
}  // namespace nagaya::host
