#include "base/x509.hpp"

#include <gtest/gtest.h>

#include "pem_pairs.hpp"

namespace nagaya {
namespace {

using Names = std::vector<std::string>;

// Made with openssl-req(1) and openssl-x509(1): a leaf of "Lab CA" for two names and an address.
constexpr std::string_view leaf = R"(some text before it
-----BEGIN CERTIFICATE-----
MIIBnDCCAUKgAwIBAgIGAKvN7wEjMAoGCCqGSM49BAMCMB8xDDAKBgNVBAoMA0xh
YjEPMA0GA1UEAwwGTGFiIENBMB4XDTI2MTEyMjA5MDAxNVoXDTI3MDIyMDA5MDAx
NVowGDEWMBQGA1UEAwwNYS5leGFtcGxlLm9yZzBZMBMGByqGSM49AgEGCCqGSM49
AwEHA0IABE/3+zoehZB9WR3NT3wJ60f/roTMVk1mmhNptGI69y/Dm6hjvbW5AXwu
snBvhkLQOW7JykSRdmfKialS+rNPrKyjcTBvMC0GA1UdEQQmMCSCDWEuZXhhbXBs
ZS5vcmeCDSouZXhhbXBsZS5vcmeHBAoAAAEwHQYDVR0OBBYEFGFLC9Yy+0HyO4kX
NDpCmy3kbuD6MB8GA1UdIwQYMBaAFL6GwJ+O2mxcjXV5oWFqCg4TgCAkMAoGCCqG
SM49BAMCA0gAMEUCIDGp0lNQMRaOBt7odFQmveV06fotLeTHUNLvFN7losMHAiEA
sJ/3Xp+/a5Up2nqQOjDZ1sx+bRrnNbqYM7PXu+trJ8o=
-----END CERTIFICATE-----
)";

TEST(X509, SaysWhatIsInACertificate) {
    const Result<CertificateFacts> facts = read_certificate(leaf);
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->domains, (Names{"a.example.org", "*.example.org"}));
    EXPECT_EQ(facts->issuer, "Lab CA");
    EXPECT_FALSE(facts->self_signed);
    EXPECT_EQ(facts->not_after, 1803114015);
    EXPECT_EQ(facts->not_after - facts->not_before, 90 * 86'400);
    EXPECT_EQ(facts->serial, "abcdef0123");
}

TEST(X509, RefusesWhatIsNone) {
    EXPECT_FALSE(read_certificate(""));
    EXPECT_FALSE(read_certificate("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
    EXPECT_FALSE(read_certificate(leaf.substr(0, 300)));
    EXPECT_FALSE(read_certificate(std::string(300'000, 'x') + std::string(leaf)));
}

TEST(X509, KnowsWhichKeyIsACertificates) {
    EXPECT_TRUE(is_key_of(one_key, one_certificate));
    EXPECT_TRUE(is_key_of(two_key, std::string(two_certificate) + std::string(one_certificate)));
    EXPECT_FALSE(is_key_of(one_key, two_certificate));
    EXPECT_FALSE(is_key_of(two_key, one_certificate));
    EXPECT_FALSE(is_key_of("", one_certificate));
    EXPECT_FALSE(is_key_of(one_key, ""));
    EXPECT_FALSE(is_key_of(one_certificate, one_certificate));
}

}  // namespace
}  // namespace nagaya
