#include "butane/yaml_text.hpp"

namespace nagaya::butane {
namespace {

TEST(YamlText, QuotesWhatWouldReadAsSomethingElse) {
    EXPECT_EQ(print_yaml(JsonObject{{"a", ""}, {"b", "yes"}, {"c", "1"}, {"d", "null"}, {"e", "plain text"}}),
              "a: \"\"\nb: \"yes\"\nc: \"1\"\nd: \"null\"\ne: plain text\n");
    EXPECT_EQ(print_yaml(JsonObject{{"a", "- x"}, {"b", "x: y"}, {"c", " x"}, {"d", "it's # so"}}),
              "a: '- x'\nb: 'x: y'\nc: ' x'\nd: 'it''s # so'\n");
}

TEST(YamlText, WritesLinesAsTheyAre) {
    EXPECT_EQ(print_yaml(JsonObject{{"a", "x\ny\n"}, {"b", "x\n\ny"}}), "a: |\n  x\n  y\nb: |-\n  x\n\n  y\n");
}

TEST(YamlText, SortsKeysAndNestsLists) {
    EXPECT_EQ(print_yaml(JsonObject{{"b10", 1}, {"b9", JsonArray{JsonObject{{"z", true}, {"y", 1048576}}, "x"}}}),
              "b9:\n  - \"y\": 1.048576e+06\n    z: true\n  - x\nb10: 1\n");
}

}  // namespace
}  // namespace nagaya::butane
