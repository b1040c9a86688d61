#include "base/seal.hpp"

#include <gtest/gtest.h>

namespace nagaya {
namespace {

const SealKey key{1, 2, 3};
const SealNonce nonce{9, 8, 7};

TEST(Seal, IsOpenedWithTheSameKeyAndName) {
    for (const std::string& bytes : {std::string(), std::string("x"), std::string(100'000, 'y')}) {
        const std::string sealed = seal(key, nonce, bytes, "name");
        EXPECT_EQ(sealed.size(), bytes.size() + seal_overhead);
        const Result<std::string> opened = open_sealed(key, sealed, "name");
        ASSERT_TRUE(opened) << opened.error().text();
        EXPECT_EQ(*opened, bytes);
    }
}

TEST(Seal, ShowsNothingOfTheBytes) { EXPECT_FALSE(seal(key, nonce, "hunter2 hunter2", "name").contains("hunter2")); }

// Test case 14 of "The Galois/Counter Mode of Operation" (McGrew, Viega): zero key, nonce and 16 zero bytes.
TEST(Seal, IsAesGcm) {
    const std::string sealed = seal(SealKey{}, SealNonce{}, std::string(16, '\0'), "");
    const std::string expected(
        "\xce\xa7\x40\x3d\x4d\x60\x6b\x6e\x07\x4e\xc5\xd3\xba\xf3\x9d\x18"
        "\xd0\xd1\xc8\xa7\x99\x99\x6b\xf0\x26\x5b\x98\xb5\xd4\x8a\xb9\x19",
        32);
    EXPECT_EQ(sealed.substr(20), expected);
}

TEST(Seal, RefusesAnotherKeyOrName) {
    const std::string sealed = seal(key, nonce, "bytes", "name");
    EXPECT_FALSE(open_sealed(SealKey{1, 2, 4}, sealed, "name"));
    EXPECT_FALSE(open_sealed(key, sealed, "other"));
}

TEST(Seal, RefusesEveryFlippedBitAndEveryCut) {
    const std::string sealed = seal(key, nonce, "bytes", "name");
    for (size_t at = 0; at < sealed.size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            std::string flipped = sealed;
            flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
            const Result<std::string> opened = open_sealed(key, flipped, "name");
            ASSERT_FALSE(opened) << "bit " << bit << " of byte " << at;
            EXPECT_EQ(opened.error().kind, ErrorKind::malformed);
        }
        EXPECT_FALSE(open_sealed(key, sealed.substr(0, at), "name"));
    }
    EXPECT_FALSE(open_sealed(key, sealed + "x", "name"));
}

}  // namespace
}  // namespace nagaya
