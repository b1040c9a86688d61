// The frames that a journal is made of. Every version of the journal keeps this layout, so that a newer one can be told from a
// damaged one:
//
//   4 bytes  F7 'n' 'g' 'j'      where a reader that has lost its way finds the next frame
//   1        version
//   1        kind
//   4        length of the payload, little endian
//   16       checksum: the first hex digits of SHA-256 over binding, version, kind, length and payload
//   …        payload
//
// The binding is the checksum of the journal's first frame ("" for that frame itself): a frame that an older journal left on
// the disk is not taken for one of this.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nagaya::apply {

struct Frame {
    uint8_t version = 0;
    uint8_t kind = 0;
    std::string_view checksum;
    std::string_view payload;
    size_t size = 0;  ///< of the whole frame
};

constexpr uint8_t frame_version = 1;

/// The bytes of one frame.
std::string make_frame(uint8_t kind, std::string_view payload, std::string_view binding);

/// The frame that `bytes` begin with, if it is whole and unharmed.
std::optional<Frame> read_frame(std::string_view bytes, std::string_view binding);

/// Where the next frame may begin at or after `from`; npos when nowhere.
size_t find_frame(std::string_view bytes, size_t from);

/// Numbers in payloads, little endian.
void add_number(std::string& bytes, uint64_t number, size_t width);
/// The number in the first `width` bytes, which must be there.
uint64_t number_at(std::string_view bytes, size_t width);

}  // namespace nagaya::apply
