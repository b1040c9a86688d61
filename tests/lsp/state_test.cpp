// What the editor shows and offers as texts, files and readings change.
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "small_site.hpp"

namespace nagaya::lsp {
namespace {

constexpr std::string_view web = "/s/services/web/web.container";
constexpr std::string_view db = "/s/services/db/db.container";

Disk two_services() {
    return {.files = {{"/s/nagaya.toml", "[site]\n"}, {std::string(web), "a BAD"}, {std::string(db), "SAD"}}};
}

using Titles = std::vector<std::string>;

TEST(Findings, FollowWhatIsTyped) {
    Disk disk = two_services();
    Editor editor(disk);
    editor.start();
    EXPECT_EQ(editor.shown(web), "bad:0:2");
    EXPECT_EQ(editor.shown(db), "sad:0:0");
    editor.open(web, "BAD\nBAD", 4);
    EXPECT_EQ(editor.shown(web), "bad:0:0 bad:1:0") << "at once";
    EXPECT_EQ(editor.published[uri_of_path(web)]["version"].number(), 4);
    editor.change(web, "", 5);
    EXPECT_EQ(editor.shown(web), "");
    EXPECT_EQ(editor.shown(db), "sad:0:0");
    EXPECT_EQ(editor.published[uri_of_path(web)]["version"].number(), 5);
    // Closed without saving: the disk counts again.
    editor.notify("textDocument/didClose", uri_params(web));
    editor.pause();
    EXPECT_EQ(editor.shown(web), "bad:0:2");
    EXPECT_TRUE(editor.published[uri_of_path(web)]["version"] == Json()) << "it has no version any more";
}

TEST(Findings, AreEmptiedForFilesThatWentAndWithTheLastOne) {
    Disk disk = two_services();
    Editor editor(disk);
    editor.start();
    disk.files.erase(std::string(db));
    disk.files["/s/services/db/new.container"] = "BAD";
    editor.notify("workspace/didChangeWatchedFiles", JsonObject{{"changes", JsonArray{}}});
    EXPECT_TRUE(editor.server().has_work());
    editor.pause();
    EXPECT_EQ(editor.shown(db), "");
    EXPECT_EQ(editor.shown("/s/services/db/new.container"), "bad:0:0");
    EXPECT_EQ(editor.shown(web), "bad:0:2");
}

TEST(Findings, AnOpenDocumentOutlivesItsFile) {
    Disk disk = two_services();
    Editor editor(disk);
    editor.start();
    editor.open(web, "BAD");
    disk.files.erase(std::string(web));
    editor.notify("workspace/didChangeWatchedFiles", {});
    editor.pause();
    EXPECT_EQ(editor.shown(web), "bad:0:0");
    editor.notify("textDocument/didClose", uri_params(web));
    editor.pause();
    EXPECT_EQ(editor.shown(web), "");
}

TEST(Findings, TheDiskIsReadOnceForAllThatChangedOnIt) {
    Disk disk = two_services();
    Editor editor(disk);
    editor.start();
    const int before = disk.readings;
    for (int i = 0; i < 10; ++i) editor.notify("workspace/didChangeWatchedFiles", {});
    editor.notify("textDocument/didSave", uri_params(web));
    editor.pause();
    editor.pause();
    EXPECT_EQ(disk.readings, before + 1);
}

TEST(FailedReading, KeepsWhatWasFoundAndSaysSoOnce) {
    Disk disk = two_services();
    Editor editor(disk);
    editor.start();
    disk.reading_fails = "the disk is gone";
    for (int i = 0; i < 3; ++i) {
        editor.notify("workspace/didChangeWatchedFiles", {});
        editor.pause();
    }
    EXPECT_EQ(editor.shown(web), "bad:0:2");
    EXPECT_EQ(editor.shown(db), "sad:0:0");
    ASSERT_EQ(editor.messages.size(), 1u);
    EXPECT_NE(editor.messages[0].find("the disk is gone"), std::string::npos) << editor.messages[0];
    // What is open goes on being checked.
    editor.open(web, "BAD BAD");
    editor.pause();
    EXPECT_EQ(editor.shown(web), "bad:0:0 bad:0:4");
    EXPECT_EQ(editor.shown(db), "sad:0:0");
    // It comes back by itself with the next check, and another failure is told anew.
    disk.reading_fails.clear();
    disk.files[std::string(db)] = "";
    editor.change(web, "", 2);
    editor.pause();
    EXPECT_EQ(editor.shown(db), "");
    disk.reading_fails = "the disk is gone";
    editor.notify("textDocument/didSave", uri_params(web));
    editor.pause();
    EXPECT_EQ(editor.messages.size(), 2u);
}

TEST(FailedReading, OfACheckKeepsWhatWasFound) {
    Disk disk = two_services();
    Editor editor(disk);
    editor.start();
    disk.check_fails = "the secrets cannot be read";
    disk.quick_checks = false;
    editor.open(web, "");
    editor.pause();
    editor.change(web, "x", 2);
    editor.pause();
    EXPECT_EQ(editor.shown(web), "bad:0:2");
    EXPECT_EQ(editor.messages.size(), 1u);
    EXPECT_TRUE(editor.published[uri_of_path(web)]["version"] == Json()) << "it does not pass for the newest";
    disk.check_fails.clear();
    editor.change(web, "y", 3);
    editor.pause();
    EXPECT_EQ(editor.shown(web), "");
}

TEST(FailedReading, ASiteThatVanishesIsOne) {
    Disk disk = two_services();
    Editor editor(disk);
    editor.start();
    disk.files.clear();
    editor.notify("workspace/didChangeWatchedFiles", {});
    editor.pause();
    EXPECT_EQ(editor.shown(web), "bad:0:2");
    ASSERT_EQ(editor.messages.size(), 1u);
    EXPECT_NE(editor.messages[0].find("no nagaya.toml"), std::string::npos);
}

TEST(FailedReading, ASiteThatIsOpenDoesNotVanish) {
    Disk disk = two_services();
    Editor editor(disk);
    editor.start();
    editor.open("/s/nagaya.toml", "SAD");
    disk.files.erase("/s/nagaya.toml");
    editor.notify("workspace/didChangeWatchedFiles", {});
    editor.pause();
    EXPECT_TRUE(editor.messages.empty());
    EXPECT_EQ(editor.shown("/s/nagaya.toml"), "sad:0:0");
}

TEST(FailedReading, TheFirstOneShowsNothingUntilOneWorks) {
    Disk disk = two_services();
    disk.reading_fails = "too many files";
    Editor editor(disk);
    editor.start();
    editor.open("/s/nagaya.toml", "BAD");
    editor.pause();
    EXPECT_EQ(disk.checks, 0) << "half a site is not checked";
    EXPECT_EQ(editor.messages.size(), 1u);
    disk.reading_fails.clear();
    editor.change("/s/nagaya.toml", "BAD BAD", 2);
    editor.pause();
    EXPECT_EQ(editor.shown("/s/nagaya.toml"), "bad:0:0 bad:0:4");
    EXPECT_EQ(editor.shown(db), "sad:0:0");
}

TEST(NewSite, IsCheckedAsSoonAsItsFileIsWritten) {
    Disk disk;
    Editor editor(disk);
    editor.start();
    editor.open("/s/hosts/a.toml", "BAD");
    editor.pause();
    EXPECT_EQ(editor.shown("/s/hosts/a.toml"), "-") << "this is no site";
    EXPECT_EQ(disk.checks, 0);
    editor.open("/s/nagaya.toml", "");
    editor.pause();
    EXPECT_EQ(editor.shown("/s/hosts/a.toml"), "bad:0:0");
    EXPECT_TRUE(editor.messages.empty());
}

TEST(Documents, LargerThanTheReaderTakesAreNotChecked) {
    Disk disk = two_services();
    Editor editor(disk);
    editor.start();
    editor.open(web, std::string((size_t{4} << 20) + 1, ' ') + "BAD");
    EXPECT_EQ(editor.shown(web), "");
}

TEST(Actions, OfferTheFixesOfALine) {
    Disk disk = two_services();
    Editor editor(disk);
    editor.start();
    editor.open(web, "\nBAD\nSAD");
    EXPECT_EQ(editor.actions(web, 0), Titles());
    EXPECT_EQ(editor.actions(web, 1), Titles({"replace `BAD` by `good`"}));
    EXPECT_EQ(editor.actions(web, 2), Titles({"allow `sad` here"}));
    EXPECT_EQ(editor.actions(db, 0), Titles({"allow `sad` here"})) << "also where nothing is open";
}

Json actions_for(Editor& editor, std::string_view path, JsonArray only) {
    const JsonObject place{{"line", 0}, {"character", 0}};
    return editor.request("textDocument/codeAction",
                          JsonObject{{"textDocument", JsonObject{{"uri", uri_of_path(path)}}},
                                     {"range", JsonObject{{"start", place}, {"end", place}}},
                                     {"context", JsonObject{{"only", std::move(only)}}}});
}

TEST(Actions, SayWhatTheyCureAndWhatTheyWrite) {
    Disk disk = two_services();
    Editor editor(disk);
    editor.start();
    editor.open(web, "BAD", 8);
    const Json fix = actions_for(editor, web, {"quickfix"}).array().at(0);
    EXPECT_TRUE(fix["isPreferred"].flag());
    EXPECT_EQ(fix["diagnostics"].array().at(0)["code"].text(), "bad");
    EXPECT_EQ(
        print_json(fix["edit"], JsonStyle::compact),
        concat(
            R"({"changes":{"file://)", web,
            R"(":[{"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":3}},"newText":"good"}]}})"));
    EXPECT_TRUE(actions_for(editor, web, {"refactor", "source.organizeImports"}).array().empty());
}

