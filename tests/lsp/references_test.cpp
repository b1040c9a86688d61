// Every place that means the same thing.
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "small_site.hpp"

namespace nagaya::lsp {
namespace {

using Places = std::vector<std::string>;

constexpr std::string_view web = "/s/services/web/web.container";
constexpr std::string_view manifest = "/s/services/web/service.toml";

const std::map<std::string, std::string> site = {
    {"/s/nagaya.toml", "[site]\nname = \"web\"\n[vars]\nTEAM = \"a\"\n"},
    {"/s/hosts/box.toml", "description = \"the web host\"\nservices = [\"web\", \"db\"]\n"},
    {"/s/services/web/service.toml",
     "[needs]\nservices = [\"db\"]\n[[port]]\nname = \"http\"\n[secrets]\nenv = [\"pass\", \"other\"]\n"},
    {"/s/services/web/web.container",
     "# data.volume\n[Unit]\nAfter=data-volume.service\n[Container]\nImage=localhost/base\nVolume=data.volume:/a\n"
     "Volume=data.volume:/b\nPublishPort=@@PUBLISH_HTTP@@\nLabel=team=@@TEAM@@\nSecret=pass\nSecret=other\n"},
    {"/s/services/web/data.volume", "[Volume]\n"},
    {"/s/services/db/service.toml", "[vars]\nTEAM = \"b\"\n"},
    {"/s/services/db/db.container",
     "[Container]\nVolume=data.volume:/a\nLabel=team=@@TEAM@@\nEnvironment=P=@@PORT_WEB_HTTP@@\n"},
    {"/s/services/db/data.volume", "[Volume]\n"},
    {"/s/images/base/Containerfile", "FROM x\n"},
    {"/s/secrets/web/pass.age", "x"}};

/// "path:line:character" of each, without the site's root.
Places references(std::string_view path, int line, int character, bool declaration = false) {
    Disk disk{.files = site};
    Editor editor(disk);
    editor.start();
    const Json found = editor.request("textDocument/references",
                                      JsonObject{{"textDocument", JsonObject{{"uri", uri_of_path(path)}}},
                                                 {"position", JsonObject{{"line", line}, {"character", character}}},
                                                 {"context", JsonObject{{"includeDeclaration", declaration}}}});
    Places places;
    for (const Json& one : found.array())
        places.push_back(concat(path_of_uri(one["uri"].text()).value_or("?").substr(3), ":",
                                one["range"]["start"]["line"].number(), ":",
                                one["range"]["start"]["character"].number()));
    return places;
}

const Places of_data = {"services/web/web.container:2:6", "services/web/web.container:5:7",
                        "services/web/web.container:6:7"};

TEST(References, OfAVolumeFromItsUsesAndFromItsFile) {
    EXPECT_EQ(references(web, 5, 9), of_data) << "another service's is another one, and comments mean nothing";
    EXPECT_EQ(references(web, 2, 8), of_data) << "by the name of its unit";
    EXPECT_EQ(references("/s/services/web/data.volume", 0, 3), of_data);
    Places with = of_data;
    with.insert(with.begin(), "services/web/data.volume:0:0");
    EXPECT_EQ(references(web, 5, 9, true), with);
}

TEST(References, OfAService) {
    const Places expected = {"hosts/box.toml:1:20", "services/web/service.toml:1:13"};
    EXPECT_EQ(references("/s/hosts/box.toml", 1, 21), expected);
    EXPECT_EQ(references("/s/hosts/box.toml", 1, 14), Places({"hosts/box.toml:1:13"}))
        << "names and prose mean nothing";
}

TEST(References, OfVariablesAndPorts) {
    EXPECT_EQ(references("/s/nagaya.toml", 3, 1), Places({"services/web/web.container:8:13"}))
        << "the other service has its own";
    EXPECT_EQ(references("/s/services/db/service.toml", 1, 2, true),
              Places({"services/db/service.toml:1:0", "services/db/db.container:2:13"}));
    EXPECT_EQ(references(manifest, 3, 2), Places({"services/db/db.container:3:16", "services/web/web.container:7:14"}));
}

TEST(References, OfImagesAndSecrets) {
    EXPECT_EQ(references("/s/images/base/Containerfile", 0, 0), Places({"services/web/web.container:4:6"}));
    EXPECT_EQ(references(web, 9, 8, true),
              Places({"secrets/web/pass.age:0:0", "services/web/service.toml:5:8", "services/web/web.container:9:7"}));
}

TEST(References, NameTheDeclarationOnlyWhenAsked) {
    const Places uses = {"services/web/web.container:10:7"};
    EXPECT_EQ(references(web, 10, 8), uses);
    EXPECT_EQ(references(web, 10, 8, true), Places({"services/web/service.toml:5:16", uses[0]}));
}

TEST(References, OfNothing) {
    EXPECT_EQ(references("/s/hosts/box.toml", 0, 0), Places());
    EXPECT_EQ(references("/s/no/such", 5, 5, true), Places());
}

TEST(NamedFiles, HoldWhatIsAskedForInAnyCase) {
    Disk disk{.files = site};
    Editor editor(disk);
    editor.start();
    const auto named = [&](std::string_view query) {
        Places names;
        const Json found = editor.request("workspace/symbol", JsonObject{{"query", query}});
        for (const Json& one : found.array()) names.emplace_back(one["name"].text());
        return names;
    };
    EXPECT_EQ(named("WEB"), Places({"web", "web.container"}));
    EXPECT_EQ(named(""),
              Places({"box", "base", "data.volume", "db.container", "db", "data.volume", "web", "web.container"}));
    EXPECT_EQ(named("no such"), Places());
}

}  // namespace
}  // namespace nagaya::lsp
