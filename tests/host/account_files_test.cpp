#include "host/account_files.hpp"

#include <gtest/gtest.h>

namespace nagaya::host {
namespace {

TEST(AccountFiles, ReadsPasswd) {
    const auto entries =
        parse_passwd("root:x:0:0:root:/root:/bin/bash\nweb:x:901:902:,,,:/home/web:/usr/sbin/nologin\n");
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[1],
              (PasswdEntry{.name = "web", .uid = 901, .gid = 902, .home = "/home/web", .shell = "/usr/sbin/nologin"}));
}

TEST(AccountFiles, SkipsPasswdLinesThatAreNone) {
    EXPECT_TRUE(parse_passwd("").empty());
    EXPECT_TRUE(parse_passwd("+nis::::::\n-no::::::\n#web:x:1:1::/:/\n:x:1:1::/:/\nweb:x:1:1::/\n").empty());
    EXPECT_TRUE(parse_passwd("web:x:-1:1::/:/\nweb:x:4294967296:1::/:/\nweb:x:1x:1::/:/\nweb:x::1::/:/").empty());
    EXPECT_EQ(parse_passwd("junk\nweb:x:4294967295:1::/:/sh").size(), 1U);
}

TEST(AccountFiles, ReadsGroups) {
    const auto entries = parse_group("certs:x:70:web,,mail\nempty:x:71:\n");
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0], (GroupEntry{.name = "certs", .gid = 70, .members = {"web", "mail"}}));
    EXPECT_TRUE(entries[1].members.empty());
}

TEST(AccountFiles, ReadsSubids) {
    const auto ranges = parse_subids("web:100000:65536\n902:200000:1\n");
    ASSERT_EQ(ranges.size(), 2U);
    EXPECT_EQ(ranges[0], (SubidRange{.owner = "web", .start = 100000, .count = 65536}));
    EXPECT_EQ(ranges[1].owner, "902");
}

TEST(AccountFiles, SkipsSubidsThatLeaveTheIds) {
    EXPECT_TRUE(parse_subids("web:100000:0\nweb:4294967295:2\nweb:1\nweb:a:1\nweb:1:99999999999\n").empty());
    EXPECT_EQ(parse_subids("web:4294967295:1").size(), 1U);
}

}  // namespace
}  // namespace nagaya::host
