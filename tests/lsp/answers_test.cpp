// Completion, hover, definitions and the outline, in every kind of file.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.hpp"
#include "small_site.hpp"

namespace nagaya::lsp {
namespace {

class Answers : public testing::Test {
protected:
    Answers() { editor.start(); }

    /// Are all of the words offered at the "|"? What is missing, or "".
    std::string missing(std::string_view path, std::string_view text, const std::vector<std::string>& words) {
        const auto offered = editor.complete(path, text);
        std::string out;
        for (const std::string& word : words)
            if (std::ranges::find(offered, word) == offered.end()) out += word + " ";
        return out;
    }
    bool offers(std::string_view path, std::string_view text, std::string_view word) {
        const auto offered = editor.complete(path, text);
        return std::ranges::find(offered, word) != offered.end();
    }
    std::string hover(std::string_view path, std::string_view text) {
        const Json found = editor.ask("textDocument/hover", path, text);
        return std::string(found["contents"]["value"].text());
    }
    /// What choosing `label` at the "|" makes of the text.
    std::string chosen(std::string_view path, std::string_view with_bar, std::string_view label) {
        const Json found = editor.ask("textDocument/completion", path, with_bar);
        std::string text(with_bar);
        text.erase(text.find('|'), 1);
        for (const Json& item : found.array())
            if (item["label"].text() == label)
                (void)apply_change(
                    text, JsonObject{{"range", item["textEdit"]["range"]}, {"text", item["textEdit"]["newText"]}});
        return text;
    }

