#include "ignition/read.hpp"

#include "ignition/deployable.hpp"
#include "ignition/print.hpp"

namespace nagaya::ignition {
namespace {

TEST(Read, WhatOthersWrote) {
    const ConfigRead read = read_config(R"({"ignition": {"version": "3.4.0"}, "storage": {"files": [
        {"path": "/a", "mode": 420, "user": {"id": 0}, "contents": {"source": "data:,x", "compression": ""}}]},
        "passwd": {"users": [{"name": "core", "sshAuthorizedKeys": ["k"], "shouldExist": null}]}})",
                                        {4});
    EXPECT_EQ(read.error, "");
    EXPECT_TRUE(read.unknown.empty());
    EXPECT_EQ(read.config, (Config{.ignition = {.version = "3.4.0"},
                                   .passwd = {.users = {{.name = "core", .ssh_authorized_keys = {"k"}}}},
                                   .storage = {.files = {{.path = "/a",
                                                          .user = {.id = 0},
                                                          .contents = {.compression = "", .source = "data:,x"},
                                                          .mode = 420}}}}));
}

TEST(Read, KeysOfAnotherVersionAndOfNobody) {
    const auto unknown = [](std::string_view json, int minor) {
        std::string out;
        for (const UnknownKey& key : read_config(json, {minor}).unknown)
            out += print_path(key.in) + " " + key.key + ";";
        return out;
    };
    const std::string_view arguments = R"({"kernelArguments": {"shouldExist": ["a"]}})";
    EXPECT_EQ(unknown(arguments, 2), "$ kernelArguments;");
    EXPECT_EQ(unknown(arguments, 3), "");
    EXPECT_EQ(unknown(R"({"storage": {"files": [{"path": "/a"}, {"Path": "/a", "pat": 1}]}, "x": {"y": [1]}})", 4),
              "$.storage.files.1 pat;$ x;");
}

TEST(Read, TheExactNameGoesBeforeOneThatDiffersInCase) {
    const ConfigRead read = read_config(R"({"ignition": {"version": "1", "VERSION": "2"}, "Storage": {}})", {4});
    EXPECT_EQ(read.config.ignition.version, "2");  // Go: each is the field, and the last one counts
    EXPECT_EQ(read.error, "");
}

TEST(Read, WrongTypesInGosWords) {
    const auto error = [](std::string_view json) { return read_config(json, {4}).error; };
    EXPECT_EQ(error("[]"), "json: cannot unmarshal array into Go value of type types.Config");
    EXPECT_EQ(error(R"({"storage": {"files": [{"path": 1, "mode": "x"}]}})"),
              "json: cannot unmarshal number into Go struct field File.storage.files.path of type string");
    EXPECT_EQ(error(R"({"storage": {"files": [{"mode": 1.5}]}})"),
              "json: cannot unmarshal number 1.5 into Go struct field File.storage.files.mode of type int");
    EXPECT_EQ(error(R"({"storage": {"files": {}}})"),
              "json: cannot unmarshal object into Go struct field Storage.storage.files of type []types.File");
    EXPECT_EQ(error(R"({"systemd": {"units": [{"enabled": "yes"}]}})"),
              "json: cannot unmarshal string into Go struct field Unit.systemd.units.enabled of type bool");
    EXPECT_EQ(error(R"({"ignition": null, "storage": {"disks": null}})"), "");
    EXPECT_NE(error("{"), "");
    EXPECT_NE(error("{} x"), "");
    EXPECT_NE(error(""), "");
    EXPECT_NE(error(std::string(1001, '[')), "");
}

TEST(Read, Versions) {
    EXPECT_TRUE(is_version("3.9.0"));
    EXPECT_TRUE(is_version("3.4.0-experimental"));
    for (const char* text : {"", "3", "3.4", "3.4.", "3.4.0.1", "a.b.c", "3.4.x"})
        EXPECT_FALSE(is_version(text)) << text;
}

std::vector<std::string> undeployable(const Config& config) {
    Findings found;
    find_undeployable(config, found);
    std::vector<std::string> out;
    for (const Finding& finding : found) out.push_back(print_path(finding.path) + ": " + finding.message);
    return out;
}
using Sentences = std::vector<std::string>;

TEST(Deployable, ContentThatIsNotWhatItSays) {
    const auto of_contents = [](Resource contents) {
        return undeployable({.storage = {.files = {{.path = "/a", .contents = std::move(contents)}}}});
    };
    EXPECT_EQ(of_contents({.compression = "gzip", .source = "data:,x"}),
              Sentences{"$.storage.files.0.contents.source: the content is not compressed with gzip"});
    EXPECT_EQ(of_contents({.compression = "gzip", .source = "data:;base64,H4sI"}), Sentences{});
    EXPECT_EQ(of_contents({.compression = "", .source = "data:,x"}), Sentences{});
    EXPECT_EQ(of_contents({.source = "data:,", .verification = {.hash = "sha256-0g"}}),
              Sentences{"$.storage.files.0.contents.verification.hash: the hash is no hexadecimal number"});
    EXPECT_EQ(of_contents({.source = "data:,", .verification = {.hash = "sha256-0aF"}}), Sentences{});
    EXPECT_EQ(undeployable({.storage = {.files = {{.path = "/a", .append = {{.source = "data:,"}, {}}}}}}),
              Sentences{"$.storage.files.0.append.1: there is nothing to append: a source is missing"});
}

TEST(Deployable, ConfigsToMergeThatAreNone) {
    const auto of_merge = [](Text source, Text compression = {}) {
        return undeployable({.ignition = {.config = {.merge = {{.compression = std::move(compression),
                                                                .source = std::move(source)}}}}});
    };
    EXPECT_EQ(of_merge("data:,%7B%22ignition%22:%7B%22version%22:%223.4.0%22%7D%7D"), Sentences{});
    EXPECT_EQ(of_merge("data:,%7B%7D"),
              Sentences{"$.ignition.config.merge.0.source: it is an Ignition config of the unknown version ``"});
    EXPECT_EQ(of_merge("data:,x").size(), 1U);
    EXPECT_EQ(of_merge("https://a/b"), Sentences{});
}

TEST(Deployable, LinksAndNames) {
    const auto of_link = [](Link link) {
        link.path = "/l";
        return undeployable({.storage = {.files = {{.path = "/f"}}, .links = {std::move(link)}}});
    };
    EXPECT_EQ(of_link({.hard = true, .target = "/x"}),
              Sentences{"$.storage.links.0.target: hard link to `/x`, which the config does not make"});
    EXPECT_EQ(of_link({.hard = true, .target = "/g/../f"}), Sentences{});
    EXPECT_EQ(of_link({.hard = true, .target = "/usr/bin/x"}), Sentences{});
    EXPECT_EQ(of_link({.hard = false, .target = "/x"}), Sentences{});
    EXPECT_EQ(
        undeployable({.passwd = {.groups = {{.name = "0"}}, .users = {{.name = "-a"}, {.name = "a1"}, {.name = ""}}}}),
        (Sentences{"$.passwd.groups.0.name: `0` is no name of a group",
                   "$.passwd.users.0.name: `-a` is no name of a user",
                   "$.passwd.users.2.name: `` is no name of a user"}));
    EXPECT_EQ(undeployable({.storage = {.files = {{.path = "/a", .user = {.name = "12"}}}}}),
              Sentences{"$.storage.files.0.user.name: `12` is no name of an account"});
}

}  // namespace
}  // namespace nagaya::ignition
