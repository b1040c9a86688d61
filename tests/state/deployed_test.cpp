#include "state/deployed.hpp"

#include "base/text.hpp"

namespace nagaya::state {
namespace {

Deployed sample() {
    Deployed deployed;
    deployed.site_commit = "v1-3-gabcdef";
    deployed.entries[{.kind = Kind::file, .scope = {}, .name = "/srv/nagaya/web/files/x"}] = {
        .service = "web", .role = "files/x", .keep = false, .inputs = {}, .digest = {}};
    deployed.entries[{.kind = Kind::directory, .scope = {}, .name = "/srv/data/web"}] = {
        .service = {}, .role = {}, .keep = true, .inputs = {}, .digest = {}};
    deployed.entries[{.kind = Kind::unit, .scope = "web", .name = "web.service"}] = {
        .service = "web",
        .role = "web.container",
        .keep = false,
        .inputs = {{"files/x", "12"}, {"web.container", "34"}},
        .digest = {}};
    deployed.entries[{.kind = Kind::hook, .scope = "web", .name = "web/0a1b"}] = {
        .service = "web", .role = {}, .keep = true, .inputs = {}, .digest = "0a1b"};
    return deployed;
}

/// The kind of the failure, or nothing.
std::optional<ErrorKind> failure(std::string_view text) {
    const Result<Deployed> result = parse_deployed(text);
    if (result) return std::nullopt;
    return result.error().kind;
}

TEST(Deployed, IsReadAsItWasWritten) {
    const Result<Deployed> read = parse_deployed(print_deployed(sample()));
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(*read, sample());
}

TEST(Deployed, IsWrittenTheSameTwice) {
    EXPECT_EQ(print_deployed(*parse_deployed(print_deployed(sample()))), print_deployed(sample()));
}

TEST(Deployed, HasTheFormatThatIsDocumented) {
    Deployed deployed;
    deployed.entries[{.kind = Kind::unit, .scope = "web", .name = "web.service"}] = {
        .service = "web", .role = "web.container", .keep = false, .inputs = {{"web.container", "34"}}, .digest = {}};
    EXPECT_EQ(print_deployed(deployed), R"({
  "version": 1,
  "site_commit": "",
  "entries": [
    {
      "kind": "unit",
      "scope": "web",
      "name": "web.service",
      "service": "web",
      "role": "web.container",
      "inputs": {
        "web.container": "34"
      }
    }
  ]
}
)");
}

TEST(Deployed, IgnoresWhatItDoesNotKnow) {
    const Result<Deployed> read =
        parse_deployed(R"({"version":1,"later":[1],"entries":[{"kind":"file","name":"/x","colour":"green"}]})");
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->entries.size(), 1U);
}

TEST(Deployed, OfALaterVersionIsRefused) {
    EXPECT_EQ(failure(R"({"version":2,"entries":[]})"), ErrorKind::unsupported);
    // An unknown kind cannot be left out: the next write would orphan it.
    EXPECT_EQ(failure(R"({"version":1,"entries":[{"kind":"dataset","name":"x"}]})"), ErrorKind::unsupported);
}

TEST(Deployed, ThatIsBrokenIsRefused) {
    for (const std::string_view text :
         {"", "[]", "{}", R"({"version":"1","entries":[]})", R"({"version":1})", R"({"version":1,"entries":{}})",
          R"({"version":1,"entries":[1]})", R"({"version":1,"entries":[{"kind":"file"}]})",
          R"({"version":1,"entries":[{"kind":"file","name":1}]})",
          R"({"version":1,"entries":[{"kind":"unit","name":"x","inputs":[]}]})",
          R"({"version":1,"entries":[{"kind":"unit","name":"x","inputs":{"a":1}}]})",
          R"({"version":1,"entries":[{"kind":"file","name":"/x"},{"kind":"file","name":"/x"}]})"}) {
        EXPECT_NE(failure(text), std::nullopt) << text;
    }
}

TEST(Deployed, TextThatIsTooLongIsRefused) {
    const std::string name(20'000, 'x');
    EXPECT_EQ(failure(concat(R"({"version":1,"entries":[{"kind":"file","name":")", name, R"("}]})")), ErrorKind::limit);
}

TEST(EntryOf, KeepsDataAccountsAndMigrations) {
    const auto keep = [](auto value) {
        return entry_of({.service = {}, .origin = {}, .role = {}, .value = std::move(value)}).keep;
    };
    EXPECT_TRUE(keep(Directory{.owner = {}, .mode = 0750, .keep = true}));
    EXPECT_FALSE(keep(Directory{}));
    EXPECT_TRUE(keep(Account{}));
    EXPECT_FALSE(keep(File{}));
    Hook migration;
    migration.once = true;
    EXPECT_TRUE(keep(migration));
    EXPECT_FALSE(keep(Hook{}));
}

}  // namespace
}  // namespace nagaya::state
