#include "base/x509.hpp"

#include <gtest/gtest.h>

#include <ctime>

#include "base/text.hpp"
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

std::string block(std::string_view label, std::string_view bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text = concat("-----BEGIN ", label, "-----");
    for (size_t i = 0; i < bytes.size(); i += 3) {
        uint32_t group = 0;
        for (size_t k = 0; k < 3; ++k)
            group = group << 8U | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        if (i % 48 == 0) text += '\n';
        for (size_t k = 0; k < 4; ++k) text += i + k <= bytes.size() ? digits[group >> (18 - 6 * k) & 63U] : '=';
    }
    return concat(text, "\n-----END ", label, "-----\n");
}

TEST(X509, KnowsWhichKeyIsACertificates) {
    EXPECT_TRUE(is_key_of(one_key, one_certificate));
    EXPECT_TRUE(is_key_of(two_key, std::string(two_certificate) + std::string(one_certificate)));
    EXPECT_FALSE(is_key_of(one_key, two_certificate));
    EXPECT_FALSE(is_key_of(two_key, one_certificate));
    EXPECT_FALSE(is_key_of("", one_certificate));
    EXPECT_FALSE(is_key_of(one_key, ""));
    EXPECT_FALSE(is_key_of(one_certificate, one_certificate));
    EXPECT_TRUE(is_key_of(concat(block("EC PARAMETERS", "\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"), one_key),
                          one_certificate));
    EXPECT_FALSE(is_key_of(concat(std::string(20'000, '\n'), one_key), one_certificate));
}

std::string der(char tag, const std::string& content) {
    const size_t size = content.size();
    return concat(tag, '\x82', static_cast<char>(size >> 8), static_cast<char>(size & 0xff), content);
}

/// A number of so many bits that are all ones.
std::string number(size_t bits) { return der('\x02', '\0' + std::string(bits / 8, '\xff')); }

TEST(X509, ComputesNothingOfAKeyThatIsAnotherKindThanTheCertificate) {
    constexpr std::string_view dsa("\x06\x07\x2a\x86\x48\xce\x38\x04\x01", 9);
    constexpr size_t bits = 24'000;
    const std::string key = der(
        '\x30', concat(std::string_view("\x02\x01\x00", 3),
                       der('\x30', concat(dsa, der('\x30', concat(number(bits), number(bits - 8), number(bits - 16))))),
                       der('\x04', number(bits - 16))));
    const std::string pem = block("PRIVATE KEY", key);
    ASSERT_LT(pem.size(), size_t{16 * 1024});
    const std::clock_t before = std::clock();
    EXPECT_FALSE(is_key_of(pem, one_certificate));
    EXPECT_LT(std::clock() - before, CLOCKS_PER_SEC);
}

}  // namespace
}  // namespace nagaya
