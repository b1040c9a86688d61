#include "app/copy_certificates.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/text.hpp"
#include "host/scratch.hpp"
#include "pem_pairs.hpp"

namespace nagaya::app {
namespace {

class CopyCertificates : public testing::Test {
protected:
    void SetUp() override {
        if (geteuid() != 0) GTEST_SKIP() << "needs root";
    }

    void put(std::string_view certificate, std::string_view key, const std::string& name = "site") const {
        scratch_.put(concat("store/", name, "/fullchain.pem"), std::string(certificate));
        scratch_.put(concat("store/", name, "/privkey.pem"), std::string(key));
    }
    /// `renew` happens while the first look and the second are apart.
    int copy(const std::function<void()>& renew = [] {}) {
        err_.clear();
        waits_ = 0;
        Console console{.out = [](std::string_view) {}, .err = [this](std::string_view text) { err_ += text; }};
        return copy_certificates({scratch_.path("store"), scratch_.path("copies"), "site:0", "other:0"}, console, [&] {
            if (++waits_ == 1) renew();
        });
    }
    bool copied(std::string_view certificate, std::string_view key, const std::string& name = "site") const {
        return scratch_.read(concat("copies/", name, "/fullchain.pem")) == certificate &&
               scratch_.read(concat("copies/", name, "/privkey.pem")) == key;
    }

    host::Scratch scratch_;
    std::string err_;
    int waits_ = 0;
};

TEST_F(CopyCertificates, KeepsTheOldPairWhenTheNewOneIsNone) {
    put(one_certificate, one_key);
    put(one_certificate, one_key, "other");
    EXPECT_EQ(copy(), exit_ok) << err_;
    EXPECT_EQ(waits_, 0);
    EXPECT_TRUE(copied(one_certificate, one_key));
    put(one_certificate, two_key);
    put(two_certificate, two_key, "other");
    EXPECT_EQ(copy(), exit_failed);
    EXPECT_TRUE(err_.contains("/privkey.pem is not the key of site/fullchain.pem; the copy stays as it is")) << err_;
    EXPECT_TRUE(copied(one_certificate, one_key));
    EXPECT_TRUE(copied(two_certificate, two_key, "other"));
    put(two_certificate, two_key);
    EXPECT_EQ(copy(), exit_ok) << err_;
    EXPECT_TRUE(copied(two_certificate, two_key));
}

TEST_F(CopyCertificates, WaitsForARenewalBetweenItsTwoRenames) {
    put(one_certificate, two_key);
    put(one_certificate, one_key, "other");
    EXPECT_EQ(copy([&] { put(two_certificate, two_key); }), exit_ok) << err_;
    EXPECT_EQ(waits_, 1);
    EXPECT_TRUE(copied(two_certificate, two_key));
}

TEST_F(CopyCertificates, WaitsForAllTogether) {
    put(one_certificate, two_key);
    EXPECT_EQ(copy([] {}), exit_failed);
    const int alone = waits_;
    put(one_certificate, two_key, "other");
    EXPECT_EQ(copy([] {}), exit_failed);
    EXPECT_EQ(waits_, alone);
    EXPECT_TRUE(err_.contains("site: ") && err_.contains("other: ")) << err_;
}

}  // namespace
}  // namespace nagaya::app
