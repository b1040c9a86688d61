#include "remote/message.hpp"

#include <gtest/gtest.h>

#include "remote/wire.hpp"

namespace nagaya::remote {
namespace {

const Site site{
    .tree = {{"nagaya.toml", {.bytes = "[site]\n"}}, {"services/web/run", {.bytes = "#!", .executable = true}}},
    .secrets = {{"web/env", {.bytes = std::string("K=\0\xff", 4)}}}};

std::string packed_tree(const std::vector<std::string>& paths) {
    WireWriter writer;
    writer.u32(static_cast<uint32_t>(paths.size()));
    for (const std::string& path : paths) writer.text(path).u8(0).text("x");
    writer.u32(0);
    return writer.take();
}

TEST(SiteMessage, comes_out_as_it_went_in) {
    const auto read = unpack_site(pack_site(site));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, site);
}

TEST(SiteMessage, cut_off_anywhere_is_refused) {
    const std::string packed = pack_site(site);
    for (size_t size = 0; size < packed.size(); ++size) EXPECT_FALSE(unpack_site(packed.substr(0, size))) << size;
    EXPECT_FALSE(unpack_site(packed + "x"));
}

TEST(SiteMessage, no_path_leads_out_of_it) {
    for (const char* path : {"", "/etc/passwd", "a//b", "a/", "..", "a/../b", ".", "a/./b"})
        EXPECT_FALSE(unpack_site(packed_tree({path}))) << path;
    EXPECT_FALSE(unpack_site(packed_tree({std::string("a\0b", 3)})));
    EXPECT_FALSE(unpack_site(packed_tree({std::string(256, 'a')})));
    EXPECT_TRUE(unpack_site(packed_tree({"a/..b/.c"})));
}

TEST(SiteMessage, names_no_file_twice) {
    EXPECT_FALSE(unpack_site(packed_tree({"a", "a"})));
    EXPECT_FALSE(unpack_site(packed_tree({"b", "a"})));
    EXPECT_TRUE(unpack_site(packed_tree({"a", "b"})));
}

TEST(SiteMessage, claims_no_more_files_than_it_has) {
    WireWriter writer;
    writer.u32(0xFFFFFFFF);
    EXPECT_FALSE(unpack_site(writer.take()));
}

TEST(RunMessage, comes_out_as_it_went_in) {
    const remote::Run run{.name = {"host", "init"},
                          .words = {"--fix", "", "a b'c"},
                          .site = 3,
                          .input = true,
                          .terminal = {.present = true, .columns = 120, .rows = 40, .name = "xterm"},
                          .console = "columns=120"};
    const auto read = parse_run(print_run(run));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, run);
}

TEST(RunMessage, without_a_command_is_refused) { EXPECT_FALSE(parse_run(print_run({.name = {}, .words = {"x"}}))); }

TEST(RunMessage, with_a_nul_in_a_word_is_refused) {
    EXPECT_FALSE(parse_run(print_run({.name = {"apply"}, .words = {std::string("a\0b", 3)}})));
    EXPECT_FALSE(parse_run(print_run({.name = {"apply"}, .words = {}, .console = std::string("\0", 1)})));
}

TEST(HelloMessage, of_a_later_protocol_may_say_more) {
    const Hello hello{.protocol = 2, .program = "12ab", .version = "9.9"};
    const auto read = parse_hello(print_hello(hello) + "more");
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, hello);
    EXPECT_FALSE(parse_hello(print_hello({.protocol = 1, .program = "", .version = ""}) + "more"));
    EXPECT_FALSE(parse_hello("\1"));
}

TEST(ExitMessage, comes_out_as_it_went_in) {
    const Exit exit{.code = 143, .report = "{}"};
    const auto read = parse_exit(print_exit(exit));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, exit);
    EXPECT_FALSE(parse_exit(""));
}

}  // namespace
}  // namespace nagaya::remote
