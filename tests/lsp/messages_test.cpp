// The base protocol: what is a message, what is skipped, and how the stream is found again.
#include "lsp/messages.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace nagaya::lsp {
namespace {

/// The methods of the messages in `stream`, fed in pieces of `step`; "broken" for what is none.
std::vector<std::string> read(std::string_view stream, size_t step = 1 << 20) {
    MessageReader reader;
    std::vector<std::string> methods;
    for (size_t at = 0; at < stream.size(); at += step) {
        reader.feed(stream.substr(at, step));
        while (const auto message = reader.next())
            methods.push_back(message->broken ? "broken" : std::string(message->json["method"].text()));
    }
    if (reader.lost()) methods.push_back("lost");
    return methods;
}

std::string with_length(std::string_view length, std::string_view body) {
    return concat("Content-Length: ", length, "\r\n\r\n", body);
}

const std::string good = frame(JsonObject{{"method", "a"}});
using Methods = std::vector<std::string>;

TEST(Messages, FrameCountsBytes) {
    EXPECT_EQ(frame(JsonObject{{"x", "é"}}), "Content-Length: 10\r\n\r\n{\"x\":\"é\"}");
}

TEST(Messages, FieldsInAnyOrderAndCase) {
    EXPECT_EQ(read("Content-Type: x; charset=utf-8\r\nCONTENT-LENGTH:14\r\n\r\n{\"method\":\"a\"}"), Methods({"a"}));
    EXPECT_EQ(read("Content-Length:   14  \r\nX: Content-Length\r\n\r\n{\"method\":\"a\"}" + good),
              Methods({"a", "a"}));
    EXPECT_EQ(read("X-Content-Length: 2\r\nContent-Length: 14\r\n\r\n{\"method\":\"a\"}"), Methods({"a"}));
}

TEST(Messages, BytesMayComeInAnyPieces) {
    const std::string stream = good + "Content-Length: 2\r\n\r\n[}" + good + "X: y\r\n\r\n" + good;
    const Methods all = {"a", "broken", "a", "broken", "a"};
    for (size_t step = 1; step <= stream.size(); ++step) EXPECT_EQ(read(stream, step), all) << step;
}

TEST(Messages, WaitsForTheRest) {
    EXPECT_EQ(read(good.substr(0, good.size() - 1)), Methods());
    EXPECT_EQ(read("Content-Length: 14\r\n\r"), Methods());
}

TEST(Messages, NoJsonDoesNotEndTheStream) {
    EXPECT_EQ(read(with_length("3", "{]}") + good), Methods({"broken", "a"}));
    EXPECT_EQ(read(with_length("0", "") + good), Methods({"broken", "a"}));
    EXPECT_EQ(read(with_length("2", "\xff\xfe") + good), Methods({"broken", "a"}));
}

TEST(Messages, ALengthThatSaysNothingIsToldOnceAndSkipped) {
    for (const std::string_view length : {"-1", "", "0x10", "12a", "1.5", "99999999999999999999999"})
        EXPECT_EQ(read(with_length(length, "{\"method\":\"b\"}") + good + good), Methods({"broken", "a", "a"}))
            << length;
    EXPECT_EQ(read("Content-Type: x\r\n\r\n{\"method\":\"b\"}" + good), Methods({"broken", "a"}));
    EXPECT_EQ(read("\r\n\r\n" + good), Methods({"broken", "a"}));
    EXPECT_EQ(read("X: y\r\n\r\n" + good + "X: y\r\n\r\n" + good), Methods({"broken", "a", "broken", "a"}));
}

TEST(Messages, WhatIsSkippedMayBeLongAndSpeakOfLengths) {
    const std::string text = concat(std::string(10'000, 'x'), "Content-Length: 3\\r\\n", std::string(9'000, 'y'));
    const std::string body = print_json(JsonObject{{"text", text}}, JsonStyle::compact);
    for (const size_t step : {size_t{1}, size_t{7}, size_t{100'000}})
        EXPECT_EQ(read(with_length("-5", body) + good, step), Methods({"broken", "a"})) << step;
}

TEST(Messages, TooMuchIsTheEnd) {
    EXPECT_EQ(read(with_length("67108865", "{}") + good), Methods({"broken", "lost"}));
    EXPECT_EQ(read(std::string(MessageReader::most_header + 1, 'x')), Methods({"broken", "lost"}));
    EXPECT_EQ(read(std::string(MessageReader::most_header - 20, 'x')), Methods());
    // Announced, allowed, and not there yet.
    EXPECT_EQ(read(with_length("67108864", "{}")), Methods());
}

TEST(Messages, NumbersThatWeNeverAskForDoNotMatter) {
    const std::string body = R"({"method":"a","params":{"x":0.5,"y":18446744073709551615,"w":-3}})";
    EXPECT_EQ(read(with_length(concat(body.size()), body)), Methods({"a"}));
}

TEST(Messages, AnswersCarryTheirId) {
    EXPECT_EQ(print_json(response("x", 1), JsonStyle::compact), R"({"jsonrpc":"2.0","id":"x","result":1})");
    EXPECT_EQ(print_json(error_response(7, method_not_found, "m"), JsonStyle::compact),
              R"({"jsonrpc":"2.0","id":7,"error":{"code":-32601,"message":"m"}})");
    EXPECT_EQ(print_json(notification("n", {}), JsonStyle::compact), R"({"jsonrpc":"2.0","method":"n","params":null})");
}

}  // namespace
}  // namespace nagaya::lsp
