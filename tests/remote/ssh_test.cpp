#include "remote/ssh.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace nagaya::remote {
namespace {

TEST(SshAddress, is_user_host_and_port) {
    EXPECT_EQ(parse_ssh_address("ssh://web1").value(), (SshAddress{.user = "", .host = "web1"}));
    EXPECT_EQ(parse_ssh_address("ssh://root@web1.example.org:2222").value(),
              (SshAddress{.user = "root", .host = "web1.example.org", .port = 2222}));
    EXPECT_EQ(parse_ssh_address("ssh://a.b-c_d@10.0.0.1/").value(),
              (SshAddress{.user = "a.b-c_d", .host = "10.0.0.1"}));
    EXPECT_EQ(parse_ssh_address("ssh://root@[fe80::1]:22").value(),
              (SshAddress{.user = "root", .host = "fe80::1", .port = 22}));
}

TEST(SshAddress, is_printed_as_it_is_read) {
    for (const char* text : {"ssh://web1", "ssh://root@web1:22", "ssh://u@[::1]:8022", "ssh://[::1]"})
        EXPECT_EQ(print_ssh_address(parse_ssh_address(text).value()), text);
}

TEST(SshAddress, is_no_option_and_no_shell_text) {
    for (const char* text : {"",
                             "web1",
                             "ssh://",
                             "ssh://-oProxyCommand=x",
                             "ssh://-l@web1",
                             "ssh://root@-x",
                             "ssh://a b",
                             "ssh://a;b",
                             "ssh://a'b",
                             "ssh://$(x)",
                             "ssh://`x`",
                             "ssh://a@b@c",
                             "ssh://@web1",
                             "ssh://web1:",
                             "ssh://web1:0",
                             "ssh://web1:65536",
                             "ssh://web1:2x",
                             "ssh://web1/path",
                             "ssh://web1\n",
                             "ssh://[::1",
                             "ssh://[::1]x",
                             "ssh://[-x]",
                             "ssh://.ssh",
                             "ssh://a%h",
                             "http://web1"})
        EXPECT_FALSE(parse_ssh_address(text)) << text;
}

TEST(SshWords, hold_the_host_behind_the_options) {
    const auto words = ssh_words({.user = "root", .host = "web1", .port = 2222},
                                 {.config = "/c", .control_path = "/p/%C"}, "true", false);
    const std::string line = join(words, " ");
    EXPECT_TRUE(line.starts_with("ssh -F /c -T -x -a -o BatchMode=yes ")) << line;
    EXPECT_TRUE(line.ends_with(" -l root -p 2222 -- web1 exec sh -c 'true'")) << line;
    EXPECT_TRUE(line.contains("-o ControlMaster=auto -o ControlPath=/p/%C -o ControlPersist=60")) << line;
    EXPECT_EQ(words.back(), "exec sh -c 'true'");
}

TEST(SshWords, use_a_connection_of_their_own_for_much) {
    const std::string line =
        join(ssh_words({.user = "", .host = "web1"}, {.config = "", .control_path = "/p"}, "x", true), " ");
    EXPECT_TRUE(line.contains("-o Compression=yes -o ControlPath=none")) << line;
    EXPECT_FALSE(line.contains("ControlMaster")) << line;
    EXPECT_FALSE(line.contains("-l ")) << line;
}

TEST(SshWords, carry_scripts_that_need_no_quoting) {
    const std::string digest(64, 'a');
    for (const std::string& script : {agent_script("0123456789abcdef"), install_script(digest)}) {
        EXPECT_FALSE(script.contains('\'')) << script;
        EXPECT_FALSE(script.contains('\n')) << script;
        EXPECT_FALSE(script.contains('!')) << script;
    }
}

}  // namespace
}  // namespace nagaya::remote
