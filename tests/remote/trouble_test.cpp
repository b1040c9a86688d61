#include "remote/trouble.hpp"

#include <gtest/gtest.h>

#include "remote/transport.hpp"

namespace nagaya::remote {
namespace {

std::string told(int code, std::string errors, std::string output = "") {
    return explain({.name = "host web1",
                    .by_hand = "ssh root@web1",
                    .exit_code = code,
                    .output = std::move(output),
                    .errors = std::move(errors)},
                   "x86_64")
        .message;
}

TEST(Trouble, unreachable_shows_what_ssh_said) {
    EXPECT_EQ(told(255, "ssh: connect to host web1 port 22: Connection refused\r\n"),
              "host web1 cannot be reached over ssh\n    | ssh: connect to host web1 port 22: Connection refused\n"
              "help: `ssh root@web1` shows whether it is there");
}

TEST(Trouble, unknown_host_key_says_how_it_is_accepted) {
    const std::string text = told(255,
                                  "No ED25519 host key is known for web1 and you have requested strict checking.\r\n"
                                  "Host key verification failed.\r\n");
    EXPECT_TRUE(text.starts_with("host web1 has a host key that is not known here\n    | No ED25519")) << text;
    EXPECT_TRUE(text.contains("help: log in once with `ssh root@web1`")) << text;
}

TEST(Trouble, changed_host_key_is_not_called_unknown) {
    const std::string text =
        told(255, "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.\n");
    EXPECT_TRUE(text.starts_with("host web1 shows another host key than before")) << text;
}

TEST(Trouble, refused_login) {
    EXPECT_TRUE(told(255, "root@web1: Permission denied (publickey).\n").starts_with("host web1 refuses the login\n"));
}

TEST(Trouble, no_sudo) {
    const std::string text = told(exit_no_root, "sudo: a password is required\n");
    EXPECT_TRUE(text.starts_with("host web1 gives no root rights")) << text;
    EXPECT_TRUE(text.contains("    | sudo: a password is required\n")) << text;
}

TEST(Trouble, another_machine_type) {
    EXPECT_TRUE(told(exit_not_there, "", "motd\nnagaya-needs aarch64\n")
                    .starts_with("host web1 is a `aarch64` machine, and this nagaya is built for `x86_64`\n"));
}

TEST(Trouble, programs_that_do_not_start) {
    EXPECT_TRUE(told(127, "sh: 1: exec: /var/lib/nagaya/bin/nagaya-1: not found\n").contains("not the loader"));
    EXPECT_TRUE(told(126, "sh: /x: cannot execute binary file: Exec format error\n").contains("another machine type"));
    EXPECT_TRUE(told(126, "sh: 1: exec: /x: Permission denied\n").contains("noexec"));
    EXPECT_TRUE(told(1, "/x: /lib/libc.so.6: version `GLIBC_2.36' not found\n").contains("older C library"));
}

TEST(Trouble, no_space_for_the_program) {
    const Error error = explain_install({.name = "host web1",
                                         .by_hand = "",
                                         .exit_code = exit_not_written,
                                         .output = "",
                                         .errors = "cat: write error: No space left on device\n"});
    EXPECT_EQ(error.kind, ErrorKind::limit);
    EXPECT_TRUE(error.message.contains("free some space")) << error.message;
}

TEST(Trouble, what_a_host_says_moves_no_cursor) { EXPECT_FALSE(told(255, "\x1b[2Jhello").contains('\x1b')); }

}  // namespace
}  // namespace nagaya::remote
