#include "host/installed_program.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/digest.hpp"
#include "scratch.hpp"

namespace nagaya::host {
namespace {

/// In one piece: the test program is large.
std::string bytes_of(const std::string& path) {
    std::string bytes(std::filesystem::file_size(path), '\0');
    std::ifstream(path, std::ios::binary).read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return bytes;
}

TEST(InstalledProgram, IsThisProgramUnderItsDigest) {
    const Scratch scratch;
    const std::string bin = scratch.path("bin");
    for (int time = 0; time < 2; ++time) {
        const Result<void> installed = install_program(bin);
        ASSERT_TRUE(installed) << installed.error().text();
    }
    const std::string name = *program_file_name();
    EXPECT_EQ(name, "nagaya-" + sha256(bytes_of("/proc/self/exe")).substr(0, 16));
    EXPECT_EQ(std::filesystem::read_symlink(bin + "/nagaya"), name);
    EXPECT_TRUE(bytes_of(bin + "/nagaya") == bytes_of("/proc/self/exe"));
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
    EXPECT_TRUE(bytes_of(scratch.path("bin/nagaya")) == bytes_of("/proc/self/exe"));
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
