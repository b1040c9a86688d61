#include "host/installed_program.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/digest.hpp"
#include "scratch.hpp"

namespace nagaya::host {
namespace {

std::string own_bytes() {
    std::ifstream stream("/proc/self/exe", std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

TEST(InstalledProgram, IsThisProgramUnderItsDigest) {
    const Scratch scratch;
    const std::string bin = scratch.path("bin");
    for (int time = 0; time < 2; ++time) {
        const Result<void> installed = install_program(bin);
        ASSERT_TRUE(installed) << installed.error().text();
    }
    const std::string name = *program_file_name();
    EXPECT_EQ(name, "nagaya-" + sha256(own_bytes()).substr(0, 16));
    EXPECT_EQ(std::filesystem::read_symlink(bin + "/nagaya"), name);
    EXPECT_EQ(scratch.read("bin/nagaya"), own_bytes());
    for (const std::string& path : {bin, bin + "/" + name}) {
        struct stat status{};
        ASSERT_EQ(stat(path.c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 07777, 0755U) << path;
    }
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(bin), {}), 2);
}

TEST(InstalledProgram, RepairsWhatIsThere) {
    const Scratch scratch;
    const std::string name = *program_file_name();
    scratch.put("bin/" + name, "half a program");
    std::filesystem::create_symlink("nagaya-0000000000000000", scratch.path("bin/nagaya"));
    ASSERT_TRUE(install_program(scratch.path("bin")));
    EXPECT_EQ(scratch.read("bin/nagaya"), own_bytes());
}

TEST(InstalledProgram, KeepsYoungVersionsAndForeignFiles) {
    const Scratch scratch;
    scratch.put("bin/nagaya-0000000000000000", "another version, not older than a day");
    scratch.put("bin/other", "not ours");
    ASSERT_TRUE(install_program(scratch.path("bin")));
    EXPECT_TRUE(std::filesystem::exists(scratch.path("bin/nagaya-0000000000000000")));
    EXPECT_TRUE(std::filesystem::exists(scratch.path("bin/other")));
}

}  // namespace
}  // namespace nagaya::host
