#include "app/diff.hpp"

#include "states.hpp"

namespace nagaya::app {
namespace {

TEST(ChangesBetween, EqualStatesAreNone) {
    state::HostState state;
    put_file(state, "/a", state::Content::of("x"));
    put_unit(state, "web", true, "12");
    EXPECT_TRUE(changes_between(state, state).empty());
}

TEST(ChangesBetween, AreAddedRemovedAndChanged) {
    state::HostState from, to;
    put_file(from, "/gone", state::Content::of("x"));
    put_file(from, "/same", state::Content::of("x"));
    put_file(from, "/text", state::Content::of("one\ntwo\n"));
    put_file(to, "/same", state::Content::of("x"));
    put_file(to, "/text", state::Content::of("one\n2\n"), 0600);
    put_file(to, "/new", state::Content::of("x"));
    const std::vector<Changed> changes = changes_between(from, to);
    ASSERT_EQ(changes.size(), 3U);
    EXPECT_EQ(changes[0].id, file_id("/gone"));
    EXPECT_EQ(changes[0].how, Changed::How::removed);
    EXPECT_EQ(changes[1].id, file_id("/new"));
    EXPECT_EQ(changes[1].how, Changed::How::added);
    EXPECT_EQ(changes[2].how, Changed::How::changed);
    EXPECT_EQ(changes[2].what, "mode 0644 → 0600, content");
    EXPECT_NE(changes[2].text.find("-two\n+2\n"), std::string::npos) << changes[2].text;
}

TEST(ChangesBetween, NeverShowSecrets) {
    state::HostState from, to;
    put_file(from, "/secret", state::Content::secret("hunter1"));
    put_file(to, "/secret", state::Content::secret("hunter2"));
    // What was no secret before may be the same text now.
    put_file(from, "/became", state::Content::of("hunter3"));
    put_file(to, "/became", state::Content::secret("hunter4"));
    for (const Changed& change : changes_between(from, to)) {
        EXPECT_EQ(change.what, "content (secret)");
        EXPECT_EQ(change.text, "");
    }
    EXPECT_EQ(changes_between(from, to).size(), 2U);
}

TEST(ChangesBetween, ShowNoLinesOfContentsThatAreNotThere) {
    state::HostState from, to;
    put_file(from, "/a", state::Content::named(std::string(64, '0'), false));
    put_file(to, "/a", state::Content::of("x"));
    const std::vector<Changed> changes = changes_between(from, to);
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].text, "");
}

TEST(ChangesBetween, TellWhatAUnitWasStartedWith) {
    state::HostState from, to;
    put_unit(from, "web", true, "12");
    put_unit(to, "web", false, "34");
    const std::vector<Changed> changes = changes_between(from, to);
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].what, "active yes → no, started with another files/x");
}

TEST(ChangesBetween, AcceptWhatTheFirstLeavesOpen) {
    const state::ResourceId id{.kind = state::Kind::directory, .scope = {}, .name = "/srv/data/web"};
    state::HostState from, to;
    from.put(id, {.service = "web",
                  .origin = {},
                  .role = {},
                  .value = state::Directory{.owner = {}, .mode = 0750, .any_mode = true}});
    to.put(id, {.service = "web", .origin = {}, .role = {}, .value = state::Directory{.owner = {}, .mode = 0700}});
    EXPECT_TRUE(changes_between(from, to).empty());
    EXPECT_EQ(changes_between(to, from).size(), 1U);
}

}  // namespace
}  // namespace nagaya::app
