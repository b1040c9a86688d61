#include "syntax/toml.hpp"

#include <gtest/gtest.h>

#include "syntax/shown.hpp"

namespace nagaya::syntax {
namespace {

// Values as JSON would have them, tables in file order.
std::string shown(const TomlValue& value);

std::string shown(const TomlTable& table) {
    std::vector<std::string> entries;
    for (const TomlEntry& entry : table) entries.push_back(concat(entry.key, '=', shown(entry.value)));
    return concat('{', join(entries, ","), '}');
}

std::string shown(const TomlValue& value) {
    if (const auto* text = std::get_if<std::string>(&value.value)) return concat('"', *text, '"');
    if (const auto* number = std::get_if<int64_t>(&value.value)) return concat(*number);
    if (const auto* flag = std::get_if<bool>(&value.value)) return *flag ? "true" : "false";
    if (const auto* other = std::get_if<TomlOther>(&value.value)) return std::string(other->type);
    if (const auto* table = std::get_if<TomlTable>(&value.value)) return shown(*table);
    std::vector<std::string> items;
    for (const TomlValue& item : std::get<TomlArray>(value.value)) items.push_back(shown(item));
    return concat('[', join(items, ","), ']');
}

std::string tree(std::string text) {
    Input input(std::move(text));
    const std::optional<TomlTable> table = parse_toml(input.sources, input.file, input.report);
    EXPECT_EQ(input.findings(), "");
    return table ? shown(*table) : "none";
}

TEST(Toml, Values) {
    EXPECT_EQ(tree(""), "{}");
    EXPECT_EQ(tree("# c\n"), "{}");
    EXPECT_EQ(tree("a = \"x\\ty\"\nb = 'c:\\d'\nc = '''\nl\n'''\n"), "{a=\"x\ty\",b=\"c:\\d\",c=\"l\n\"}");
    EXPECT_EQ(tree("a = 1_000\nb = -7\nc = 0x1F\nd = 0o17\n"), "{a=1000,b=-7,c=31,d=15}");
    EXPECT_EQ(tree("a = 9223372036854775807\nb = -9223372036854775808\n"),
              "{a=9223372036854775807,b=-9223372036854775808}");
    EXPECT_EQ(tree("a = true\nb = false\n"), "{a=true,b=false}");
    EXPECT_EQ(
        tree("a = 1.5\nb = inf\nc = 1979-05-27\nd = 07:32:00\ne = 1979-05-27T07:32:00Z\nf = 1979-05-27 07:32:00\n"),
        "{a=float,b=float,c=date,d=time,e=date-time,f=date-time}");
    EXPECT_EQ(tree("a = [1, [2,], {x = 'y'}, # c\n  'z']\n"), "{a=[1,[2],{x=\"y\"},\"z\"]}");
    EXPECT_EQ(tree("\xef\xbb\xbf"
                   "a = 1\r\nb = 2\r\n"),
              "{a=1,b=2}");
}

TEST(Toml, TablesKeepFileOrder) {
    EXPECT_EQ(tree("z = 1\na = 2\n[y]\nc = 1\nb = 2\n[x]\n"), "{z=1,a=2,y={c=1,b=2},x={}}");
    EXPECT_EQ(tree("b.z = 1\na = 1\nb.y = {q = 1, p = 2}\n"), "{b={z=1,y={q=1,p=2}},a=1}");
    EXPECT_EQ(tree("[[p]]\nn = 1\n[p.q]\nk = 1\n[[p]]\nn = 2\n"), "{p=[{n=1,q={k=1}},{n=2}]}");
    EXPECT_EQ(tree("[b.\"x y\".c]\nk = 1\n[a]\n[b]\nk = 2\n"), "{a={},b={x y={c={k=1}},k=2}}");
}

TEST(Toml, TypeNames) {
    EXPECT_EQ(type_name({.value = std::string(), .at = {}}), "string");
    EXPECT_EQ(type_name({.value = int64_t{1}, .at = {}}), "integer");
    EXPECT_EQ(type_name({.value = true, .at = {}}), "boolean");
    EXPECT_EQ(type_name({.value = TomlOther{"date"}, .at = {}}), "date");
    EXPECT_EQ(type_name({.value = TomlArray(), .at = {}}), "array");
    EXPECT_EQ(type_name({.value = TomlTable(), .at = {}}), "table");
}

TEST(Toml, Find) {
    Input input("a = 1\nb = 2\n");
    const TomlTable table = parse_toml(input.sources, input.file, input.report).value();
    EXPECT_EQ(find(table, "b"), &table[1].value);
    EXPECT_EQ(find(table, "c"), nullptr);
}

// "key@place value@place" of every entry and element.
void list_places(const Input& input, const TomlValue& value, std::string_view key, std::string& out) {
    out += concat(key, ' ', input.place(value.at), ' ', input.sources.text(value.at), '\n');
    if (const auto* table = std::get_if<TomlTable>(&value.value)) {
        for (const TomlEntry& entry : *table) {
            EXPECT_TRUE(input.sources.text(entry.key_at).contains(entry.key));
            list_places(input, entry.value, concat(entry.key, '@', input.place(entry.key_at)), out);
        }
    } else if (const auto* array = std::get_if<TomlArray>(&value.value)) {
        for (const TomlValue& item : *array) list_places(input, item, "-", out);
    }
}

std::string places(std::string text) {
    Input input(std::move(text));
    std::string out;
    const std::optional<TomlTable> table = parse_toml(input.sources, input.file, input.report);
    EXPECT_EQ(input.findings(), "");
    for (const TomlEntry& entry : table.value_or(TomlTable()))
        list_places(input, entry.value, concat(entry.key, '@', input.place(entry.key_at)), out);
    return out;
}

TEST(Toml, PlacesOfValues) {
    EXPECT_EQ(places("a = 'x' # c\nb=[1,\n 22 ]\n"),
              "a@1:1-1:2 1:5-1:8 'x'\n"
              "b@2:1-2:2 2:3-3:6 [1,\n 22 ]\n"
              "- 2:4-2:5 1\n"
              "- 3:2-3:4 22\n");
    EXPECT_EQ(places("x.y = { a = true }"),
              "x@1:1-1:2 1:1-1:2 x\n"
              "y@1:3-1:4 1:7-1:19 { a = true }\n"
              "a@1:9-1:10 1:13-1:17 true\n");
    EXPECT_EQ(places("a = [[1], [{b=2}]]\n"),
              "a@1:1-1:2 1:5-1:19 [[1], [{b=2}]]\n"
              "- 1:6-1:9 [1]\n- 1:7-1:8 1\n"
              "- 1:11-1:18 [{b=2}]\n- 1:12-1:17 {b=2}\nb@1:13-1:14 1:15-1:16 2\n");
}

TEST(Toml, PlacesBehindWideCharacters) {
    EXPECT_EQ(places("\xef\xbb\xbf\"\xc3\xa9\xf0\x9f\x98\x80\" = \"\xc3\xbc\"\r\n'\xc3\xa9'=7"),
              "\xc3\xa9\xf0\x9f\x98\x80@1:2-1:6 1:9-1:12 \"\xc3\xbc\"\n"
              "\xc3\xa9@2:1-2:4 2:5-2:6 7\n");
}

TEST(Toml, PlacesOfHeaders) {
    EXPECT_EQ(places("[a]\nk=1\n"), "a@1:2-1:3 1:2-1:3 a\nk@2:1-2:2 2:3-2:4 1\n");
    EXPECT_EQ(places("[ a . \"b\" ] # c\n"), "a@1:3-1:4 1:3-1:4 a\nb@1:7-1:10 1:3-1:10 a . \"b\"\n");
    EXPECT_EQ(places("[a.b]\n[a]\n"), "a@2:2-2:3 2:2-2:3 a\nb@1:4-1:5 1:2-1:5 a.b\n");
    EXPECT_EQ(places("[[p]]\nn=1\n[[p]]\n[p.q]\n"),
              "p@1:3-1:4 1:3-1:4 p\n"
              "- 1:3-1:4 p\nn@2:1-2:2 2:3-2:4 1\n"
              "- 3:3-3:4 p\nq@4:4-4:5 4:2-4:5 p.q\n");
}

TEST(Toml, StringsPrintAndReadBack) {
    std::string all;
    for (char c = 1; c < 127; ++c) all += c;
    for (const std::string& text :
         {std::string(), all + '\x7f', std::string("\xc3\xa9\xf0\x9f\x98\x80 \"\\"), std::string("'\r\n")}) {
        Input input("a = " + toml_string(text));
        const std::optional<TomlTable> table = parse_toml(input.sources, input.file, input.report);
        ASSERT_EQ(input.findings(), "");
        EXPECT_EQ(std::get<std::string>(table->at(0).value.value), text);
    }
    EXPECT_EQ(toml_string("a\x01\n"), "\"a\\u0001\\n\"");
}

TEST(Toml, ManyKeysAndTables) {
    std::string text;
    for (int i = 0; i < 20000; ++i) text += concat("[[t]]\nk", i, " = ", i, '\n');
    Input input(text);
    const std::optional<TomlTable> table = parse_toml(input.sources, input.file, input.report);
    ASSERT_TRUE(table.has_value());
    const auto& array = std::get<TomlArray>(table->at(0).value.value);
    ASSERT_EQ(array.size(), 20000U);
    EXPECT_EQ(input.sources.text(std::get<TomlTable>(array.back().value).at(0).key_at), "k19999");
}

}  // namespace
}  // namespace nagaya::syntax