TEST(Actions, FixAllThatIsSafeInTheFile) {
    Disk disk = two_services();
    Editor editor(disk);
    editor.start();
    editor.open(web, "é BAD ü BAD ö PAIR ß\n", 8);
    const auto all = [&](JsonArray only) {
        std::vector<std::string> edits;
        const Json found = actions_for(editor, web, std::move(only));
        for (const Json& one : found.array())
            if (one["kind"].text() == "source.fixAll.nagaya")
                edits.push_back(concat(one["title"].text(), " ",
                                       print_json(one["edit"]["changes"].object().at(0).second, JsonStyle::compact)));
        return edits;
    };
    // What does not differ at both ends stays, and so does the fix of two files.
    const Titles expected = {
        R"(fix all that is safe: 2 findings [{"range":{"start":{"line":0,"character":2},"end":{"line":0,"character":11}},"newText":"good ü good"}])"};
    for (const std::string_view kind : {"", "source", "source.fixAll", "source.fixAll.nagaya"})
        EXPECT_EQ(all({kind}), expected) << kind;
    EXPECT_EQ(all({}), expected);
    EXPECT_EQ(all({"source.fix"}), Titles());
    EXPECT_EQ(all({"quickfix"}), Titles());
    editor.change(web, "BAD", 9);
    EXPECT_EQ(all({}), Titles()) << "the quick fix is enough";
    EXPECT_EQ(all({"source"}).size(), 1u);
    editor.change(web, "PAIR", 10);
    EXPECT_EQ(all({"source"}), Titles());
}

