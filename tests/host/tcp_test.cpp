#include "host/tcp.hpp"

#include "host/http_get.hpp"
#include "small_server.hpp"

namespace nagaya::host {
namespace {

Deadline soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(5); }

TEST(Endpoint, IsAddressOrNameAndPort) {
    EXPECT_EQ(*parse_endpoint("127.0.0.1:80"), (Endpoint{"127.0.0.1", 80}));
    EXPECT_EQ(*parse_endpoint("[::1]:65535"), (Endpoint{"::1", 65535}));
    EXPECT_EQ(*parse_endpoint("name", 80), (Endpoint{"name", 80}));
    EXPECT_EQ(*parse_endpoint("[::1]", 80), (Endpoint{"::1", 80}));
    for (const char* wrong : {"", ":80", "name", "name:", "name:0", "name:65536", "::1:80", "[::1", "[::1]80", "a:b"})
        EXPECT_FALSE(parse_endpoint(wrong)) << wrong;
}

TEST(ConnectTcp, ConnectsAndSaysWhyNot) {
    std::string address;
    {
        const SmallServer server("");
        address = server.address();
        EXPECT_TRUE(connect_tcp(*parse_endpoint(address), soon()));
    }
    const Result<Descriptor> refused = connect_tcp(*parse_endpoint(address), soon());
    ASSERT_FALSE(refused);
    EXPECT_TRUE(refused.error().message.contains("refused")) << refused.error().message;
}

TEST(HttpUrl, HasEndpointAndTarget) {
    EXPECT_EQ(*parse_http_url("http://127.0.0.1:8080/a?b#c"),
              (HttpAddress{{"127.0.0.1", 8080}, "127.0.0.1:8080", "/a?b"}));
    EXPECT_EQ(*parse_http_url("http://web"), (HttpAddress{{"web", 80}, "web", "/"}));
    EXPECT_EQ(*parse_http_url("http://[::1]:81?x"), (HttpAddress{{"::1", 81}, "[::1]:81", "/?x"}));
    for (const char* wrong :
         {"", "web", "ftp://web", "http://", "http://a b/", "http://user@web/", "http://web/\r\nX: y"})
        EXPECT_FALSE(parse_http_url(wrong)) << wrong;
    EXPECT_EQ(parse_http_url("https://web/").error().kind, ErrorKind::unsupported);
}

Result<HttpAnswer> get(const SmallServer& server, std::chrono::milliseconds longest = std::chrono::seconds(5)) {
    return http_get(*parse_http_url(concat("http://", server.address(), "/x")),
                    std::chrono::steady_clock::now() + longest);
}

TEST(HttpGet, ReadsTheStatus) {
    SmallServer server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    const Result<HttpAnswer> answer = get(server);
    ASSERT_TRUE(answer) << answer.error().text();
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->reason, "OK");
    EXPECT_TRUE(server.last_request().starts_with("GET /x HTTP/1.1\r\n")) << server.last_request();
    EXPECT_TRUE(server.last_request().contains(concat("\r\nHost: ", server.address(), "\r\n")));
    server.answer("HTTP/1.0 503\r\n\r\n");
    EXPECT_EQ(get(server)->status, 503);
}

TEST(HttpGet, SaysWhatIsNoAnswer) {
    SmallServer server("");
    EXPECT_FALSE(get(server));
    for (const char* wrong : {"SSH-2.0-OpenSSH\r\n", "HTTP/1.1 abc OK\r\n\r\n", "HTTP/1.1 2000\r\n\r\n", "HTTP/1"}) {
        server.answer(wrong);
        const Result<HttpAnswer> answer = get(server);
        ASSERT_FALSE(answer) << wrong;
        EXPECT_EQ(answer.error().kind, ErrorKind::malformed) << wrong;
    }
}

TEST(HttpGet, WaitsAndReadsOnlySoMuch) {
    SmallServer server("silence");
    const Result<HttpAnswer> silent = get(server, std::chrono::milliseconds(100));
    ASSERT_FALSE(silent);
    EXPECT_EQ(silent.error().kind, ErrorKind::timeout);
    server.answer("HTTP/1.1 200 OK\r\nX: " + std::string(size_t{1} << 17, 'x'));
    EXPECT_EQ(get(server)->status, 200);
}

}  // namespace
}  // namespace nagaya::host
