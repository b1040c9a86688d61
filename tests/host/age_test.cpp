// With the real program, where it is installed.
#include "host/age.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/text.hpp"
#include "host/process.hpp"
#include "host/safe_files.hpp"
#include "scratch.hpp"

namespace nagaya::host {
namespace {

class Age : public testing::Test {
protected:
    void SetUp() override {
        if (!find_program("age")) GTEST_SKIP() << "age is not installed";
        ASSERT_TRUE(make_host_identity(here.path()));
        const auto made = host_public_key(here.path());
        ASSERT_TRUE(made && *made);
        key = **made;
    }

    Scratch here;
    std::string key;
};

TEST_F(Age, AHostsIdentityIsMadeOnceAndIsItsAlone) {
    EXPECT_TRUE(key.starts_with("age1")) << key;
    ASSERT_TRUE(make_host_identity(here.path()));
    EXPECT_EQ(**host_public_key(here.path()), key);
    for (const char* name : {"/age.key", "/age.key.sealed"}) {
        struct stat status{};
        if (stat(concat(here.path(), name).c_str(), &status) == 0) {
            EXPECT_EQ(status.st_mode & 0777U, 0600U);
        }
    }
}

TEST_F(Age, WhatIsEncryptedIsReadAgain) {
    const std::string text("TOKEN=swordfish\n\0\xff", 18);
    const auto encrypted = encrypt(text, {key});
    ASSERT_TRUE(encrypted) << encrypted.error().text();
    EXPECT_FALSE(encrypted->contains("swordfish"));
    const auto identity = open_host_identity(here.path());
    ASSERT_TRUE(identity);
    const auto read = decrypt(*identity, *encrypted);
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(*read, text);
}

TEST_F(Age, WhatIsForSomebodyElseIsDenied) {
    Scratch elsewhere;
    ASSERT_TRUE(make_host_identity(elsewhere.path()));
    const auto encrypted = encrypt("swordfish", {key});
    const auto other = open_host_identity(elsewhere.path());
    ASSERT_TRUE(encrypted && other);
    const auto read = decrypt(*other, *encrypted);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, ErrorKind::denied);
}

TEST_F(Age, WhatWasCutOffIsDamagedAndGivesNothing) {
    const auto encrypted = encrypt(std::string(200'000, 'x'), {key});
    const auto identity = open_host_identity(here.path());
    ASSERT_TRUE(encrypted && identity);
    for (const size_t size : {size_t{0}, size_t{100}, encrypted->size() / 2, encrypted->size() - 40}) {
        const auto read = decrypt(*identity, encrypted->substr(0, size));
        ASSERT_FALSE(read) << size;
        EXPECT_EQ(read.error().kind, ErrorKind::malformed) << read.error().text();
        EXPECT_FALSE(read.error().text().contains("xxxx"));
    }
}

TEST_F(Age, ATextThatIsTooLargeIsRefused) {
    EXPECT_EQ(encrypt(std::string(600 * 1024, 'x'), {key}).error().kind, ErrorKind::limit);
}

TEST(AgeIdentity, OfAHostWithoutOne) {
    Scratch here;
    EXPECT_EQ(open_host_identity(here.path()).error().kind, ErrorKind::not_found);
    const auto key = host_public_key(here.path());
    ASSERT_TRUE(key);
    EXPECT_FALSE(*key);
}

}  // namespace
}  // namespace nagaya::host
