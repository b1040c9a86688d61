// Codes in the sources and codes in the list of rules are the same ones.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Codes that the sources outside lint/rules/ give to findings: every `code = "kebab-case"`.
std::set<std::string> codes_in_sources() {
    constexpr std::string_view mark = "code = \"";
    std::set<std::string> codes;
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(NAGAYA_TEST_DIRECTORY) / "../../src")) {
        if (entry.path().extension() != ".cpp" || entry.path().string().contains("lint/rules/")) continue;
        const auto text = read(entry.path());
        for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
            const auto begin = at + mark.size();
            const auto code = text.substr(begin, text.find('"', begin) - begin);
            if (code.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string::npos && code.contains('-'))
                codes.insert(code);
        }
    }
    return codes;
}

TEST(Codes, EveryCodeOfTheSourcesIsExplained) {
    const auto codes = codes_in_sources();
    EXPECT_TRUE(codes.contains("unit-syntax")) << "the search finds nothing";
    for (const auto& code : codes) EXPECT_NE(find_rule(code), nullptr) << code;
}

TEST(Codes, EveryExplanationWithoutCheckIsOfACodeInUse) {
    const auto codes = codes_in_sources();
    for (const Rule& rule : rules()) {
        if (rule.check != nullptr) continue;
        EXPECT_TRUE(codes.contains(std::string(rule.info.code))) << rule.info.code;
    }
}

TEST(Codes, AreSortedAndFound) {
    EXPECT_TRUE(std::ranges::is_sorted(rules(), {}, [](const Rule& rule) { return rule.info.code; }));
    for (const Rule& rule : rules()) EXPECT_EQ(find_rule(rule.info.code), &rule);
    EXPECT_EQ(find_rule("no-such-rule"), nullptr);
    EXPECT_EQ(find_rule(""), nullptr);
}

TEST(Codes, FileNamesFollowThem) {
    std::set<std::string> files;
    for (const auto& entry : fs::directory_iterator(fs::path(NAGAYA_TEST_DIRECTORY) / "../../src/lint/rules"))
        files.insert(entry.path().stem());
    EXPECT_EQ(files.size(), rules().size());
    for (const Rule& rule : rules()) {
        std::string stem(rule.info.code);
        std::ranges::replace(stem, '-', '_');
        EXPECT_TRUE(files.contains(stem)) << stem;
    }
}

}  // namespace
}  // namespace nagaya::lint