    Disk disk{
        .files = {{"/s/nagaya.toml", "[site]\nname = \"x\"\n\n[vars]\nTEAM = \"a\"\n"},
                  {"/s/hosts/box.toml", "services = [\"web\"]\n\n[vars]\nRACK = \"1\"\n"},
                  {"/s/services/web/service.toml",
                   "description = \"tls.key\"\n[secrets]\nfiles = [\n  \"tls.key:101\",\n]\n[vars]\nOWN = \"1\"\n"},
                  {"/s/services/web/web.container", "[Container]\n"},
                  {"/s/services/web/jobs@.container", "[Container]\n"},
                  {"/s/services/web/data.volume", ""},
                  {"/s/services/web/front.pod", ""},
                  {"/s/services/web/back.network", ""},
                  {"/s/services/web/own.build", ""},
                  {"/s/services/web/base.image", ""},
                  {"/s/services/web/files/etc/site.conf", ""},
                  {"/s/services/web/units/user/clock.timer", ""},
                  {"/s/services/web/units/user/clock.service", ""},
                  {"/s/services/web/image/Containerfile", ""},
                  {"/s/services/db/db.container", "[Container]\n"},
                  {"/s/images/base/Containerfile", "FROM x\n"},
                  {"/s/secrets/web/db-password.age", "x"}}};
    Editor editor{disk};
    const std::string web = "/s/services/web/web.container";
    const std::string service = "/s/services/web/service.toml";
};

TEST_F(Answers, CompleteSections) {
    EXPECT_EQ(missing(web, "[|", {"Unit", "Container", "Service", "Install", "Quadlet"}), "");
    EXPECT_EQ(missing("/s/services/web/a.pod", "[|", {"Pod", "Unit", "Service", "Install"}), "");
    EXPECT_EQ(missing("/s/services/web/units/user/clock.timer", "[|", {"Timer", "Unit", "Install"}), "");
    EXPECT_EQ(missing("/s/services/web/units/root/a.socket", "[|", {"Socket"}), "");
    EXPECT_EQ(missing("/s/services/web/units/root/a.mount", "[|", {"Mount"}), "");
    EXPECT_FALSE(offers("/s/services/web/units/user/clock.service", "[|", "Container"));
    EXPECT_FALSE(offers("/s/services/web/units/user/clock.service", "[|", "Timer"));
    EXPECT_EQ(missing("/s/nagaya.toml", "[|", {"site", "vars", "allow"}), "");
    EXPECT_EQ(missing("/s/hosts/box.toml", "[|", {"firewall"}), "");
    EXPECT_EQ(missing(service, "[|", {"needs", "port", "data", "secrets"}), "");
}

TEST_F(Answers, CompleteKeysOfEveryQuadlet) {
    const std::vector<std::tuple<std::string, std::string, std::string>> kinds = {
        {"a.container", "Container", "Image"}, {"a.pod", "Pod", "PublishPort"}, {"a.volume", "Volume", "Driver"},
        {"a.network", "Network", "Subnet"},    {"a.kube", "Kube", "Yaml"},      {"a.image", "Image", "Image"},
        {"a.build", "Build", "ImageTag"}};
    for (const auto& [name, section, key] : kinds)
        EXPECT_EQ(missing("/s/services/web/" + name, concat("[", section, "]\n|"), {key}), "") << name;
    EXPECT_EQ(missing(web, "[Unit]\n|", {"After", "Requires"}), "");
    EXPECT_EQ(missing(web, "[Service]\n|", {"Restart", "TimeoutStartSec"}), "");
    EXPECT_EQ(missing(web, "[Install]\n|", {"WantedBy"}), "");
    EXPECT_EQ(missing("/s/services/web/web.container.d/10-a.conf", "[Container]\n|", {"Image"}), "");
    EXPECT_FALSE(offers(web, "[Container]\n|", "Subnet"));
    EXPECT_FALSE(offers(web, "|\n[Container]\n", "Image")) << "above the first section";
}

TEST_F(Answers, CompleteOnlyWhatTheHostsPodmanHas) {
    EXPECT_TRUE(offers(web, "[Container]\n|", "PodmanArgs"));
    EXPECT_FALSE(offers(web, "[Container]\n|", "Memory")) << "5.5 brought it, and the host has 5.4";
}

TEST_F(Answers, CompleteKeysOfUnitsAndToml) {
    EXPECT_EQ(missing("/s/services/web/units/user/clock.timer", "[Timer]\n|", {"OnCalendar", "Persistent"}), "");
    EXPECT_EQ(missing("/s/services/web/units/root/a.socket", "[Socket]\n|", {"ListenStream"}), "");
    EXPECT_EQ(missing("/s/services/web/units/user/clock.service", "[Service]\n|", {"ExecStart"}), "");
    EXPECT_EQ(missing("/s/nagaya.toml", "[site]\n|", {"name"}), "");
    EXPECT_EQ(missing("/s/hosts/box.toml", "|", {"services", "podman"}), "");
    EXPECT_EQ(missing(service, "[[port]]\n|", {"name", "listen"}), "");
    EXPECT_EQ(missing(service, "[needs]\n|", {"services", "reach", "mounts"}), "");
    EXPECT_FALSE(offers(service, "[needs]\n|", "listen"));
    EXPECT_FALSE(offers(service, "[vars]\n|", "*"));
}

TEST_F(Answers, CompleteValuesOfUnits) {
    EXPECT_EQ(missing(web, "[Container]\nRunInit=|", {"true", "false"}), "");
    EXPECT_EQ(missing(web, "[Container]\nVolume=|", {"data.volume", "@@DATA_PATH@@", "@@TEAM@@"}), "");
    EXPECT_FALSE(offers(web, "[Container]\nVolume=|", "back.network"));
    EXPECT_EQ(missing(web, "[Container]\nNetwork=|", {"back.network"}), "");
    EXPECT_EQ(missing(web, "[Container]\nPod=|", {"front.pod"}), "");
    EXPECT_EQ(missing(web, "[Container]\nUserNS=|", {"auto", "host", "keep-id", "nomap"}), "");
    EXPECT_EQ(missing(web, "[Container]\nImage=|", {"own.build", "base.image", "localhost/base"}), "");
    EXPECT_EQ(missing(web, "[Unit]\nAfter=|", {"data-volume.service", "clock.timer", "network-online.target"}), "");
    EXPECT_EQ(missing(web, "[Unit]\nAfter=a.service \\\n  |", {"data-volume.service"}), "");
    EXPECT_EQ(missing(web, "[Service]\nRestart=|", {"always", "on-failure"}), "");
    EXPECT_EQ(missing("/s/services/web/units/user/clock.timer", "[Timer]\nUnit=|", {"clock.service"}), "");
    EXPECT_EQ(missing("/s/services/web/units/user/clock.timer", "[Timer]\nPersistent=|", {"true"}), "");
    EXPECT_EQ(missing("/s/services/web/files/etc/site.conf", "a @@|", {"@@SERVICE@@"}), "");
    EXPECT_EQ(missing("/s/services/web/files/etc/site.conf", "a |", {}), "");
}

TEST_F(Answers, CompleteValuesOfToml) {
    EXPECT_EQ(missing("/s/hosts/box.toml", "services = [\n  |\n]", {"web", "db"}), "");
    EXPECT_EQ(missing(service, "[needs]\nreach = [\"|\"]", {"web", "db"}), "");
    EXPECT_EQ(missing(service, "[[port]]\nvia = |", {"redirect"}), "");
    EXPECT_EQ(missing(service, "[health]\nunit = |", {"web.container"}), "");
    EXPECT_EQ(missing("/s/nagaya.toml", "[[allow]]\nrule = \"|\"", {"missing-memory-limit"}), "");
}

TEST_F(Answers, WhatIsChosenReplacesTheWord) {
    EXPECT_EQ(chosen(web, "[Container]\nIma|", "Image"), "[Container]\nImage=");
    EXPECT_EQ(chosen(web, "[Container]\nIma|=x", "Image"), "[Container]\nImage=x");
    EXPECT_EQ(chosen(web, "[Container]\nVolume=@@DA|", "@@DATA_PATH@@"), "[Container]\nVolume=@@DATA_PATH@@");
    EXPECT_EQ(chosen(web, "[Container]\nImage=localhost/b|", "localhost/base"), "[Container]\nImage=localhost/base");
    EXPECT_EQ(chosen(service, "[[port]]\nvia = re|", "redirect"), "[[port]]\nvia = \"redirect\"");
    EXPECT_EQ(chosen(service, "[[port]]\nvia = \"re|\"", "redirect"), "[[port]]\nvia = \"redirect\"");
    EXPECT_EQ(chosen(service, "[needs]\nservices = [\"web\", |]", "db"), "[needs]\nservices = [\"web\", \"db\"]");
    EXPECT_EQ(chosen(service, "[needs]\nser|", "services"), "[needs]\nservices = ");
}

TEST_F(Answers, NoQuotesInsideAString) {
    EXPECT_EQ(chosen(service, "[health]\nunit = 'we|'", "web.container"), "[health]\nunit = 'web.container'");
    EXPECT_EQ(chosen(service, "[health]\nunit = 'we|", "web.container"), "[health]\nunit = 'web.container");
    EXPECT_EQ(chosen(service, "[needs]\nservices = ['\"', |]", "db"), "[needs]\nservices = ['\"', \"db\"]");
    EXPECT_EQ(chosen(service, "[needs]\nservices = [\"\\\"\", |]", "db"), "[needs]\nservices = [\"\\\"\", \"db\"]");
}

TEST_F(Answers, TheVariablesOfPortsAndImages) {
    disk.files[service] = "[[port]]\nname = \"http-in\"  # of the web\nlisten = 8080\n";
    disk.files["/s/services/db/service.toml"] = "[[port]]\nname = 'sql'\n";
    editor.notify("workspace/didChangeWatchedFiles", JsonObject{});
    EXPECT_EQ(missing(web, "[Container]\nPublishPort=|",
                      {"@@PUBLISH_HTTP_IN@@", "@@PORT_HTTP_IN@@", "@@LISTEN_HTTP_IN@@", "@@PORT_DB_SQL@@", "@@GID@@",
                       "@@IMAGE@@", "@@IMAGE_BASE@@"}),
              "");
    EXPECT_FALSE(offers("/s/services/db/db.container", "[Container]\nPublishPort=|", "@@PUBLISH_HTTP_IN@@"));
    EXPECT_FALSE(offers("/s/services/db/db.container", "[Container]\nImage=|", "@@IMAGE@@")) << "it builds none";
    EXPECT_EQ(editor.definition(web, "[Container]\nPublishPort=@@PUBLISH_HT|TP_IN@@:80"), service + ":1");
    EXPECT_EQ(editor.definition(web, "[Container]\nPublishPort=|@@PORT_HTTP_IN@@:80"), service + ":1");
    EXPECT_EQ(editor.definition(web, "[Container]\nLabel=@@PORT_DB_S|QL@@"), "/s/services/db/service.toml:1");
    EXPECT_EQ(editor.definition(web, "[Container]\nImage=@@IMA|GE@@"), "/s/services/web/image/Containerfile:0");
    EXPECT_EQ(editor.definition(web, "[Container]\nImage=@@IMAGE_BA|SE@@"), "/s/images/base/Containerfile:0");
}

TEST_F(Answers, HoverOnAVariable) {
    EXPECT_TRUE(hover(web, "[Container]\nLabel=a=@@TE|AM@@").contains("**@@TEAM@@** — of the site"));
    EXPECT_TRUE(hover(web, "[Container]\nLabel=a=@@TE|AM@@").contains("`nagaya.toml`: `TEAM = \"a\"`"));
    EXPECT_TRUE(hover(web, "[Container]\nLabel=@@SERVICE@@-@@UI|D@@").contains("**@@UID@@** — of the account"));
    EXPECT_TRUE(hover("/s/services/web/files/etc/site.conf", "x @@HO|ST@@").contains("the host's name"));
    EXPECT_EQ(hover(web, "[Container]\nLabel=a=@@NO|NE@@"), "");
    EXPECT_TRUE(hover(web, "[Container]\nLabel=@@TEAM@@ b|c @@TEAM@@").contains("**Label=**"));
}

TEST_F(Answers, HoverTellsMeaningAndSince) {
    const std::string image = hover(web, "[Container]\nIm|age=x");
    EXPECT_TRUE(image.contains("**Image=**") && image.contains("Since Podman 4.4") && image.contains("Value: "))
        << image;
    const std::string memory = hover(web, "[Container]\nMem|ory=1G");
    EXPECT_TRUE(memory.contains("Since Podman 5.5; the host has 5.4")) << memory;
    EXPECT_TRUE(hover(web, "[Service]\nRest|art=always").contains("Of systemd"));
    EXPECT_TRUE(hover(service, "[need|s]").contains("[needs]"));
    const std::string reach = hover(service, "[needs]\nrea|ch = []");
    EXPECT_TRUE(reach.contains("Since 0.1") && reach.contains("Default")) << reach;
    EXPECT_TRUE(hover(web, "# nagaya: allow missing-memory-|limit: x").contains("missing-memory-limit"));
    EXPECT_TRUE(
        hover("/s/nagaya.toml", "[[allow]]\nrule = \"missing-memory|-limit\"").contains("missing-memory-limit"));
    for (const std::string_view text : {"[Container]\nNoSuch|Key=1", "# Im|age=x", "[Container]\n|", "[Contai|ner]"})
        EXPECT_EQ(hover(web, text), "") << text;
    EXPECT_EQ(hover(service, "[needs]\nserv|ice_ = 1"), "");
    EXPECT_EQ(hover("/s/services/web/files/etc/site.conf", "Im|age=x"), "");
}

TEST_F(Answers, DefinitionsOfUnits) {
    const std::string at = "/s/services/web/";
    EXPECT_EQ(editor.definition(web, "[Container]\nVolume=da|ta.volume:/x"), at + "data.volume:0");
    EXPECT_EQ(editor.definition(web, "[Container]\nMount=type=volume,source=data.vol|ume,destination=/x"),
              at + "data.volume:0");
    EXPECT_EQ(editor.definition(web, "[Container]\nNetwork=back.net|work:ip=10.0.0.1"), at + "back.network:0");
    EXPECT_EQ(editor.definition(web, "[Container]\nPod=front|.pod"), at + "front.pod:0");
    EXPECT_EQ(editor.definition(web, "[Container]\nImage=own.bui|ld"), at + "own.build:0");
    EXPECT_EQ(editor.definition(web, "[Unit]\nAfter=clock.ti|mer"), at + "units/user/clock.timer:0");
    EXPECT_EQ(editor.definition(web, "[Unit]\nAfter=x.service data-vol|ume.service"), at + "data.volume:0");
    EXPECT_EQ(editor.definition(web, "[Unit]\nAfter=front-p|od.service"), at + "front.pod:0");
    EXPECT_EQ(editor.definition(web, "[Unit]\nAfter=jobs@night|ly.service"), at + "jobs@.container:0");
    EXPECT_EQ(editor.definition(web, "[Unit]\nAfter=db.serv|ice"), "/s/services/db/db.container:0")
        << "of another service";
    for (const std::string_view name : {"nothing.serv|ice", "nothing@.serv|ice", "nothing@x.serv|ice", "@.|", "jobs@|"})
        EXPECT_EQ(editor.definition(web, concat("[Unit]\nAfter=", name)), "") << name;
    EXPECT_EQ(editor.definition(web, "[Container]\nPodmanArgs= | x"), "");
}

TEST_F(Answers, DefinitionsOfImagesFilesAndSecrets) {
    EXPECT_EQ(editor.definition(web, "[Container]\nImage=localhost/ba|se:1"), "/s/images/base/Containerfile:0");
    EXPECT_EQ(editor.definition(web, "[Container]\nImage=localhost/w|eb"), "/s/services/web/image/Containerfile:0");
    EXPECT_EQ(editor.definition(web, "[Container]\nVolume=@@FILES_PATH@@/etc/si|te.conf:/x"),
              "/s/services/web/files/etc/site.conf:0");
    EXPECT_EQ(editor.definition(web, "[Container]\nSecret=db-pass|word,type=env"), "/s/secrets/web/db-password.age:0");
    EXPECT_EQ(editor.definition(web, "[Container]\nEnvironmentFile=@@SECRETS_PATH@@/tls.k|ey"), service + ":3");
    for (const std::string_view part : {"k|ey", "t|ls", "tls.k|e"})
        EXPECT_EQ(editor.definition(web, concat("[Container]\nSecret=", part)), "")
            << "a part of a secret's name is not its name";
    EXPECT_EQ(editor.definition(service, "[secrets]\npodman = [\"db-pass|word\"]"), "/s/secrets/web/db-password.age:0");
}

TEST_F(Answers, DefinitionsOfServicesAndVariables) {
    EXPECT_EQ(editor.definition("/s/services/db/db.container", "[Container]\nLabel=a=@@RAC|K@@"),
              "/s/hosts/box.toml:3");
    EXPECT_EQ(editor.definition(web, "[Container]\nLabel=a=@@OW|N@@"), service + ":6");
    EXPECT_EQ(editor.definition("/s/hosts/box.toml", "services = [\"w|eb\"]"), service + ":0");
    EXPECT_EQ(editor.definition(service, "[needs]\nservices = [\"d|b:healthy\"]"), "/s/services/db/db.container:0");
    EXPECT_EQ(editor.definition(service, "[health]\nunit = \"web.con|tainer\""), web + ":0");
    EXPECT_EQ(editor.definition("/s/hosts/box.toml", "services = [\"no|ne\"]"), "");
    EXPECT_EQ(editor.definition(web, "[Container]\nLabel=a=@@TE|AM@@"), "/s/nagaya.toml:4");
    EXPECT_EQ(editor.definition("/s/services/web/files/etc/site.conf", "@@NON|E@@"), "");
}

TEST_F(Answers, TheOutlineIsTheHeaders) {
    editor.open(service, "a = 1\r\n[needs]\r\nreach = [\r\n  \"x\",\r\n]\r\n\r\n[[port]]\r\nname = \"é\"");
    const Json found = editor.request("textDocument/documentSymbol", uri_params(service));
    ASSERT_EQ(found.array().size(), 2u);
    EXPECT_EQ(found.array()[0]["name"].text(), "needs");
    EXPECT_EQ(print_json(found.array()[0]["selectionRange"], JsonStyle::compact),
              R"({"start":{"line":1,"character":0},"end":{"line":1,"character":7}})");
    EXPECT_EQ(print_json(found.array()[1]["range"], JsonStyle::compact),
              R"({"start":{"line":6,"character":0},"end":{"line":7,"character":10}})");
    editor.open("/s/services/web/files/etc/site.conf", "[a]\n");
    EXPECT_TRUE(editor.request("textDocument/documentSymbol", uri_params("/s/services/web/files/etc/site.conf"))
                    .array()
                    .empty());
}

}  // namespace
}  // namespace nagaya::lsp
