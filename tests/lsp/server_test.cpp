// The protocol's order, and which site a document belongs to.
#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "base/text.hpp"
#include "lsp/messages.hpp"
#include "small_site.hpp"

namespace nagaya::lsp {
namespace {

const std::map<std::string, std::string> site = {{"/s/nagaya.toml", "[site]\nname = \"x\"\n"},
                                                 {"/s/services/web/web.container", "[Container]\nImage=BAD\n"}};
constexpr std::string_view web = "/s/services/web/web.container";

TEST(Server, InitializeComesFirstAndOnce) {
    Disk disk{.files = site};
    Editor editor(disk);
    EXPECT_EQ(editor.code("textDocument/hover", uri_params(web)), server_not_initialized);
    EXPECT_EQ(editor.code("no/such"), server_not_initialized);
    editor.open(web, "BAD");
    EXPECT_FALSE(editor.server().has_work()) << "notifications before it are dropped";
    EXPECT_EQ(editor.code("initialize", JsonObject{{"rootUri", "file:///s"}}), 0);
    EXPECT_EQ(editor.code("initialize", JsonObject{{"rootUri", "file:///s"}}), invalid_request);
}

TEST(Server, UnknownRequestsAreAnsweredAndNotificationsNot) {
    Disk disk{.files = site};
    Editor editor(disk);
    editor.start();
    EXPECT_EQ(editor.code("no/such"), method_not_found);
    EXPECT_EQ(editor.code("$/further"), method_not_found);
    for (const std::string_view method :
         {"$/cancelRequest", "$/setTrace", "workspace/didChangeConfiguration", "no/such"})
        EXPECT_TRUE(editor.send({JsonObject{{"method", method}, {"params", JsonObject{{"id", 1}}}}}).empty());
}

TEST(Server, WhatIsNoRequestIsRefused) {
    Disk disk{.files = site};
    Editor editor(disk);
    editor.start();
    const auto code_of = [&](const Json& message) {
        const auto out = editor.send({message});
        return out.size() == 1 ? out[0]["error"]["code"].number() : 0;
    };
    EXPECT_EQ(code_of(JsonArray{JsonObject{{"id", 1}, {"method", "shutdown"}}}), invalid_request)
        << "batches are not LSP's";
    EXPECT_EQ(code_of(JsonObject{{"id", 1}}), invalid_request);
    EXPECT_EQ(code_of(5), invalid_request);
    EXPECT_EQ(code_of(JsonObject{{"id", JsonArray{}}, {"method", "shutdown"}}), invalid_request);
    EXPECT_EQ(code_of(JsonObject{{"id", 1}, {"method", 5}}), invalid_request);
    EXPECT_TRUE(editor.send({JsonObject{{"id", 9}, {"result", nullptr}}}).empty()) << "an answer";
    EXPECT_TRUE(editor.send({JsonObject{{"id", 9}, {"error", JsonObject{}}}}).empty());
    EXPECT_EQ(Server::broken()["error"]["code"].number(), parse_error);
    const auto text_id = editor.send({JsonObject{{"id", "x"}, {"method", "no/such"}}});
    EXPECT_EQ(text_id.at(0)["id"], Json("x"));
}

TEST(Server, ShutdownAndExit) {
    Disk disk{.files = site};
    Editor editor(disk);
    editor.start();
    EXPECT_EQ(editor.server().exit_code(), 1) << "it just went away";
    EXPECT_EQ(editor.code("shutdown"), 0);
    EXPECT_EQ(editor.code("textDocument/hover", uri_params(web)), invalid_request);
    EXPECT_EQ(editor.code("shutdown"), invalid_request);
    EXPECT_FALSE(editor.server().ended());
    editor.notify("exit", {});
    EXPECT_TRUE(editor.server().ended());
    EXPECT_EQ(editor.server().exit_code(), 0);

    Editor rude(disk);
    rude.notify("exit", {});
    EXPECT_TRUE(rude.server().ended());
    EXPECT_EQ(rude.server().exit_code(), 1);
}

TEST(Server, PositionsAreInTheFirstEncodingThatTheClientNames) {
    using Case = std::tuple<JsonArray, std::string, std::string>;
    for (const auto& [offered, chosen, place] :
         {Case{{"utf-8", "utf-32", "utf-16"}, "utf-8", "bad:0:7"}, Case{{"utf-16", "utf-8"}, "utf-16", "bad:0:4"},
          Case{{"utf-32"}, "utf-32", "bad:0:3"}, Case{{"ebcdic", 5}, "utf-16", "bad:0:4"},
          Case{{}, "utf-16", "bad:0:4"}}) {
        Disk disk{.files = site};
        Editor editor(disk);
        const JsonObject general{{"positionEncodings", offered}};
        const Json answer = editor.request(
            "initialize", JsonObject{{"rootUri", "file:///s"}, {"capabilities", JsonObject{{"general", general}}}});
        EXPECT_EQ(answer["capabilities"]["positionEncoding"].text(), chosen);
        EXPECT_EQ(answer["serverInfo"]["version"].text(), "1.2");
        editor.pause();
        editor.open(web, "𝄞é BAD");
        EXPECT_EQ(editor.shown(web), place) << chosen;
        // What comes in is counted in the same way.
        const int64_t unit =
            editor.published[uri_of_path(web)]["diagnostics"].array()[0]["range"]["start"]["character"].number();
        const Json at = JsonObject{{"line", 0}, {"character", unit}};
        const Json change = JsonObject{{"range", JsonObject{{"start", at}, {"end", at}}}, {"text", "BAD "}};
        editor.notify("textDocument/didChange",
                      JsonObject{{"textDocument", JsonObject{{"uri", uri_of_path(web)}, {"version", 2}}},
                                 {"contentChanges", JsonArray{change}}});
        EXPECT_EQ(editor.shown(web), concat(place, " bad:0:", unit + 4)) << chosen;
    }
}

TEST(Loose, OpenFilesAloneAreToldOf) {
    Disk disk{
        .files = {{"/h/loose/a.container", "BAD"}, {"/h/loose/b.container", "BAD"}, {"/h/loose/sub/d.volume", ""}}};
    Editor editor(disk);
    editor.start();
    editor.open("/h/loose/a.container", "[Container]\nBAD\nVolume=d.volume:/x");
    EXPECT_EQ(editor.shown("/h/loose/a.container"), "bad:1:0");
    editor.pause();
    EXPECT_EQ(editor.shown("/h/loose/a.container"), "bad:1:0");
    EXPECT_EQ(editor.published.size(), 1u) << "neither others nor the made-up site";
    EXPECT_EQ(editor.definition("/h/loose/c.container", "[Container]\nVolume=d.vol|ume:/x"), "/h/loose/sub/d.volume:0");
    EXPECT_FALSE(std::ranges::any_of(editor.complete("/h/loose/c.container", "[Container]\nVolume=|"),
                                     [](const std::string& label) { return label.starts_with("@@"); }));
    EXPECT_EQ(editor.request("workspace/symbol", JsonObject{{"query", ""}}).array().size(), 4u);
    editor.open("/h/loose/notes", "BAD");
    editor.pause();
    EXPECT_EQ(editor.shown("/h/loose/notes"), "-");
    editor.notify("textDocument/didClose", uri_params("/h/loose/a.container"));
    EXPECT_EQ(editor.shown("/h/loose/a.container"), "");
}

TEST(Loose, AFileOfASiteThatIsNoneOfItsMatter) {
    Disk disk{.files = site};
    Editor editor(disk);
    editor.start();
    editor.open("/s/loose/a.container", "BAD");
    editor.open("/s/services/loose/a.container", "BAD BAD");
    editor.pause();
    EXPECT_EQ(editor.shown("/s/loose/a.container"), "bad:0:0");
    EXPECT_EQ(editor.shown("/s/services/loose/a.container"), "bad:0:0 bad:0:4");
    EXPECT_FALSE(editor.published.contains(uri_of_path("/s/loose/nagaya.toml")));
    EXPECT_EQ(editor.shown(web), "bad:1:6") << "of the site everything is told";
}

TEST(Loose, MovesIntoTheSiteThatItsDirectoryBecomes) {
    Disk disk{.files = {{"/l/services/loose/a.container", "x"}}};
    Editor editor(disk);
    editor.start();
    editor.open("/l/services/loose/a.container", "BAD");
    editor.pause();
    disk.files["/l/nagaya.toml"] = "BAD";
    editor.notify("workspace/didChangeWatchedFiles", JsonObject{});
    editor.pause();
    EXPECT_EQ(editor.shown("/l/nagaya.toml"), "bad:0:0");
    EXPECT_EQ(editor.shown("/l/services/loose/a.container"), "bad:0:0");
    editor.change("/l/services/loose/a.container", "good", 2);
    EXPECT_EQ(editor.shown("/l/services/loose/a.container"), "");
}

Json numbered(int id, std::string_view method, Json params) {
    return JsonObject{{"id", id}, {"method", method}, {"params", std::move(params)}};
}

Json changed(std::string_view text, int version) {
    return JsonObject{
        {"method", "textDocument/didChange"},
        {"params", JsonObject{{"textDocument", JsonObject{{"uri", uri_of_path(web)}, {"version", version}}},
                              {"contentChanges", JsonArray{JsonObject{{"text", text}}}}}}};
}

TEST(Waiting, ChangesAreCheckedOnceAndAnswersSeeAllBeforeThem) {
    Disk disk{.files = site};
    Editor editor(disk);
    editor.start();
    editor.open(web, "x");
    const int before = disk.quick;
    const auto out = editor.send(
        {changed("a", 2), changed("BAD", 3),
         numbered(7, "textDocument/codeAction",
                  JsonObject{{"textDocument", JsonObject{{"uri", uri_of_path(web)}}}, {"range", JsonObject{}}}),
         changed("BAD BAD", 4)});
    EXPECT_EQ(disk.quick, before + 2) << "once for the action, once for what is shown";
    ASSERT_EQ(out.size(), 2u);
    EXPECT_EQ(out[0]["id"].number(), 7);
    EXPECT_EQ(out[0]["result"].array().size(), 1u);
    EXPECT_EQ(out[1]["params"]["version"].number(), 4);
    EXPECT_EQ(out[1]["params"]["diagnostics"].array().size(), 2u);
}

TEST(Waiting, WhatIsTakenBackIsNotWorkedOn) {
    Disk disk{.files = site};
    Editor editor(disk);
    editor.start();
    const auto cancel = [](Json id) {
        return JsonObject{{"method", "$/cancelRequest"}, {"params", JsonObject{{"id", std::move(id)}}}};
    };
    const auto out = editor.send({numbered(1, "textDocument/hover", uri_params(web)), cancel("1"), cancel(2),
                                  numbered(2, "textDocument/hover", uri_params(web)),
                                  numbered(3, "textDocument/hover", uri_params(web)), cancel(3), cancel(3)});
    ASSERT_EQ(out.size(), 3u) << "each request has its one answer";
    EXPECT_EQ(out[0]["error"], Json()) << "another id";
    EXPECT_EQ(out[1]["error"], Json()) << "taken back before it came";
    EXPECT_EQ(out[2]["error"]["code"].number(), request_cancelled);
    EXPECT_EQ(out[2]["id"].number(), 3);
}

TEST(Server, AsksToBeToldOfFilesOnlyWhereTheClientCan) {
    Disk disk{.files = site};
    Editor silent(disk);
    silent.start();
    EXPECT_TRUE(silent.requests.empty());
    Editor editor(disk);
    const JsonObject watched{{"didChangeWatchedFiles", JsonObject{{"dynamicRegistration", true}}}};
    editor.start({{"rootUri", "file:///s"}, {"capabilities", JsonObject{{"workspace", watched}}}});
    ASSERT_EQ(editor.requests.size(), 1u);
    EXPECT_EQ(editor.requests[0]["method"].text(), "client/registerCapability");
    EXPECT_EQ(editor.requests[0]["params"]["registrations"].array()[0]["method"].text(),
              "workspace/didChangeWatchedFiles");
}

TEST(Roots, TheFolderByAnyOfItsNames) {
    for (const JsonObject& params :
         {JsonObject{{"rootUri", "file:///s/"}}, JsonObject{{"rootUri", nullptr}, {"rootPath", "/s"}},
          JsonObject{{"rootUri", "file:///other"},
                     {"workspaceFolders", JsonArray{JsonObject{{"uri", "file:///s"}}}}}}) {
        Disk disk{.files = site};
        Editor editor(disk);
        editor.start(params);
        EXPECT_EQ(editor.shown(web), "bad:1:6") << print_json(params, JsonStyle::compact);
    }
}

TEST(Roots, BlanksAndLettersOfAllKinds) {
    Disk disk{.files = {{"/my site/é日/nagaya.toml", ""}, {"/my site/é日/a b.container", "BAD"}}};
    Editor editor(disk);
    editor.start({{"rootUri", "file:///my%20site/%C3%A9%E6%97%A5"}});
    EXPECT_EQ(editor.shown("/my site/é日/a b.container"), "bad:0:0");
    // What the editor wrote is what it is answered with, escaped or not.
    editor.notify(
        "textDocument/didOpen",
        JsonObject{{"textDocument", JsonObject{{"uri", "file:///my site/é日/a b.container"}, {"text", "x BAD"}}}});
    EXPECT_EQ(editor.published["file:///my site/é日/a b.container"]["diagnostics"].array().size(), 1u);
}

TEST(Roots, TwoOfThemAndNothingBetween) {
    Disk disk{.files = {{"/a/nagaya.toml", ""}, {"/a/x", "BAD"}, {"/b/nagaya.toml", ""}, {"/b/x", " BAD"}}};
    Editor editor(disk);
    editor.start({{"workspaceFolders", JsonArray{JsonObject{{"uri", "file:///a"}}, JsonObject{{"uri", "file:///b"}}}}});
    EXPECT_EQ(editor.shown("/a/x"), "bad:0:0");
    EXPECT_EQ(editor.shown("/b/x"), "bad:0:1");
    editor.change("/a/x", "ignored: it is not open", 2);
    editor.open("/b/x", "");
    EXPECT_EQ(editor.shown("/a/x"), "bad:0:0");
    EXPECT_EQ(editor.shown("/b/x"), "");
    // One goes, another comes.
    disk.files["/c/nagaya.toml"] = "BAD";
    editor.notify("workspace/didChangeWorkspaceFolders",
                  JsonObject{{"event", JsonObject{{"removed", JsonArray{JsonObject{{"uri", "file:///a"}}}},
                                                  {"added", JsonArray{JsonObject{{"uri", "file:///c/"}}}}}}});
    editor.pause();
    EXPECT_EQ(editor.shown("/a/x"), "");
    EXPECT_EQ(editor.shown("/c/nagaya.toml"), "bad:0:0");
}

TEST(Roots, DocumentsStayOpenWhenTheirFolderGoes) {
    Disk disk{.files = {{"/a/nagaya.toml", ""}, {"/a/x", ""}}};
    Editor editor(disk);
    editor.start({{"rootUri", "file:///a"}});
    editor.open("/a/x", "BAD");
    editor.notify("workspace/didChangeWorkspaceFolders",
                  JsonObject{{"event", JsonObject{{"removed", JsonArray{JsonObject{{"uri", "file:///a"}}}}}}});
    editor.change("/a/x", "  BAD", 2);
    EXPECT_EQ(editor.shown("/a/x"), "bad:0:2");
    editor.pause();
    EXPECT_EQ(editor.shown("/a/x"), "bad:0:2");
}

TEST(Roots, ASiteIsFoundFromItsFile) {
    Disk disk{.files = {{"/repo/README", "BAD"},
                        {"/repo/deep/site/nagaya.toml", ""},
                        {"/repo/deep/site/hosts/a.toml", "BAD"}}};
    for (const JsonObject& params : {JsonObject{{"rootUri", "file:///repo"}}, JsonObject{{"rootUri", nullptr}}}) {
        Editor editor(disk);
        editor.start(params);
        EXPECT_TRUE(editor.published.empty()) << "the folder itself is no site";
        editor.open("/repo/deep/site/nagaya.toml", "SAD");
        editor.pause();
        EXPECT_EQ(editor.shown("/repo/deep/site/nagaya.toml"), "sad:0:0");
        EXPECT_EQ(editor.shown("/repo/deep/site/hosts/a.toml"), "bad:0:0");
    }
}

TEST(Roots, FilesElsewhereAreLeftAlone) {
    Disk disk{.files = site};
    Editor editor(disk);
    editor.start();
    for (const std::string_view path : {"/elsewhere/x.container", "/site/x", "/s"}) {
        editor.open(path, "BAD");
        editor.change(path, "BAD BAD", 2);
        editor.pause();
        EXPECT_EQ(editor.shown(path), "-");
        EXPECT_EQ(editor.complete(path, "[Container]\n|"), std::vector<std::string>());
        EXPECT_EQ(editor.definition(path, "[Container]\nVolume=a.v|olume"), "");
        EXPECT_TRUE(editor.actions(path, 0).empty());
    }
    editor.notify("textDocument/didOpen",
                  JsonObject{{"textDocument", JsonObject{{"uri", "untitled:Untitled-1"}, {"text", "BAD"}}}});
    editor.pause();
    EXPECT_EQ(editor.published.count("untitled:Untitled-1"), 0u);
}

TEST(Roots, ASiteInsideAnotherOnesFilesIsThatOnes) {
    Disk disk{.files = site};
    disk.files["/s/services/web/files/nagaya.toml"] = "";
    Editor editor(disk);
    editor.start();
    editor.open("/s/services/web/files/nagaya.toml", "BAD");
    EXPECT_EQ(editor.shown("/s/services/web/files/nagaya.toml"), "bad:0:0");
    EXPECT_EQ(disk.readings, 1) << "no second site was opened";
}

TEST(Roots, TheInnermostOfTwoFolders) {
    for (const bool outer_first : {true, false}) {
        Disk disk{.files = {{"/a/nagaya.toml", ""}, {"/a/b/nagaya.toml", ""}, {"/a/b/x", ""}}};
        Editor editor(disk);
        const JsonObject outer{{"uri", "file:///a"}};
        const JsonObject inner{{"uri", "file:///a/b"}};
        editor.start({{"workspaceFolders", outer_first ? JsonArray{outer, inner} : JsonArray{inner, outer}}});
        // Only the site that it is in completes what its directories hold.
        disk.files["/a/b/services/in/x.container"] = "";
        disk.files["/a/services/out/x.container"] = "";
        editor.notify("workspace/didChangeWatchedFiles", {});
        EXPECT_EQ(editor.complete("/a/b/hosts/h.toml", "services = [|]"), std::vector<std::string>({"in"}));
    }
}

TEST(Roots, OnlySoManySites) {
    Disk disk;
    for (size_t i = 0; i < Server::most_sites + 3; ++i) disk.files[concat("/", i, "/nagaya.toml")] = "BAD";
    Editor editor(disk);
    editor.start({{"rootUri", nullptr}});
    for (const auto& [path, text] : disk.files) editor.open(path, text);
    editor.pause();
    EXPECT_EQ(editor.published.size(), Server::most_sites);
}

}  // namespace
}  // namespace nagaya::lsp
