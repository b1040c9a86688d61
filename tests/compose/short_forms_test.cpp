#include "compose/short_forms.hpp"

#include <gtest/gtest.h>

namespace nagaya::compose {
namespace {

std::string port(std::string_view text) {
    const Ports read = parse_port(text);
    std::string out;
    for (const auto& one : read.ports)
        out += one.host_ip + "|" + one.published + "|" + std::to_string(one.target) + "/" + one.protocol + " ";
    return read.error.empty() ? out : "wrong";
}

TEST(Ports, HaveRangesAndAddresses) {
    EXPECT_EQ(port("80"), "||80/tcp ");
    EXPECT_EQ(port("8080:80/UDP"), "|8080|80/udp ");
    EXPECT_EQ(port("80-81:90-91"), "|80|90/tcp |81|91/tcp ");
    EXPECT_EQ(port("80-82:90"), "|80-82|90/tcp ");
    EXPECT_EQ(port("[::1]:8080:80"), "::1|8080|80/tcp ");
    EXPECT_EQ(port("127.0.0.1::80"), "127.0.0.1||80/tcp ");
    for (const auto text : {"", "80:", "a:b", "::1:80:90", "x:1:2", "127.1:1:2", "80:90-91", "70000", "80/x", "-80"})
        EXPECT_EQ(port(text), "wrong") << text;
}

TEST(Mounts, AreBindsOrVolumes) {
    EXPECT_TRUE(parse_mount("./a:/b:ro,z").bind);
    EXPECT_EQ(parse_mount("./a:/b:ro,z").selinux, "z");
    EXPECT_FALSE(parse_mount("data:/b").bind);
    EXPECT_EQ(parse_mount("/b").target, "/b");
    EXPECT_EQ(parse_mount("d:/d").target, "d:/d");
    EXPECT_EQ(parse_mount("aa:/b:rwz").ignored.size(), 1U);
    EXPECT_FALSE(parse_mount("/a:/b:ro:z").error.empty());
    EXPECT_FALSE(parse_mount(":/b").error.empty());
}

TEST(Paths, AreCleaned) {
    EXPECT_EQ(clean_path("/a/./b//../c/"), "/a/c");
    EXPECT_EQ(clean_path("../../a"), "../../a");
    EXPECT_EQ(clean_path("/.."), "/");
    EXPECT_EQ(clean_path(""), ".");
    EXPECT_EQ(join_path("/p", "../x"), "/x");
    EXPECT_EQ(parent_path("/a/b"), "/a");
    EXPECT_TRUE(is_windows_path("C:\\x"));
}

}  // namespace
}  // namespace nagaya::compose
