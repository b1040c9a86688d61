// compose.yaml in the editor.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.hpp"
#include "compose/table.hpp"
#include "lsp/compose_keys.hpp"
#include "lsp/compose_place.hpp"
#include "small_site.hpp"

namespace nagaya::lsp {
namespace {

constexpr std::string_view file = "/s/services/web/compose.yaml";

Disk disk_with_compose() {
    return {.files = {{"/s/nagaya.toml", "[site]\n"},
                      {"/s/services/web/.env", "# x=1\nTAG=1\nPORT = 2\n"},
                      {"/s/images/base/Containerfile", "FROM x\n"},
                      {std::string(file), ""}}};
}

std::vector<std::string> labels(std::string_view text) {
    Disk disk = disk_with_compose();
    Editor editor(disk);
    editor.start();
    return editor.complete(file, text);
}

bool has(const std::vector<std::string>& all, std::string_view one) { return std::ranges::find(all, one) != all.end(); }

std::string path_at(std::string_view text_with_bar) {
    std::string text(text_with_bar);
    const size_t bar = text.find('|');
    text.erase(bar, 1);
    const ComposePlace place = find_compose_place(text, bar);
    std::string out;
    for (const std::string_view step : place.path) out += concat(out.empty() ? "" : ".", step);
    return concat(out, place.in_value ? "=" : " ", place.key);
}

TEST(ComposePlace, IsFoundByIndentation) {
    EXPECT_EQ(path_at("|"), " ");
    EXPECT_EQ(path_at("services:\n  web:\n    |"), "services.web ");
    EXPECT_EQ(path_at("services:\n  web:\n    image: x\n    |"), "services.web ");
    EXPECT_EQ(path_at("services:\n  web:\n    image: x\n  |"), "services ");
    EXPECT_EQ(path_at("services:\n  web:\n    image: |x\n"), "services.web=image");
    EXPECT_EQ(path_at("services:\n  web:\n    im|age: x\n"), "services.web image");
    EXPECT_EQ(path_at("services:\r\n  \"web\":\r\n\r\n    # c\r\n    build:\r\n      co|"), "services.web.build co");
}

TEST(ComposePlace, ListsAtBothIndentations) {
    for (const std::string_view indent : {"    ", "      "}) {
        const std::string head = concat("services:\n  web:\n    image: x\n    ports:\n", indent, "- 80\n", indent);
        EXPECT_EQ(path_at(head + "- |"), "services.web.ports.- ");
        EXPECT_EQ(path_at(head + "- target: 1\n" + std::string(indent) + "  |"), "services.web.ports.- ");
        EXPECT_EQ(path_at(head + "- target: 1\n" + std::string(indent) + "  mode: |"), "services.web.ports.-=mode");
    }
    EXPECT_EQ(path_at("a:\n- b:\n  - c:\n    |"), "a.-.b.- ");
    EXPECT_EQ(path_at("a:\n- - |"), "a.-.- ");
    EXPECT_EQ(path_at("a:\n  - b: 1\n  |"), "a ") << "beside the dash, not behind it";
}

TEST(ComposeCompletion, KeysOfTheirPlace) {
    EXPECT_TRUE(has(labels("|"), "services"));
    const auto service = labels("services:\n  web:\n    |");
    EXPECT_TRUE(has(service, "image"));
    EXPECT_FALSE(has(service, "services"));
    EXPECT_EQ(labels("services:\n  |"), std::vector<std::string>()) << "a name of one's own";
    EXPECT_TRUE(has(labels("services:\n  web:\n    healthcheck:\n      te|"), "test"));
    EXPECT_TRUE(has(labels("services:\n  web:\n    ports:\n      - |"), "published"));
    EXPECT_TRUE(has(labels("volumes:\n  data:\n    ext|"), "external"));
    EXPECT_EQ(labels("# |"), std::vector<std::string>());
}

constexpr std::string_view tail =
    "\n  db:\n    image: x\nvolumes:\n  data:\nnetworks:\n  front:\nsecrets:\n  key:\n    file: x\n";

TEST(ComposeCompletion, ValuesAndNamesOfTheFile) {
    const auto in_web = [](std::string_view text) { return labels(concat("services:\n  web:\n    ", text, tail)); };
    using Words = std::vector<std::string>;
    EXPECT_EQ(in_web("depends_on:\n      - |"), Words({"db"})) << "not itself";
    EXPECT_EQ(in_web("depends_on: [|]"), Words({"db"}));
    EXPECT_EQ(in_web("depends_on:\n      |"), Words({"db"}));
    EXPECT_EQ(in_web("depends_on:\n      db:\n        condition: |"),
              Words({"service_started", "service_healthy", "service_completed_successfully"}));
    EXPECT_EQ(in_web("networks:\n      - |"), Words({"front"}));
    EXPECT_TRUE(has(in_web("volumes:\n      - |"), "data"));
    EXPECT_EQ(in_web("volumes:\n      - source: |"), Words({"data"}));
    EXPECT_TRUE(has(in_web("secrets:\n      - |"), "key"));
    EXPECT_EQ(in_web("privileged: |"), Words({"true", "false"}));
    EXPECT_TRUE(has(in_web("restart: |"), "unless-stopped"));
    EXPECT_EQ(in_web("network_mode: |"), Words({"bridge", "host", "none", "service:db"}));
    EXPECT_EQ(in_web("image: |"), Words({"localhost/base"}));
    EXPECT_EQ(in_web("image: x:${T|"), Words({"TAG", "PORT"}));
    EXPECT_TRUE(has(in_web("image: @@|"), "@@SERVICE@@"));
}

TEST(ComposeCompletion, WritesAColonBehindAKey) {
    Disk disk = disk_with_compose();
    Editor editor(disk);
    editor.start();
    const auto written = [&](std::string_view text, std::string_view label) {
        const Json found = editor.ask("textDocument/completion", file, text);
        for (const Json& one : found.array())
            if (one["label"].text() == label) return std::string(one["textEdit"]["newText"].text());
        return std::string("-");
    };
    EXPECT_EQ(written("services:\n  web:\n    im|", "image"), "image: ");
    EXPECT_EQ(written("services:\n  web:\n    im|", "ports"), "ports:");
    EXPECT_EQ(written("services:\n  web:\n    im|: x", "image"), "image");
}

TEST(ComposeHover, SaysWhatAKeyIs) {
    Disk disk = disk_with_compose();
    Editor editor(disk);
    editor.start();
    const auto told = [&](std::string_view text) {
        return std::string(editor.ask("textDocument/hover", file, text)["contents"]["value"].text());
    };
    EXPECT_EQ(told("services:\n  web:\n    depends_on:\n      db:\n        cond|ition: service_healthy"),
              "**condition** — what of it is waited for\n\nValue: `service_started`, `service_healthy`, "
              "`service_completed_successfully`  \nRequired");
    EXPECT_TRUE(told("services:\n  web:\n    buil|d: .").contains("`context`"));
    EXPECT_EQ(told("services:\n  we|b:\n"), "");
    EXPECT_EQ(told("services:\n  web:\n    no_such|: 1\n"), "");
}

TEST(ComposeDefinition, OfNames) {
    Disk disk = disk_with_compose();
    Editor editor(disk);
    editor.start();
    const auto at = [&](std::string_view text) {
        return editor.definition(file, concat("services:\n  web:\n    ", text, tail));
    };
    EXPECT_EQ(at("depends_on: [d|b]"), concat(file, ":3"));
    EXPECT_EQ(at("volumes:\n      - da|ta:/x"), concat(file, ":7"));
    EXPECT_EQ(at("image: localhost/ba|se"), "/s/images/base/Containerfile:0");
    EXPECT_EQ(at("image: d|b"), "");
}

TEST(ComposeKeys, AreThoseOfTheTable) {
    for (const ComposeKey& one : compose_keys())
        EXPECT_NE(compose::record(one.record).find(one.key), nullptr) << one.record << " " << one.key;
}

}  // namespace
}  // namespace nagaya::lsp