TEST(Findings, TellWhatTheClientShows) {
    Disk disk = two_services();
    const auto shown = [&](JsonObject diagnostics) {
        Editor editor(disk);
        const JsonObject document{{"publishDiagnostics", std::move(diagnostics)}};
        editor.start({{"rootUri", "file:///s"}, {"capabilities", JsonObject{{"textDocument", document}}}});
        editor.open(web, "PAIR OLD NOT");
        return editor.published[uri_of_path(web)]["diagnostics"].array();
    };
    for (const Json& one : shown({})) {
        EXPECT_EQ(one["codeDescription"], Json());
        EXPECT_EQ(one["relatedInformation"], Json());
        EXPECT_EQ(one["tags"], Json());
    }
    const JsonArray all = shown({{"codeDescriptionSupport", true},
                                 {"relatedInformation", true},
                                 {"tagSupport", JsonObject{{"valueSet", JsonArray{1, 2}}}}});
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(all[0]["codeDescription"]["href"].text(), "https://example.org/rules#pair");
    const Json& related = all[0]["relatedInformation"].array().at(0);
    EXPECT_EQ(related["location"]["uri"].text(), "file:///s/nagaya.toml");
    EXPECT_EQ(related["message"].text(), "goes here");
    EXPECT_EQ(all[0]["tags"], Json());
    EXPECT_EQ(all[1]["tags"], Json(JsonArray{2})) << "deprecated";
    EXPECT_EQ(all[2]["tags"], Json(JsonArray{1})) << "unnecessary";
}

