// Any bytes as a file of age: a header that is found has recipients, and armor around it changes nothing.
#include <cstdint>
#include <string>

#include "base/check.hpp"
#include "syntax/age_file.hpp"

namespace {

/// `bytes` in base64 between the lines of the armor.
std::string armored(std::string_view bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out = "-----BEGIN AGE ENCRYPTED FILE-----\n";
    for (size_t i = 0; i < bytes.size(); i += 48) {
        const std::string_view row = bytes.substr(i, 48);
        for (size_t j = 0; j < row.size(); j += 3) {
            uint32_t bits = 0;
            for (size_t k = 0; k < 3; ++k)
                bits = bits << 8U | (j + k < row.size() ? static_cast<unsigned char>(row[j + k]) : 0U);
            for (unsigned k = 0; k < 4; ++k) out += j + k > row.size() ? '=' : digits[bits >> (18U - 6U * k) & 63U];
        }
        out += '\n';
    }
    return out + "-----END AGE ENCRYPTED FILE-----\n";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string bytes(data, data + size);
    const auto header = nagaya::syntax::parse_age_header(bytes);
    CHECK(!header || !header->recipients.empty());
    if (!header || header->armored) return 0;
    const auto again = nagaya::syntax::parse_age_header(armored(bytes));
    CHECK(again && again->armored && again->recipients == header->recipients);
    return 0;
}
