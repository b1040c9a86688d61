#include "state/content.hpp"

#include "base/digest.hpp"

namespace nagaya::state {
namespace {

TEST(Content, IsNamedByItsDigest) {
    EXPECT_EQ(Content::of("text").digest(), sha256("text"));
    EXPECT_EQ(Content::of("text"), Content::of("text"));
    EXPECT_NE(Content::of("text"), Content::of("other"));
}

TEST(Content, KeepsItsBytesForWriting) {
    const Content content = Content::of(std::string("a\0b", 3));
    EXPECT_EQ(content.bytes_to_write(), std::string("a\0b", 3));
    EXPECT_EQ(content.size(), 3U);
    EXPECT_EQ(content.text_for_people(), std::string_view("a\0b", 3));
}

TEST(Content, OfASecretIsNotForPeople) {
    const Content secret = Content::secret("PASSWORD=x");
    EXPECT_TRUE(secret.is_secret());
    EXPECT_EQ(secret.text_for_people(), "(secret)");
    EXPECT_EQ(secret.bytes_to_write(), "PASSWORD=x");
}

TEST(Content, WithoutBytesIsEmpty) {
    EXPECT_EQ(Content().size(), 0U);
    EXPECT_EQ(Content().bytes_to_write(), "");
}

}  // namespace
}  // namespace nagaya::state
