// The table of keys itself: every row is whole, reaches the model, and stands in everything that is made from the table.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "load/keys.hpp"
#include "load/names.hpp"
#include "load/read_table.hpp"
#include "loaded.hpp"
#include "whole_files.hpp"

namespace nagaya::load {
namespace {

std::string header(const TableRow& table) {
    if (table.path.empty()) return "";
    return table.shape != TableShape::single ? concat("[[", table.path, "]]\n") : concat("[", table.path, "]\n");
}

/// A file in which table `table` has its required keys and `line`, read.
Loaded load_line(const TableRow& table, const KeyRow& key) {
    std::string text = header(table);
    for (const KeyRow& other : table.keys) {
        if (other.required && &other != &key) text += concat(other.example, '\n');
    }
    text += concat(key.example, '\n');
    if (table.kind == FileKind::site) {
        return load(concat("== nagaya.toml\n", table.path == "site" ? "" : "[site]\nname = \"h\"\n", text));
    }
    return load(concat("== ", table.kind == FileKind::host ? "hosts/a.toml" : "services/web/service.toml", "\n", text));
}

TEST(KeyTable, EveryRowIsWholeAndItsExampleCompiles) {
    for (const TableRow& table : tables()) {
        EXPECT_FALSE(table.doc.empty()) << table.path;
        EXPECT_TRUE(table.doc.ends_with('.')) << table.doc;
        for (const KeyRow& key : table.keys) {
            const std::string where = concat(table.path, ".", key.key);
            EXPECT_TRUE(key.doc.ends_with('.')) << where;
            EXPECT_TRUE(key.set) << where;
            EXPECT_FALSE(key.since.empty()) << where;
            // Required, or with a default, or the user's own name.
            EXPECT_EQ(key.required || key.key == "*", key.fallback.empty()) << where;
            EXPECT_EQ(key.key == "*", key.key_form != KeyForm::fixed) << where;
            EXPECT_TRUE(key.key == "*" || key.example.starts_with(concat(key.key, " = "))) << where;
            const Loaded loaded = load_line(table, key);
            EXPECT_EQ(loaded.findings(), Lines{}) << where;
        }
    }
}

TEST(KeyTable, NoKeyOrTableStandsTwice) {
    std::set<std::string> seen;
    for (const TableRow& table : tables()) {
        const std::string path = concat(name(table.kind), ":", table.path);
        EXPECT_TRUE(seen.insert(path).second) << path;
        for (const KeyRow& key : table.keys)
            EXPECT_TRUE(seen.insert(concat(path, ".", key.key)).second) << path << key.key;
    }
}

TEST(KeyTable, EveryTableStandsBelowOneThatIsThere) {
    for (const TableRow& table : tables()) {
        if (table.path.empty()) continue;
        const size_t dot = table.path.rfind('.');
        EXPECT_NE(find_table(table.kind, dot == std::string_view::npos ? "" : table.path.substr(0, dot)), nullptr);
        // A list makes an element; a single table may fill an object of its own or go on with the outer one.
        if (table.shape != TableShape::single) {
            EXPECT_TRUE(table.open) << table.path;
        }
    }
}

TEST(KeyTable, EveryKeyIsInTheTestThatReadsThemAll) {
    for (const TableRow& table : tables()) {
        const std::string_view whole = table.kind == FileKind::site   ? whole_site
                                       : table.kind == FileKind::host ? whole_host
                                                                      : whole_service;
        const size_t start = table.path == "accounts.subids" ? whole.find("subids = {") : whole.find(header(table));
        ASSERT_NE(start, std::string_view::npos) << table.path;
        for (const KeyRow& key : table.keys) {
            EXPECT_TRUE(key.key == "*" || whole.find(concat(key.key, " = "), start) != std::string_view::npos)
                << key.key;
        }
    }
}

TEST(KeyTable, WordsAreInTheOrderOfTheirEnumeration) {
    const auto words = [](FileKind kind, std::string_view table, std::string_view key) {
        return find_key(*find_table(kind, table), key)->type.words;
    };
    EXPECT_EQ(words(FileKind::host, "mount", "kind"), (Lines{"local", "zfs", "btrfs", "nfs4", "virtiofs", "fuse"}));
    EXPECT_EQ(static_cast<int>(model::MountKind::fuse), 5);
    EXPECT_EQ(words(FileKind::site, "retention", "prune")[static_cast<size_t>(model::PruneInterval::daily)], "daily");
    EXPECT_EQ(words(FileKind::site, "retention", "prune")[static_cast<size_t>(model::PruneInterval::never)], "never");
    EXPECT_EQ(words(FileKind::host, "mount", "mode")[static_cast<size_t>(model::MountMode::automount)], "automount");
    EXPECT_EQ(words(FileKind::service, "port", "via")[static_cast<size_t>(model::Via::socket_proxy)], "socket-proxy");
    EXPECT_EQ(words(FileKind::service, "port", "via")[static_cast<size_t>(model::Via::direct)], "direct");
    EXPECT_EQ(words(FileKind::service, "port", "via")[static_cast<size_t>(model::Via::redirect)], "redirect");
    EXPECT_EQ(words(FileKind::service, "port", "via")[static_cast<size_t>(model::Via::fd)], "fd");
    EXPECT_EQ(words(FileKind::host, "firewall", "backend")[static_cast<size_t>(model::FirewallBackend::none)], "none");
    EXPECT_EQ(words(FileKind::service, "port", "protocol")[static_cast<size_t>(model::Protocol::udp)], "udp");
    EXPECT_EQ(words(FileKind::service, "hook", "stage")[static_cast<size_t>(model::HookStage::after_build)],
              "after-build");
    EXPECT_EQ(words(FileKind::service, "start", "x.service")[static_cast<size_t>(model::StartPolicy::none)], "none");
    EXPECT_EQ(words(FileKind::service, "start", "x.service")[static_cast<size_t>(model::StartPolicy::start)], "start");
    EXPECT_EQ(words(FileKind::service, "start", "x.service")[static_cast<size_t>(model::StartPolicy::enable)],
              "enable");
}

std::string file_text(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

TEST(KeyTable, ReferenceHasARowPerKey) {
    const std::string reference = print_key_reference();
    for (const TableRow& table : tables()) {
        for (const KeyRow& key : table.keys)
            EXPECT_TRUE(reference.contains(concat(" | ", key.doc.substr(0, 30)))) << key.key;
    }
}

/// What `nagaya docs` writes must be what is committed. NAGAYA_UPDATE=1 writes it here, and then nothing is compared.
void expect_committed(const std::string& file, const std::string& text) {
    const std::string path = concat(NAGAYA_TEST_DIRECTORY "/../../docs/reference/", file);
    if (std::getenv("NAGAYA_UPDATE") != nullptr) {
        std::ofstream(path, std::ios::binary) << text;
        GTEST_SKIP() << "written, not compared";
    }
    EXPECT_EQ(file_text(path), text) << "run `nagaya docs`, or load_tests with NAGAYA_UPDATE=1";
}

TEST(KeyTable, TheCommittedReferenceIsUpToDate) { expect_committed("keys.md", print_key_reference()); }

TEST(KeyTable, TheCommittedSchemasAreUpToDate) {
    for (FileKind kind : {FileKind::site, FileKind::host, FileKind::service}) {
        expect_committed(concat(name(kind), ".schema.json"), print_json_schema(kind));
    }
}

TEST(KeyTable, CompletionWords) {
    const std::vector<std::string> words = key_words(FileKind::service);
    for (std::string_view word : {"description", "account", "account.name", "port.listen", "hook.command"}) {
        EXPECT_NE(std::ranges::find(words, word), words.end()) << word;
    }
    EXPECT_EQ(std::ranges::find(words, "site.name"), words.end());
}

TEST(KeyTable, FuzzDictionaryHasEveryKeyAsOneLine) {
    const std::string dictionary = print_fuzz_dictionary();
    for (const TableRow& table : tables()) {
        for (const KeyRow& key : table.keys) {
            EXPECT_TRUE(key.key == "*" || dictionary.contains(concat("\"", key.key, " = \"\n"))) << key.key;
        }
    }
    EXPECT_TRUE(dictionary.contains("\"[[port]]\\x0a\"\n"));
    EXPECT_TRUE(dictionary.contains("\"\\\"socket-proxy\\\"\"\n"));
}

}  // namespace
}  // namespace nagaya::load
