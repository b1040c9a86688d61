#include "load/names.hpp"

#include <gtest/gtest.h>

namespace nagaya::load {
namespace {

struct Case {
    bool (*test)(std::string_view);
    std::string_view what;
    std::vector<std::string_view> good;
    std::vector<std::string_view> bad;
};

TEST(Names, TakeWhatTheyShouldAndNothingElse) {
    for (const Case& each : {
             Case{is_name,
                  "name",
                  {"a", "web-1", "abcdefghijklmnopqrstuvwxyz01234"},
                  {"", "1a", "-a", "A", "a_b", "a.b", "abcdefghijklmnopqrstuvwxyz012345", "ä"}},
             Case{is_account_name, "account", {"web", "_web", "nginx_rp", "root"}, {"", "1a", "Web", "a.b", "a b"}},
             Case{is_variable_name, "variable", {"A", "A_1"}, {"", "a", "1A", "_A", "A-B"}},
             Case{is_unit_name,
                  "unit",
                  {"web.container", "a@.service", "a@b.service", "x-.slice", "a\\x2d.mount"},
                  {"", "web", ".service", "web.", "a b.service", "a/b.service"}},
             Case{is_file_name, "file name", {"a", ".a", "a b", "ä"}, {"", ".", "..", "a/b", "a\nb", "\xff"}},
             Case{is_relative_path, "relative path", {"a", "a/b/c", ".a/b"}, {"", "/a", "a/", "a//b", "a/../b", "./a"}},
             Case{is_absolute_path, "absolute path", {"/", "/a", "/a/b"}, {"", "a", "//", "/a/", "/a/../b", "/./a"}},
             Case{is_directory_path,
                  "directory",
                  {"..", "../secrets", "../../a", "secrets", "/etc/x"},
                  {"", "a/..", "../", "a/../b", "."}},
             Case{is_domain,
                  "domain",
                  {"localhost", "example.org", "a-b.example.org"},
                  {"", ".", "a..b", "-a.b", "a b", "a_b"}},
             Case{is_ipv4,
                  "address",
                  {"127.0.0.1", "0.0.0.0", "255.255.255.255"},
                  {"", "1.2.3", "1.2.3.256", "1.2.3.4.5", "::1", "1.2.3.x", "1.2.3.0004"}},
             Case{is_version, "version", {"5.4", "4.9.0"}, {"", "5", "5.", "5.x", "v5.4", "5.4.1.2"}},
             Case{is_host_address,
                  "host address",
                  {"lab://mouse", "ssh://mouse.lan", "ssh://root@mouse.lan:22"},
                  {"", "mouse", "lab://", "lab://A", "http://x", "ssh://", "ssh://-oProxyCommand=x", "ssh://a@b:0",
                   "ssh://a b"}},
             Case{is_probe_url,
                  "URL",
                  {"http://x", "http://127.0.0.1:@@PORT_HTTP@@/a?b=c", "http://[::1]:80/"},
                  {"", "http://", "http:///", "https://x", "http://a b", "http://a\nb", "http://a\"b", "ftp://x"}},
             Case{is_socket_address,
                  "socket address",
                  {"127.0.0.1:1", "db.lan:65535", "[::1]:80", "127.0.0.1:@@PORT_DB@@", "@@HOST_IP@@:80"},
                  {"", ":1", "a", "a:", "a:0", "a:65536", "a:x", "a b:1", "::1:80", "[]:1", "a:@@x@@", "[a b]:1"}},
             Case{is_file_pattern,
                  "pattern",
                  {"files/*", "files/a/**/b.conf"},
                  {"", "files", "files/", "*", "/files/x", "files/../x", "web.container"}},
             Case{is_builtin_variable,
                  "built-in",
                  {"UID", "PORT_HTTP", "LISTEN_HTTP", "IMAGE", "IMAGE_BASE", "DOMAIN_NAME"},
                  {"", "LOG_LEVEL", "CERT_PATH", "LE_EMAIL", "PORT", "MY_UID"}},
         }) {
        for (std::string_view text : each.good) EXPECT_TRUE(each.test(text)) << each.what << ": " << text;
        for (std::string_view text : each.bad) EXPECT_FALSE(each.test(text)) << each.what << ": " << text;
    }
}

TEST(Names, BackticksAreSafeToPrint) {
    EXPECT_EQ(in_backticks("web"), "`web`");
    EXPECT_EQ(in_backticks("a\nb"), "`a\\nb`");
    EXPECT_EQ(in_backticks(std::string(61, 'x')), "`" + std::string(60, 'x') + "…`");
    EXPECT_EQ(in_backticks(std::string(59, 'x') + "ää"), "`" + std::string(59, 'x') + "…`");
}

}  // namespace
}  // namespace nagaya::load
