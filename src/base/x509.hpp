// What a certificate says of itself (RFC 5280). Reads untrusted bytes; decides nothing about trust.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace nagaya {

struct CertificateFacts {
    std::vector<std::string> domains;  ///< the DNS names of subjectAltName, as written
    std::string issuer;                ///< its common name, else its organization; may hold any characters
    bool self_signed = false;          ///< subject and issuer are one
    int64_t not_before = 0;            ///< seconds since 1970
    int64_t not_after = 0;
    std::string serial;  ///< hexadecimal, small letters
};

/// The first certificate of a PEM file, at most 256 KiB. Failure kind `malformed`.
Result<CertificateFacts> read_certificate(std::string_view pem);

/// Is `key` (PEM, at most 16 KiB, not encrypted) the private key of the first certificate of `pem`? RSA of at most 16384 bits, EC,
/// Ed25519 or Ed448. No, when either cannot be read. Costs little whatever the two hold.
bool is_key_of(std::string_view key, std::string_view pem);

}  // namespace nagaya
