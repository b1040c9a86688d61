#include "ignition/url.hpp"

#include "ignition/clean_path.hpp"
#include "ignition/data_url.hpp"

namespace nagaya::ignition {
namespace {

std::string problem(std::string_view source, int minor = 5) { return check_source(source, {minor}).value_or(""); }
std::string bytes(std::string_view url) {
    auto decoded = decode_data_url(url);
    EXPECT_EQ(check_data_url(url), decoded ? std::nullopt : std::optional(decoded.error().message)) << url;
    return decoded ? *decoded : "! " + decoded.error().message;
}

TEST(Url, Schemes) {
    for (const char* source : {"http://a", "HTTPS://a/b", "tftp://a/b", "s3://b/k", "gs://b/k", "data:,"})
        EXPECT_EQ(problem(source), "") << source;
    for (const char* source : {"ftp://a", "", "/a", "//a/b", "a/b", "file:///a", "1http://a", "ht%74p://a"})
        EXPECT_NE(problem(source), "") << source;
    EXPECT_EQ(problem("gs://b/k", 1), "invalid url scheme");
    EXPECT_EQ(problem("arn:aws:s3:::b/k", 3), "invalid url scheme");
    EXPECT_EQ(problem("arn:aws:s3:::b/k", 4), "");
    EXPECT_EQ(problem("arn:aws:s3:::b"), "invalid S3 ARN format");
    EXPECT_EQ(problem("arn:aws:sqs:::b/k"), "invalid S3 ARN format");
    EXPECT_EQ(problem("arn:aws:s3:r:1:accesspoint/n/object/k"), "");
    EXPECT_EQ(problem("arn:aws:s3:r:1:accesspoint/n"), "invalid S3 ARN format");
}

TEST(Url, ObjectVersions) {
    EXPECT_EQ(problem("s3://b/k?versionId=1"), "");
    EXPECT_EQ(problem("s3://b/k?versionId="), "invalid S3 object VersionId");
    EXPECT_EQ(problem("s3://b/k?a=b&version%49d"), "invalid S3 object VersionId");
    EXPECT_EQ(problem("s3://b/k?versionId=1&versionId="), "");
    EXPECT_EQ(problem("http://b/k?versionId="), "");
}

TEST(Url, WhatGoRefuses) {
    for (const char* text :
         {"http://a b/", "http://a:x/", "http://[::1", "http://[::1]x/", "http://a%zz/", "http://a/%2", ":x", "a:b#%",
          "http://u ser@a/", "x\ny://a", "a:b\x7f", "1:2", "http://a%41/"})
        EXPECT_FALSE(parse_url(text).has_value()) << text;
    for (const char* text : {"http://a:/", "http://a:80/", "http://[::1]:8/x", "http://[fe80::1%25en0]/",
                             "http://u:p%40@a/", "http://a/%20?%zz", "a/b:c", "mailto:x", "///a", "", "http://a%25/"})
        EXPECT_TRUE(parse_url(text).has_value()) << text;
    const auto url = parse_url("Arn:a:b?c=d#e");
    ASSERT_TRUE(url.has_value());
    EXPECT_EQ(url->scheme, "arn");
    EXPECT_EQ(url->opaque, "a:b");
    EXPECT_EQ(url->query, "c=d");
}

TEST(DataUrl, Percent) {
    EXPECT_EQ(bytes("data:,a%20b%ff+"), "a b\xff+");
    EXPECT_EQ(bytes("data:text/plain;charset=utf-8,x"), "x");
    EXPECT_EQ(bytes("data:text/plain;a=\"b;,c\",x"), "x");
    EXPECT_EQ(bytes("data:x-own/y,"), "");
    EXPECT_EQ(bytes("data:,%2"), "! rfc2396: unexpected end of unescape sequence");
    EXPECT_EQ(bytes("data:,%2g"), "! rfc2396: invalid char 0x25 in unescape sequence");
    EXPECT_EQ(bytes("data:,a b"), "! invalid data character");
    EXPECT_EQ(bytes("data:,\xc3\xa9"), "! invalid data character");
}

TEST(DataUrl, Heads) {
    EXPECT_EQ(bytes("date:,"), "! missing data prefix");
    EXPECT_EQ(bytes("data:"), "! missing comma before data");
    EXPECT_EQ(bytes("data:text"), "! missing media type slash");
    EXPECT_EQ(bytes("data:text,x"), "! invalid character for media type");
    EXPECT_EQ(bytes("data:font/woff,x"), "! invalid media type");
    EXPECT_EQ(bytes("data:text/plain"), "! incomplete media type");
    EXPECT_EQ(bytes("data:text/a=b,"), "! invalid character for media subtype");
    EXPECT_EQ(bytes("data:=,"), "! invalid character after data prefix");
    EXPECT_EQ(bytes("data:;,"), "! unterminated parameter sequence");
    EXPECT_EQ(bytes("data:;a"), "! unterminated parameter sequence");
    EXPECT_EQ(bytes("data:;utf8,x"), "! expected base64, got utf8");
    EXPECT_EQ(bytes("data:;a=,x"), "! invalid character for parameter value");
    EXPECT_EQ(bytes("data:;a=b"), "! missing comma before data");
    EXPECT_EQ(bytes("data:;a=\"b,x"), "! unclosed quoted string");
    EXPECT_EQ(bytes("data:;a=\"b\"c,x"), "! expected semicolon or comma");
    EXPECT_EQ(bytes("data:;a=\"\\q\",x"), "! invalid syntax");
}

TEST(DataUrl, Base64) {
    EXPECT_EQ(bytes("data:;base64,"), "");
    EXPECT_EQ(bytes("data:;base64,YQ=="), "a");
    EXPECT_EQ(bytes("data:;base64,YWI="), "ab");
    EXPECT_EQ(bytes("data:;base64,YWJj"), "abc");
    EXPECT_EQ(bytes("data:;base64,YW\nJj\n"), "abc");
    EXPECT_EQ(bytes("data:;base64,YWJ"), "! illegal base64 data at input byte 0");
    EXPECT_EQ(bytes("data:;base64,YWJjYQ"), "! illegal base64 data at input byte 4");
    EXPECT_EQ(bytes("data:;base64,YQ="), "! illegal base64 data at input byte 3");
    EXPECT_EQ(bytes("data:;base64,Y==="), "! illegal base64 data at input byte 1");
    EXPECT_EQ(bytes("data:;base64,YQ==YQ=="), "! illegal base64 data at input byte 4");
    EXPECT_EQ(bytes("data:;base64,YW-j"), "! invalid data character");
    std::string all;
    for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
    for (size_t size = 0; size <= all.size(); size += 17) {
        EXPECT_EQ(bytes(plain_data_url(all.substr(0, size))), all.substr(0, size));
        EXPECT_EQ(bytes("data:," + escape_data(all.substr(0, size))), all.substr(0, size));
    }
}

TEST(CleanPath, AsGoDoes) {
    EXPECT_EQ(clean_path(""), ".");
    EXPECT_EQ(clean_path("/"), "/");
    EXPECT_EQ(clean_path("/../a"), "/a");
    EXPECT_EQ(clean_path("../../a"), "../../a");
    EXPECT_EQ(clean_path("a/../../b"), "../b");
    EXPECT_EQ(clean_path("a//b/./c/.."), "a/b");
    EXPECT_EQ(clean_path("a/.."), ".");
}

TEST(EscapePath, AsSystemdDoes) {
    EXPECT_EQ(escape_path("/"), "-");
    EXPECT_EQ(escape_path("/var/lib//x-y/"), "var-lib-x\\x2dy");
    EXPECT_EQ(escape_path("/.a/.b"), "\\x2ea-.b");
    EXPECT_EQ(escape_path("/\xc3\xa9:_1"), "\\xc3\\xa9:_1");
}

}  // namespace
}  // namespace nagaya::ignition
