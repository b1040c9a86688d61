#include "plan/difference.hpp"

namespace nagaya::plan {
namespace {

state::Resource resource(decltype(state::Resource::value) value) {
    return {.service = "web", .origin = {}, .role = {}, .value = std::move(value)};
}

std::string why(const state::Resource& desired, const state::Resource& observed) {
    const std::optional<Difference> found = difference(desired, &observed);
    return found ? found->why : "same";
}

state::File file(std::string text, uint32_t mode = 0644) {
    return {.owner = {}, .mode = mode, .content = state::Content::of(std::move(text))};
}

TEST(Difference, OfWhatIsNotThereIsNew) {
    EXPECT_EQ(difference(resource(file("a")), nullptr)->why, "new");
    EXPECT_EQ(difference(resource(state::Image{}), nullptr)->why, "not there yet");
}

TEST(Difference, OfTheSameIsNone) {
    EXPECT_EQ(why(resource(file("a")), resource(file("a"))), "same");
    EXPECT_EQ(why(resource(state::Directory{}), resource(state::Directory{})), "same");
    EXPECT_EQ(why(resource(state::Image{}), resource(state::Image{})), "same");
}

TEST(Difference, OfADirectoryIsWhatTheSiteNames) {
    const state::Directory taken{.owner = {.uid = 999, .gid = 998}, .mode = 0700};
    state::Directory data{.owner = {.uid = 5, .gid = 5}, .mode = 0750, .keep = true};
    EXPECT_EQ(why(resource(data), resource(taken)), "owner or mode changed");
    data.any_user = data.any_group = data.any_mode = true;
    EXPECT_EQ(why(resource(data), resource(taken)), "same");
    data.any_mode = false;
    EXPECT_EQ(why(resource(data), resource(taken)), "owner or mode changed");
}

TEST(Difference, OfFilesIsContentOrMode) {
    EXPECT_EQ(why(resource(file("a")), resource(file("b"))), "content changed");
    EXPECT_EQ(why(resource(file("a", 0600)), resource(file("a"))), "owner or mode changed");
    const auto before = resource(file("one\ntwo\n"));
    EXPECT_EQ(difference(resource(file("one\n2\n")), &before)->diff, "@@ -1,2 +1,2 @@\n one\n-two\n+2\n");
}

TEST(Difference, OfASecretShowsNothing) {
    state::File secret = file("a");
    secret.content = state::Content::secret("PASSWORD=new");
    const auto before = resource(file("PASSWORD=old"));
    EXPECT_EQ(difference(resource(secret), &before)->why, "content changed");
    EXPECT_EQ(difference(resource(secret), &before)->diff, "");
}

TEST(Difference, OfAccountsLeavesOthersGroupsAlone) {
    state::Account desired;
    desired.name = "web";
    desired.groups = {"certs"};
    state::Account observed = desired;
    observed.groups = {"audio", "certs"};
    EXPECT_EQ(why(resource(desired), resource(observed)), "same");
    observed.groups = {"audio"};
    observed.linger = false;
    EXPECT_EQ(why(resource(desired), resource(observed)), "web: groups, lingering changed");
}

TEST(Difference, OfImagesIsTheirIdWhereAGenerationSaysIt) {
    state::Image desired, observed;
    observed.id = "1";
    EXPECT_EQ(why(resource(desired), resource(observed)), "same");
    desired.id = "1";
    EXPECT_EQ(why(resource(desired), resource(observed)), "same");
    desired.id = "2";
    EXPECT_EQ(why(resource(desired), resource(observed)), "its name stands for another image");
}

TEST(Difference, OfLinksIsTheirTarget) {
    EXPECT_EQ(why(resource(state::Symlink{"a"}), resource(state::Symlink{"b"})), "pointed to b");
}

}  // namespace
}  // namespace nagaya::plan
