// Length-limited Huffman codes for DEFLATE (RFC 1951, 3.2.2), by package-merge, with the ties that Go's compress/flate breaks.
#pragma once

#include <cstdint>
#include <span>

namespace nagaya::ignition {

struct HuffmanCode {
    uint16_t bits = 0;    ///< least significant bit first, as DEFLATE sends them
    uint16_t length = 0;  ///< 0: the symbol does not occur
};

/// Codes for the symbols whose count is not 0, none longer than `longest` (at most 15). `codes` is as long as `counts`, at
/// most 286.
void make_codes(std::span<const uint32_t> counts, unsigned longest, std::span<HuffmanCode> codes);

/// `value` with its lowest `length` bits in opposite order.
uint16_t reverse_bits(unsigned value, unsigned length);

}  // namespace nagaya::ignition
