// The table against facts that were checked on the Quadlet binaries 5.4.2 and 5.8.6.
#include "quadlet/keys.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace nagaya::quadlet {
namespace {

size_t known(std::string_view section, PodmanVersion podman) {
    return static_cast<size_t>(
        std::ranges::count_if(keys_of(section), [&](const Key& key) { return key.since <= podman; }));
}

TEST(QuadletKeys, EachReleaseHasItsNumberOfKeys) {
    struct Row {
        std::string_view section;
        std::map<PodmanVersion, size_t> counts;
    };
    const std::vector<Row> rows = {
        {"Container",
         {{{4, 4}, 29}, {{4, 6}, 60}, {{5, 0}, 76}, {{5, 3}, 87}, {{5, 4}, 87}, {{5, 5}, 92}, {{5, 8}, 94}}},
        {"Pod", {{{4, 9}, 0}, {{5, 0}, 7}, {{5, 3}, 24}, {{5, 4}, 25}, {{5, 6}, 28}, {{5, 8}, 29}}},
        {"Volume", {{{4, 4}, 7}, {{4, 8}, 13}, {{5, 4}, 14}, {{5, 8}, 14}, {{6, 0}, 16}}},
        {"Network", {{{4, 4}, 10}, {{5, 4}, 16}, {{5, 6}, 18}}},
        {"Kube", {{{4, 4}, 8}, {{5, 2}, 18}, {{5, 3}, 19}}},
        {"Image", {{{4, 7}, 0}, {{4, 8}, 14}, {{5, 5}, 17}}},
        {"Build", {{{5, 1}, 0}, {{5, 2}, 23}, {{5, 7}, 28}}},
        {"Artifact", {{{5, 6}, 0}, {{5, 7}, 13}}},
        {"Quadlet", {{{5, 2}, 0}, {{5, 3}, 1}}},
    };
    for (const auto& [section, counts] : rows)
        for (const auto& [podman, count] : counts)
            EXPECT_EQ(known(section, podman), count) << section << " " << print(podman);
    EXPECT_EQ(keys().size(), 236U);
}

TEST(QuadletKeys, FindsKeysAndTheirRelease) {
    const auto* memory = find_key("Container", "Memory");
    ASSERT_NE(memory, nullptr);
    EXPECT_EQ(print(memory->since), "5.5");
    EXPECT_EQ(find_key("Container", "memory"), nullptr);
    EXPECT_EQ(find_key("Pod", "Memory"), nullptr);
    EXPECT_EQ(find_key("Service", "Restart"), nullptr);
    EXPECT_EQ(find_key("Kube", "Yaml")->flag, KeyFlag::required);
    EXPECT_EQ(find_key("Container", "Image")->kind, ValueKind::last);
}

TEST(QuadletKeys, ReadsVersions) {
    EXPECT_EQ(parse_podman_version("5.4"), (PodmanVersion{5, 4}));
    EXPECT_EQ(parse_podman_version("5.10.2"), (PodmanVersion{5, 10}));
    for (const auto* text : {"", "5", "5.", "5.x", "5.4.1.2", "500.1", "v5.4"})
        EXPECT_EQ(parse_podman_version(text), std::nullopt) << text;
    EXPECT_LT((PodmanVersion{5, 9}), (PodmanVersion{5, 10}));
}

TEST(QuadletKeys, TellsWhatMayBeRepeated) {
    EXPECT_TRUE(repeatable(*find_key("Container", "Volume"), {4, 4}));
    EXPECT_FALSE(repeatable(*find_key("Container", "Exec"), {5, 8}));
    EXPECT_FALSE(repeatable(*find_key("Kube", "Yaml"), {5, 6}));
    EXPECT_TRUE(repeatable(*find_key("Kube", "Yaml"), {5, 7}));
}

TEST(QuadletKeys, EveryRowSaysWhatItMeans) {
    for (const Key& key : keys()) {
        EXPECT_FALSE(key.values.empty()) << key.key;
        EXPECT_FALSE(key.option.empty()) << key.key;
        EXPECT_FALSE(key.meaning.empty() || key.meaning.ends_with('.')) << key.key;
    }
}

TEST(QuadletKeys, SectionsHaveAFirstRelease) {
    EXPECT_EQ(section_since("Container"), (PodmanVersion{4, 4}));
    EXPECT_EQ(section_since("Build"), (PodmanVersion{5, 2}));
    EXPECT_EQ(section_since("Unit"), std::nullopt);
}

}  // namespace
}  // namespace nagaya::quadlet