TEST(Actions, CarryTheVersionWhereTheClientKnowsIt) {
    Disk disk = two_services();
    Editor editor(disk);
    const JsonObject edits{{"workspaceEdit", JsonObject{{"documentChanges", true}}}};
    editor.start({{"rootUri", "file:///s"}, {"capabilities", JsonObject{{"workspace", edits}}}});
    editor.open(web, "PAIR", 8);
    const Json edit = actions_for(editor, web, {}).array().at(0)["edit"];
    ASSERT_EQ(edit["documentChanges"].array().size(), 2u);
    EXPECT_EQ(edit["documentChanges"].array()[0]["textDocument"]["uri"].text(), "file:///s/nagaya.toml");
    EXPECT_TRUE(edit["documentChanges"].array()[0]["textDocument"]["version"] == Json()) << "it is not open";
    EXPECT_EQ(edit["documentChanges"].array()[1]["textDocument"]["version"].number(), 8);
}

TEST(Actions, AreThoseOfTheTextOfNow) {
    Disk disk = two_services();
    Editor editor(disk);
    editor.start();
    editor.open(web, "BAD");
    // A check that knows nothing leaves findings of the text before.
    disk.quick_checks = false;
    disk.check_fails = "no";
    editor.change(web, "xx BAD", 2);
    editor.pause();
    EXPECT_EQ(editor.actions(web, 0), Titles()) << "those of the earlier text are not offered";
    disk.quick_checks = true;
    EXPECT_EQ(editor.actions(web, 0), Titles({"replace `BAD` by `good`"})) << "found anew";
    EXPECT_EQ(editor.shown(web), "bad:0:0") << "what is shown follows with the next check";
    editor.change(web, "xx", 3);
    EXPECT_EQ(editor.actions(web, 0), Titles());
}

TEST(Actions, ThatChangeAnotherFileNeedItAsItWas) {
    Disk disk = two_services();
    Editor editor(disk);
    editor.start();
    editor.open(web, "PAIR");
    EXPECT_EQ(editor.actions(web, 0), Titles({"replace `PAIR` by `good`, and 1 more change"}));
    disk.quick_checks = false;
    editor.open("/s/nagaya.toml", "[site]\nname = \"y\"\n");
    EXPECT_EQ(editor.actions(web, 0), Titles()) << "its place in the other file may be wrong";
    editor.pause();
    EXPECT_EQ(editor.actions(web, 0), Titles({"replace `PAIR` by `good`, and 1 more change"}));
}

}  // namespace
}  // namespace nagaya::lsp
