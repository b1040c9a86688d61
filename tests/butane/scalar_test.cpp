#include "butane/scalar.hpp"

namespace nagaya::butane {
namespace {

Scalar plain(std::string_view text, std::string_view tag = "") {
    syntax::YamlNode node;
    node.text = text;
    node.tag = tag;
    return resolve_scalar(node);
}

TEST(Scalar, ReadsNumbersAsGoDoes) {
    struct Case {
        std::string_view text;
        int64_t value;
    };
    for (Case one : {Case{"420", 420},
                     {"+384", 384},
                     {"0644", 420},
                     {"0o644", 420},
                     {"0x1A4", 420},
                     {"0b110", 6},
                     {"4_20", 420},
                     {"-0x10", -16},
                     {"0", 0}}) {
        EXPECT_EQ(plain(one.text).kind, Scalar::Kind::integer) << one.text;
        EXPECT_EQ(plain(one.text).integer, one.value) << one.text;
    }
    EXPECT_EQ(plain("0899").kind, Scalar::Kind::floating);
    EXPECT_EQ(plain("420.9").floating, 420.9);
    EXPECT_EQ(plain("18446744073709551615").kind, Scalar::Kind::large_integer);
    EXPECT_EQ(plain("1e3").kind, Scalar::Kind::floating);
    for (std::string_view text : {"1.2.3", "0x", "1e", "-", "+a", "12abc", "0o8"})
        EXPECT_EQ(plain(text).kind, Scalar::Kind::text) << text;
}

TEST(Scalar, KnowsDatesAndNothings) {
    EXPECT_EQ(plain("2024-05-06").tag, "!!timestamp");
    EXPECT_EQ(plain("2024-05-06T10:00:00Z").tag, "!!timestamp");
    EXPECT_EQ(plain("2024-13-06").tag, "!!str");
    for (std::string_view text : {"", "~", "null", "Null", "NULL"})
        EXPECT_EQ(plain(text).kind, Scalar::Kind::null) << text;
    EXPECT_EQ(plain("nUll").kind, Scalar::Kind::text);
}

TEST(Scalar, FollowsTags) {
    EXPECT_EQ(plain("0644", "tag:yaml.org,2002:str").kind, Scalar::Kind::text);
    EXPECT_EQ(plain("3", "tag:yaml.org,2002:float").kind, Scalar::Kind::floating);
    EXPECT_EQ(plain("abc", "tag:yaml.org,2002:int").failure, "cannot decode !!str `abc` as a !!int");
    EXPECT_EQ(plain("7", "!mine").kind, Scalar::Kind::text);
}

}  // namespace
}  // namespace nagaya::butane
