#include "state/resource_json.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"

namespace nagaya::state {
namespace {

Resource resource(auto value) { return {.service = "web", .origin = {}, .role = "a role", .value = std::move(value)}; }

/// What comes back when it is written as text and read again.
template <class T>
T through_text(const ResourceId& id, const T& value) {
    const std::string text = print_json(resource_to_json(id, resource(value)), JsonStyle::compact);
    const auto read = resource_from_json(*parse_json(text));
    EXPECT_TRUE(read) << read.error().text() << text;
    if (!read) return T{};
    EXPECT_EQ(read->first, id);
    EXPECT_EQ(read->second.service, "web");
    EXPECT_EQ(read->second.role, "a role");
    // Nothing is lost: what was read is written as it was read.
    EXPECT_EQ(print_json(resource_to_json(read->first, read->second), JsonStyle::compact), text);
    return std::get<T>(read->second.value);
}

std::optional<ErrorKind> failure(std::string_view text) {
    const auto read = resource_from_json(*parse_json(text));
    if (read) return std::nullopt;
    return read.error().kind;
}

TEST(ResourceJson, CarriesAccounts) {
    const Account account{.name = "web",
                          .uid = 7001,
                          .home = "/home/web",
                          .shell = "/usr/sbin/nologin",
                          .subid_start = 4'000'000'000,
                          .subid_count = 65536,
                          .groups = {"video", "audio"},
                          .group_ids = {{"audio", 4'000'000'000}},
                          .linger = false};
    EXPECT_EQ(through_text({.kind = Kind::account, .scope = {}, .name = "web"}, account), account);
    Account other;
    other.name = "other";  // not what the id says
    EXPECT_EQ(through_text({.kind = Kind::account, .scope = {}, .name = "web"}, other), other);
}

TEST(ResourceJson, CarriesDirectories) {
    const Directory directory{.owner = {.uid = 1, .gid = 2},
                              .mode = 02750,
                              .keep = true,
                              .any_user = true,
                              .any_group = true,
                              .any_mode = true};
    const Directory read = through_text({.kind = Kind::directory, .scope = {}, .name = "/srv/x"}, directory);
    EXPECT_EQ(read, directory);
    EXPECT_TRUE(read.keep && read.any_user && read.any_group && read.any_mode);
    EXPECT_FALSE(through_text({.kind = Kind::directory, .scope = {}, .name = "/srv/x"}, Directory{}).keep);
}

TEST(ResourceJson, NamesContentsAndNeverHoldsThem) {
    const ResourceId id{.kind = Kind::file, .scope = {}, .name = "/etc/x"};
    const File file{.owner = {.uid = 5, .gid = 6}, .mode = 0600, .content = Content::secret("hunter2")};
    const File read = through_text(id, file);
    EXPECT_EQ(read, file);
    EXPECT_TRUE(read.content.is_secret());
    EXPECT_FALSE(read.content.filled());
    EXPECT_EQ(print_json(resource_to_json(id, resource(file)), JsonStyle::compact).find("hunter2"), std::string::npos);

    const File plain = through_text(id, File{.owner = {}, .mode = 0644, .content = Content::of("hello")});
    EXPECT_EQ(plain.content.digest(), sha256("hello"));
    EXPECT_FALSE(plain.content.is_secret());
    // No content at all stays none.
    EXPECT_EQ(through_text(id, File{}), File{});
}

TEST(ResourceJson, CarriesSymlinksAndHooks) {
    EXPECT_EQ(through_text({.kind = Kind::symlink, .scope = {}, .name = "/etc/y"}, Symlink{.target = "../x"}).target,
              "../x");
    const Hook hook{.account = "root",
                    .command = {"sh", "-c", "echo \"ä\n\""},
                    .directory = "/srv",
                    .environment = {"A=b", "C="},
                    .before_build = false,
                    .once = true,
                    .digest = "12ab",
                    .position = 3};
    const Hook read = through_text({.kind = Kind::hook, .scope = "root", .name = "web/1"}, hook);
    EXPECT_EQ(read.account, "root");
    EXPECT_EQ(read.command, hook.command);
    EXPECT_EQ(read.directory, hook.directory);
    EXPECT_EQ(read.environment, hook.environment);
    EXPECT_FALSE(read.before_build);
    EXPECT_TRUE(read.once);
    EXPECT_EQ(read.digest, "12ab");
    EXPECT_EQ(read.position, 3U);
}

TEST(ResourceJson, CarriesImages) {
    const Image image{.account = "web",
                      .reference = "localhost/web:0123",
                      .build_context = "/srv/web/image",
                      .also_tagged = {"localhost/web:latest"},
                      .bases = {"localhost/base:1", "localhost/base:2"},
                      .id = sha256("image")};
    const Image read = through_text({.kind = Kind::image, .scope = "web", .name = "localhost/web:0123"}, image);
    EXPECT_EQ(read, image);
    EXPECT_EQ(read.build_context, image.build_context);
    EXPECT_EQ(read.also_tagged, image.also_tagged);
    EXPECT_EQ(read.bases, image.bases);
    EXPECT_EQ(read.id, image.id);
}

TEST(ResourceJson, CarriesUnits) {
    const Unit unit{
        .account = "web",
        .name = "web.service",
        .active = true,
        .enabled = true,
        .momentary = true,
        .failed = true,
        .triggers = "other.service",
        .inputs = {{"files/x", "12"}, {"web.container", "34"}},
        .probes =
            {{.kind = Probe::Kind::http, .target = "http://127.0.0.1:80/", .command = {}},
             {.kind = Probe::Kind::command, .target = {}, .command = {"a", "b c"}, .within_ms = 7, .settle_ms = 0},
             {.kind = Probe::Kind::container, .target = "web", .command = {}},
             {.kind = Probe::Kind::tcp, .target = "127.0.0.1:1", .command = {}},
             Probe{}},
        .reloaded_by = {"files/x", "files/y"},
        .creates = PodmanObject{.kind = PodmanObject::Kind::pod, .name = "p"},
        .comes_after = "proxy",
        .only_looks = true,
        .masked = true,
        .restarts = 4};
    const Unit read = through_text({.kind = Kind::unit, .scope = "web", .name = "web.service"}, unit);
    EXPECT_EQ(read.account, "web");
    EXPECT_EQ(read.name, "web.service");
    EXPECT_TRUE(read.active && read.enabled && read.momentary && read.failed && read.masked);
    EXPECT_EQ(read.triggers, "other.service");
    EXPECT_TRUE(read.only_looks);
    EXPECT_EQ(read.comes_after, "proxy");
    EXPECT_EQ(read.inputs, unit.inputs);
    EXPECT_EQ(read.probes, unit.probes);
    EXPECT_EQ(read.reloaded_by, unit.reloaded_by);
    EXPECT_EQ(read.creates, unit.creates);
    EXPECT_EQ(read.restarts, 4U);

    const Unit plain = through_text({.kind = Kind::unit, .scope = "root", .name = "a.timer"}, Unit{});
    EXPECT_FALSE(plain.active || plain.enabled || plain.momentary || plain.failed || plain.masked);
    EXPECT_FALSE(plain.creates);
    EXPECT_TRUE(plain.probes.empty());
}

TEST(ResourceJson, OfTheWrongTypeIsRefused) {
    for (const std::string_view text : {"1",
                                        "{}",
                                        R"({"kind":"file"})",
                                        R"({"kind":"file","name":7})",
                                        R"({"kind":"file","name":"/x"})",
                                        R"({"kind":"file","name":"/x","mode":420})",
                                        R"({"kind":"file","name":"/x","mode":"0888"})",
                                        R"({"kind":"file","name":"/x","mode":"17777"})",
                                        R"({"kind":"file","name":"/x","mode":"0644","uid":"0"})",
                                        R"({"kind":"file","name":"/x","mode":"0644","sha256":"../../etc/passwd"})",
                                        R"({"kind":"file","name":"/x","mode":"0644","secret":true})",
                                        R"({"kind":"file","name":"/x","mode":"0644","secret":1})",
                                        R"({"kind":"symlink","name":"/x","target":[]})",
                                        R"({"kind":"hook","name":"x","command":"true"})",
                                        R"({"kind":"hook","name":"x","command":[1]})",
                                        R"({"kind":"hook","name":"x","once":"yes"})",
                                        R"({"kind":"image","name":"x","id":"abc"})",
                                        R"({"kind":"image","name":"x","bases":{"a":1}})",
                                        R"({"kind":"unit","name":"x","probes":[{}]})",
                                        R"({"kind":"unit","name":"x","probes":[{"kind":"guess"}]})",
                                        R"({"kind":"unit","name":"x","creates":1})",
                                        R"({"kind":"unit","name":"x","inputs":{"a":1}})",
                                        R"({"kind":"unit","name":"x","restarts":true})",
                                        R"({"kind":"account","name":"x","groups":{}})",
                                        R"({"kind":"directory","name":"/x","mode":""})"}) {
        EXPECT_NE(failure(text), std::nullopt) << text;
    }
}

TEST(ResourceJson, BeyondItsLimitsIsRefused) {
    EXPECT_EQ(failure(R"({"kind":"file","name":"/x","mode":"0644","uid":4294967296})"), ErrorKind::limit);
    EXPECT_EQ(failure(R"({"kind":"file","name":"/x","mode":"0644","uid":-1})"), ErrorKind::limit);
    const std::string text(17'000, 'x');
    EXPECT_EQ(failure(concat(R"({"kind":"unit","name":"x","inputs":{")", text, R"(":"1"}})")), ErrorKind::limit);
    EXPECT_EQ(failure(concat(R"({"kind":"symlink","name":"/x","target":")", text, R"("})")), ErrorKind::limit);
    // A command may be long, as execve allows.
    EXPECT_EQ(failure(concat(R"({"kind":"hook","name":"x","command":[")", text, R"("]})")), std::nullopt);
}

TEST(ResourceJson, OfAnUnknownKindIsRefused) {
    EXPECT_EQ(failure(R"({"kind":"dataset","name":"x"})"), ErrorKind::unsupported);
}

}  // namespace
}  // namespace nagaya::state
