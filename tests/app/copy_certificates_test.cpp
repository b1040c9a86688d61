#include "app/copy_certificates.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

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

    void put(std::string_view certificate, std::string_view key) const {
        scratch_.put("store/site/fullchain.pem", std::string(certificate));
        scratch_.put("store/site/privkey.pem", std::string(key));
    }
    int copy() {
        err_.clear();
        Console console{.out = [](std::string_view) {}, .err = [this](std::string_view text) { err_ += text; }};
        return copy_certificates({scratch_.path("store"), scratch_.path("copies"), "site:0"}, console);
    }
    bool copied(std::string_view certificate, std::string_view key) const {
        return scratch_.read("copies/site/fullchain.pem") == certificate &&
               scratch_.read("copies/site/privkey.pem") == key;
    }

    host::Scratch scratch_;
    std::string err_;
};

TEST_F(CopyCertificates, KeepsTheOldPairWhenTheNewOneIsNone) {
    put(one_certificate, one_key);
    EXPECT_EQ(copy(), exit_ok) << err_;
    EXPECT_TRUE(copied(one_certificate, one_key));
    put(one_certificate, two_key);
    EXPECT_EQ(copy(), exit_failed);
    EXPECT_TRUE(err_.contains("/privkey.pem is not the key of site/fullchain.pem; the copy stays as it is")) << err_;
    EXPECT_TRUE(copied(one_certificate, one_key));
    put(two_certificate, two_key);
    EXPECT_EQ(copy(), exit_ok) << err_;
    EXPECT_TRUE(copied(two_certificate, two_key));
}

TEST_F(CopyCertificates, WaitsForARenewalBetweenItsTwoRenames) {
    put(one_certificate, two_key);
    scratch_.put("store/site/fullchain.new", std::string(two_certificate));
    std::thread renewal([this] {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        std::filesystem::rename(scratch_.path("store/site/fullchain.new"), scratch_.path("store/site/fullchain.pem"));
    });
    EXPECT_EQ(copy(), exit_ok) << err_;
    renewal.join();
    EXPECT_TRUE(copied(two_certificate, two_key));
}

}  // namespace
}  // namespace nagaya::app
