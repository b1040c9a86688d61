#include "base/json.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace nagaya {
namespace {

std::string error_of(std::string_view text) {
    const auto result = parse_json(text);
    if (result) return "(no error)";
    return result.error().message;
}

TEST(PrintJson, compact_and_indented) {
    const JsonObject value{{"b", 1}, {"a", JsonArray{true, nullptr, "x"}}, {"c", JsonObject{}}};
    EXPECT_EQ(print_json(value, JsonStyle::compact), R"({"b":1,"a":[true,null,"x"],"c":{}})");
    EXPECT_EQ(print_json(value, JsonStyle::indented),
              "{\n  \"b\": 1,\n  \"a\": [\n    true,\n    null,\n    \"x\"\n  ],\n  \"c\": {}\n}");
}

TEST(PrintJson, escapes_and_replaces) {
    EXPECT_EQ(print_json("a\"\\\n\x1b", JsonStyle::compact), R"("a\"\\\n\u001b")");
    EXPECT_EQ(print_json("a\xff", JsonStyle::compact), "\"a\xef\xbf\xbd\"");
}

TEST(Json, round_trip) {
    const Json value = JsonObject{{"text", "naïve\n\"☃\""},
                                  {"small", std::numeric_limits<int64_t>::min()},
                                  {"large", std::numeric_limits<int64_t>::max()},
                                  {"deep", JsonArray{JsonArray{JsonArray{}}, JsonObject{{"", false}}}},
                                  {"nothing", nullptr}};
    for (const JsonStyle style : {JsonStyle::compact, JsonStyle::indented}) {
        EXPECT_EQ(parse_json(print_json(value, style)).value(), value);
    }
}

TEST(Json, accessors_never_fail) {
    const Json value = parse_json(R"({"a":{"b":[1,true,"x"]}})").value();
    EXPECT_EQ(value["a"]["b"].array()[0].number(), 1);
    EXPECT_TRUE(value["a"]["b"].array()[1].flag());
    EXPECT_EQ(value["a"]["b"].array()[2].text(), "x");
    EXPECT_EQ(value["no"]["way"].number(7), 7);
    EXPECT_EQ(value["a"].text(), "");
    EXPECT_TRUE(value["a"].array().empty());
    EXPECT_TRUE(value["a"]["b"].object().empty());
    EXPECT_FALSE(Json(1).flag());
}

TEST(ParseJson, tells_where_it_went_wrong) {
    EXPECT_EQ(error_of("{\"a\":1,}"), "line 1, column 8: this is not JSON");
    EXPECT_EQ(error_of("[1,\n é]"), "line 2, column 2: this is not JSON");
    EXPECT_EQ(error_of(""), "line 1, column 1: this is not JSON");
    EXPECT_EQ(error_of("[1] x"), "line 1, column 5: this is not JSON");
    EXPECT_EQ(error_of("\"\xff\""), "line 1, column 2: this is not JSON");
}

TEST(ParseJson, refuses_numbers_that_are_not_64_bit_integers) {
    EXPECT_NE(error_of("1.5").find("not a 64-bit integer"), std::string::npos);
    EXPECT_NE(error_of("1e400").find("not JSON"), std::string::npos);
    EXPECT_NE(error_of("9223372036854775808").find("does not fit"), std::string::npos);
    EXPECT_EQ(parse_json("9223372036854775807").value().number(), std::numeric_limits<int64_t>::max());
}

TEST(ParseJson, refuses_repeated_members) {
    EXPECT_NE(error_of(R"({"a":1,"a":2})").find("member `a` stands twice"), std::string::npos);
    EXPECT_TRUE(parse_json(R"([{"a":1},{"a":2}])").has_value());
}

std::string nested(size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); }

TEST(ParseJson, limits_depth_and_size) {
    EXPECT_TRUE(parse_json(nested(100)).has_value());
    EXPECT_NE(error_of(nested(101)).find("deeper than 100 levels"), std::string::npos);
    EXPECT_NE(error_of(std::string(1 << 20, '[')).find("deeper than 100 levels"), std::string::npos);
    const auto large = parse_json(std::string((64 << 20) + 1, ' '));
    EXPECT_EQ(large.error().kind, ErrorKind::limit);
}

}  // namespace
TEST(JsonWriter, PrintsWhatTheValuePrints) {
    JsonWriter out(JsonWriter::Layout::compact);
    out.member("version", 1);
    out.open_array("steps");
    out.element(JsonObject{{"name", "a\"b"}});
    out.element(2);
    out.close_array();
    out.open_array("none");
    out.close_array();
    out.member("last", nullptr);
    EXPECT_EQ(std::move(out).finish(), R"({"version":1,"steps":[{"name":"a\"b"},2],"none":[],"last":null})");
}

TEST(JsonWriter, GivesEachMemberAndElementALine) {
    JsonWriter out(JsonWriter::Layout::lines);
    out.member("a", JsonArray{1, 2});
    out.open_array("b");
    out.element(3);
    out.element(4);
    out.close_array();
    EXPECT_EQ(std::move(out).finish(), "{\n\"a\":[1,2],\n\"b\":[\n3,\n4]\n}");
}

}  // namespace nagaya
