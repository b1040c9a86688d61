// One block of DEFLATE (RFC 1951, 3.2.3), stored, with fixed or with its own Huffman codes, whichever is smallest.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nagaya::ignition {

/// A literal byte (`distance` 0, the byte in `length`) or a match.
struct Token {
    uint16_t length = 0;    ///< 4 to 258
    uint16_t distance = 0;  ///< 1 to 32768
};

/// Bits, least significant first, behind some bytes.
class BitWriter {
public:
    explicit BitWriter(std::string& out) : out_(out) {}
    void put(uint64_t bits, unsigned count);
    /// Zeros up to the next byte.
    void align();
    std::string& bytes() { return out_; }

private:
    std::string& out_;
    uint64_t pending_ = 0;
    unsigned count_ = 0;
};

/// Writes the tokens of `content` as a block that is not the last.
void write_block(BitWriter& out, std::span<const Token> tokens, std::string_view content);

/// The empty stored block that ends a stream.
void write_last_block(BitWriter& out);

}  // namespace nagaya::ignition
