// Every example in docs/site.md and docs/ports.md that says which file it is belongs to the page's site, and that has no mistake.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "loaded.hpp"

namespace nagaya::load {
namespace {

/// The fenced blocks headed "```toml file=path" of a Markdown text, as a tree; blocks of one path are joined.
model::Tree examples(std::string_view markdown) {
    model::Tree tree;
    model::TreeFile* file = nullptr;
    for (std::string_view line : split(markdown, '\n')) {
        if (line.starts_with("```")) {
            const size_t mark = line.find(" file=");
            file = mark == std::string_view::npos ? nullptr : &tree[std::string(line.substr(mark + 6))];
        } else if (file != nullptr) {
            file->bytes += concat(line, '\n');
        }
    }
    return tree;
}

model::Tree examples_of(std::string_view page) {
    std::ifstream stream(concat(NAGAYA_TEST_DIRECTORY "/../../docs/", page), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    return examples(text);
}

void expect_compiles(const char* page, size_t files) {
    SCOPED_TRACE(page);
    const model::Tree tree = examples_of(page);
    EXPECT_GE(tree.size(), files);
    Loaded common = load_tree(tree);
    EXPECT_EQ(common.findings(), Lines{});
    complete_lock(common.site, common.report);
    EXPECT_EQ(common.findings(), Lines{});
    for (const auto& [name, host] : common.site.hosts) {
        for (const auto& service : host.services)
            EXPECT_NE(common.site.find_service(service.value), nullptr) << service.value;
        EXPECT_EQ(load_tree(tree, host.stage.value).findings(), Lines{});
    }
}

TEST(Docs, ExamplesCompile) {
    expect_compiles("site.md", 8);
    expect_compiles("ports.md", 6);
}

TEST(Docs, ExampleOfTheLockIsWhatNagayaPrints) {
    const model::Tree tree = examples_of("formats/lock.md");
    const Loaded loaded = load(concat("== nagaya.lock\n", tree.at("nagaya.lock").bytes));
    EXPECT_EQ(loaded.findings(), Lines{});
    EXPECT_EQ(print_lock(loaded.site.lock), tree.at("nagaya.lock").bytes);
}

}  // namespace
}  // namespace nagaya::load
