// Content is named by its SHA-256 (FIPS 180-4), like everything in the OCI world.
#pragma once

#include <string>
#include <string_view>

namespace nagaya {

/// SHA-256 of the bytes, 64 lower-case hex digits.
std::string sha256(std::string_view bytes);

/// A digest over several parts in which no two lists of parts collide by concatenation: each part is preceded by its length.
class DigestBuilder {
public:
    DigestBuilder& add(std::string_view part);
    /// 64 lower-case hex digits.
    std::string finish() const;

private:
    std::string buffer_;
};

}  // namespace nagaya
