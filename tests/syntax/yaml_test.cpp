#include "syntax/yaml.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace nagaya::syntax {
namespace {

struct Read {
    explicit Read(std::string text, YamlLimits limits = {})
        : file(sources.add("file.yaml", std::move(text))), result(read_yaml(sources, file, limits)) {}

    const YamlNode& root(size_t document = 0) const { return *result.stream.documents()[document]; }
    std::string_view written(const YamlNode& node) const { return sources.text(node.at); }

    Sources sources;
    FileId file;
    YamlResult result;
};

TEST(Yaml, TreeKnowsPlaces) {
    Read read("a: one\nb:\n  - 'two'\n  - {c: \"three\"}\n\n# end\n");
    ASSERT_FALSE(read.result.problem);
    const YamlNode& root = read.root();
    ASSERT_TRUE(root.is_mapping());
    EXPECT_EQ(read.written(root), "a: one\nb:\n  - 'two'\n  - {c: \"three\"}");
    EXPECT_EQ(find(root, "a")->text, "one");
    const YamlNode& list = *find(root, "b");
    ASSERT_EQ(list.items.size(), 2u);
    EXPECT_EQ(read.written(*list.items[0]), "'two'");
    EXPECT_EQ(list.items[0]->text, "two");
    EXPECT_EQ(list.items[0]->style, YamlStyle::single_quoted);
    EXPECT_TRUE(list.items[1]->flow);
    EXPECT_EQ(read.written(*list.items[1]), "{c: \"three\"}");
    EXPECT_EQ(read.written(*list.items[1]->pairs[0].key), "c");
}

TEST(Yaml, BlockScalarsEndWhereTheirTextEnds) {
    Read read("a: |\n  one\n  two\n\nb: >-\n  three\n  four\n");
    EXPECT_EQ(find(read.root(), "a")->text, "one\ntwo\n");
    EXPECT_EQ(read.written(*find(read.root(), "a")), "|\n  one\n  two");
    EXPECT_EQ(find(read.root(), "b")->text, "three four");
    EXPECT_EQ(find(read.root(), "b")->style, YamlStyle::folded);
}

TEST(Yaml, PlacesAreBytesWhateverTheScript) {
    std::string text = "\xef\xbb\xbf";
    for (int i = 0; i < 100; ++i) text += "# 長屋 🏠\r\n";
    text += "ключ: [長屋, \"🏠\\n\"]\r\nlast: end\r\n";
    Read read(text);
    ASSERT_FALSE(read.result.problem);
    EXPECT_EQ(read.written(*read.root().pairs[0].key), "ключ");
    const YamlNode& list = *find(read.root(), "ключ");
    EXPECT_EQ(read.written(list), "[長屋, \"🏠\\n\"]");
    EXPECT_EQ(read.written(*list.items[0]), "長屋");
    EXPECT_EQ(list.items[1]->text, "🏠\n");
    EXPECT_EQ(read.written(*find(read.root(), "last")), "end");
}

TEST(Yaml, AliasesStayAndKnowTheirTarget) {
    Read read("base: &b !!map {x: 1}\nuse: *b\n<<: *b\nagain: &b 2\nlate: *b\n");
    ASSERT_FALSE(read.result.problem);
    const YamlNode& root = read.root();
    EXPECT_EQ(find(root, "base")->tag, "tag:yaml.org,2002:map");
    ASSERT_TRUE(find(root, "use")->is_alias());
    EXPECT_EQ(read.written(*find(root, "use")), "*b");
    EXPECT_EQ(&resolved(*find(root, "use")), find(root, "base"));
    EXPECT_EQ(resolved(*find(root, "late")).text, "2");
    EXPECT_EQ(root.pairs[2].key->text, "<<");
}

TEST(Yaml, AnAliasMayLeadToItsOwnParent) {
    Read read("a: &a [*a]\n");
    ASSERT_FALSE(read.result.problem);
    EXPECT_EQ(&resolved(*find(read.root(), "a")->items[0]), find(read.root(), "a"));
}

TEST(Yaml, DocumentsForgetAnchors) {
    Read read("--- &a 1\n---\n*a\n");
    ASSERT_TRUE(read.result.problem);
    EXPECT_EQ(read.result.problem->stage, YamlProblem::Stage::composer);
    EXPECT_EQ(read.result.problem->problem, "unknown anchor 'a' referenced");
    EXPECT_EQ(read.result.stream.documents().size(), 1u);
}

TEST(Yaml, EmptyFileHasNoDocument) {
    Read read("# nothing\n");
    EXPECT_FALSE(read.result.problem);
    EXPECT_TRUE(read.result.stream.documents().empty());
    Read empty("---\n");
    ASSERT_EQ(empty.result.stream.documents().size(), 1u);
    EXPECT_EQ(empty.root().text, "");
}

struct Bad {
    std::string text;
    std::string_view problem;
    std::string_view found;
    YamlProblem::Stage stage;
};

TEST(Yaml, ProblemsHaveTheLibrarysWordsAndOurPlace) {
    using Stage = YamlProblem::Stage;
    const Bad cases[] = {
        {"a: b: c\n", "mapping values are not allowed in this context", ":", Stage::scanner},
        {"a:\n\t- b\n", "found character that cannot start any token", "\t", Stage::scanner},
        {"é: [1, 2\nb: 3\n", "did not find expected ',' or ']'", ":", Stage::parser},
        {"a: \"b\n", "found unexpected end of stream", "", Stage::scanner},
        {std::string("a: \0b\n", 6), "control characters are not allowed", std::string_view("\0", 1), Stage::reader},
        {"a: \xff\n", "invalid leading UTF-8 octet", "\xff", Stage::reader},
    };
    for (const Bad& bad : cases) {
        Read read(bad.text);
        ASSERT_TRUE(read.result.problem) << bad.text;
        EXPECT_EQ(read.result.problem->problem, bad.problem);
        EXPECT_EQ(read.sources.text(read.result.problem->at), bad.found) << bad.text;
        EXPECT_EQ(read.result.problem->stage, bad.stage) << bad.text;
    }
}

TEST(Yaml, LimitsHold) {
    EXPECT_EQ(Read(std::string(100'000, '[')).result.problem->stage, YamlProblem::Stage::limit);
    EXPECT_EQ(Read("[a, b, c]", {.nodes = 3}).result.problem->stage, YamlProblem::Stage::limit);
    EXPECT_EQ(Read("a: 12345678", {.bytes = 10}).result.problem->stage, YamlProblem::Stage::limit);
    EXPECT_EQ(Read("--- 1\n--- 2\n--- 3\n", {.documents = 2}).result.problem->stage, YamlProblem::Stage::limit);
    std::string deep;
    for (int i = 0; i < 1000; ++i) deep += std::string(static_cast<size_t>(i), ' ') + "a:\n";
    EXPECT_EQ(Read(deep).result.problem->stage, YamlProblem::Stage::limit);
}

TEST(Yaml, ProblemIsOneFinding) {
    Sources sources;
    Report report;
    EXPECT_FALSE(parse_yaml(sources, sources.add("x.yaml", "a:\n\tb: c\n"), report));
    ASSERT_EQ(report.errors(), 1u);
    const Diagnostic finding = report.sorted(sources)[0];
    EXPECT_EQ(finding.code, "yaml-syntax");
    EXPECT_EQ(sources.position(finding.at.file, finding.at.begin).line, 2u);
    EXPECT_EQ(finding.help, "indent with blanks: YAML allows no tab here");
    Report other;
    EXPECT_FALSE(parse_yaml(sources, sources.add("y.yaml", "a: b: c\n"), other));
    EXPECT_EQ(other.sorted(sources)[0].help,
              "put a value that holds `: ` in quotes, or begin the key on a line of its own");
}

}  // namespace
}  // namespace nagaya::syntax
