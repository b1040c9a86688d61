// Refusals without directories, against what the whole generator says of the same files.
#include "quadlet/refusals.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "quadlet/generator.hpp"

namespace nagaya::quadlet {
namespace {

constexpr std::string_view image = "[Container]\nImage=quay.io/x/y:1\n";

/// "converting "a.container": why", or what a file that cannot be read is told of.
std::string generator_says(const std::map<std::string, std::string>& files, Release release) {
    MemoryFiles memory(files);
    const auto outcome = generate({.release = release, .around = {.unit_dirs = "/q"}, .debug = false}, memory);
    std::string text;
    for (const auto& remark : outcome.log.remarks)
        if (remark.kind == Remark::Kind::error && !remark.text.starts_with("processing")) text += remark.text + "\n";
    return text;
}

std::string refused(std::span<const Document> documents, Release release) {
    std::string text;
    for (const auto& refusal : find_refusals(documents, release))
        text += concat("converting \"", documents[refusal.document].name, "\": ", refusal.reason, "\n");
    return text;
}

TEST(QuadletRefusals, AreTheGeneratorsOwn) {
    for (const std::string_view lines :
         {"", "Group=5\n", "Pod=x\n", "Pod=no.pod\n", "Network=b.container:x\n", "Mount=bind\n", "RemapUid=1\n",
          "ExposeHostPort=x\n", "[Service]\nType=simple\n"})
        for (const Release release : recorded_releases) {
            const std::string text = concat(image, lines);
            const Document documents[] = {{.name = "a.container", .text = text},
                                          {.name = "b.container", .text = image}};
            EXPECT_EQ(refused(documents, release),
                      generator_says({{"/q/a.container", text}, {"/q/b.container", std::string(image)}}, release))
                << lines;
        }
}

TEST(QuadletRefusals, KnowTheNamesOfWhatIsReferredTo) {
    const Document documents[] = {
        {.name = "a.container",
         .text = "[Container]\nImage=i.image\nNetwork=n.network\nVolume=v.volume:/v\nMount=type=tmpfs,dst=/x\n"},
        {.name = "i.image", .text = "[Image]\nImage=quay.io/x/y:1\n"},
        {.name = "n.network", .text = "[Network]\n"},
        {.name = "v.volume", .text = "[Volume]\n"}};
    EXPECT_EQ(refused(documents, {5, 4, 2}), "");
    EXPECT_EQ(refused(documents, {5, 8, 6}), "");
}

TEST(QuadletRefusals, DependOnTheRelease) {
    const std::string text = concat(image, "ReloadCmd=/x\nReloadSignal=HUP\n");
    const Document documents[] = {{.name = "a.container", .text = text}};
    EXPECT_EQ(find_refusals(documents, {5, 8, 6}).at(0).reason,
              "ReloadCmd and ReloadSignal are mutually exclusive but both are set");
    EXPECT_EQ(find_refusals(documents, {5, 4, 2}).at(0).reason,
              "unsupported key 'ReloadCmd' in group 'Container' in a.container");
}

TEST(QuadletRefusals, DropInsCount) {
    const Document documents[] = {{.name = "a.container", .text = image, .drop_ins = {"[Container]\nGroup=5\n"}}};
    EXPECT_EQ(refused(documents, {5, 4, 2}), "converting \"a.container\": invalid Group set without User\n");
    const Document broken[] = {{.name = "a.container", .text = image, .drop_ins = {"oops"}}};
    EXPECT_EQ(find_refusals(broken, {5, 4, 2}).size(), 1U);
}

TEST(QuadletRefusals, PassesOverWhatTheReleaseDoesNotKnow) {
    const Document documents[] = {{.name = "a.build", .text = "oops"}, {.name = "notes.txt", .text = "oops"}};
    EXPECT_TRUE(find_refusals(documents, {5, 1, 0}).empty());
    EXPECT_EQ(find_refusals(documents, {5, 4, 2}).size(), 1U);
}

}  // namespace
}  // namespace nagaya::quadlet
