#include "apply/frame.hpp"

#include "base/check.hpp"
#include "base/digest.hpp"

namespace nagaya::apply {

namespace {

constexpr std::string_view mark = "\xF7ngj";
constexpr size_t length_width = 4;
constexpr size_t sealed_width = 2 + length_width;  // version, kind, length
constexpr size_t checksum_width = 16;
constexpr size_t header_width = mark.size() + sealed_width + checksum_width;

std::string checksum_of(std::string_view binding, std::string_view sealed, std::string_view payload) {
    return DigestBuilder().add(binding).add(sealed).add(payload).finish().substr(0, checksum_width);
}

}  // namespace

void add_number(std::string& bytes, uint64_t number, size_t width) {
    for (size_t i = 0; i < width; ++i) bytes += static_cast<char>(static_cast<unsigned char>(number >> (8 * i)));
}

uint64_t number_at(std::string_view bytes, size_t width) {
    CHECK(bytes.size() >= width);
    uint64_t number = 0;
    for (size_t i = 0; i < width; ++i) number |= uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    return number;
}

std::string make_frame(uint8_t kind, std::string_view payload, std::string_view binding) {
    std::string sealed;
    add_number(sealed, frame_version, 1);
    add_number(sealed, kind, 1);
    add_number(sealed, payload.size(), length_width);
    std::string bytes(mark);
    bytes += sealed;
    bytes += checksum_of(binding, sealed, payload);
    bytes += payload;
    return bytes;
}

std::optional<Frame> read_frame(std::string_view bytes, std::string_view binding) {
    if (bytes.size() < header_width || !bytes.starts_with(mark)) return std::nullopt;
    const std::string_view sealed = bytes.substr(mark.size(), sealed_width);
    const std::string_view checksum = bytes.substr(mark.size() + sealed_width, checksum_width);
    const uint64_t length = number_at(sealed.substr(2), length_width);
    if (length > bytes.size() - header_width) return std::nullopt;
    const std::string_view payload = bytes.substr(header_width, length);
    if (checksum != checksum_of(binding, sealed, payload)) return std::nullopt;
    return Frame{.version = static_cast<uint8_t>(sealed[0]),
                 .kind = static_cast<uint8_t>(sealed[1]),
                 .checksum = checksum,
                 .payload = payload,
                 .size = header_width + length};
}

size_t find_frame(std::string_view bytes, size_t from) { return bytes.find(mark, from); }

}  // namespace nagaya::apply
