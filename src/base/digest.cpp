#include "base/digest.hpp"

#include <openssl/evp.h>

#include <array>

#include "base/check.hpp"
#include "base/text.hpp"

namespace nagaya {

std::string sha256(std::string_view bytes) {
    std::array<unsigned char, 32> digest{};
    unsigned int size = 0;
    // Fails only if OpenSSL cannot provide SHA-256 at all, and then nothing here can be trusted.
    static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);  // EVP_sha256() is looked up at each use
    CHECK(algorithm != nullptr);
    CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, algorithm, nullptr) == 1);
    CHECK(size == digest.size());
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(2 * digest.size());
    for (const unsigned char byte : digest) {
        out += digits[byte >> 4];
        out += digits[byte & 0x0f];
    }
    return out;
}

// "5:hello": decimal length and a colon. The form is stored on hosts (image keys), so it does not change.
DigestBuilder& DigestBuilder::add(std::string_view part) {
    buffer_ += concat(part.size(), ':', part);
    return *this;
}

std::string DigestBuilder::finish() const { return sha256(buffer_); }

}  // namespace nagaya
