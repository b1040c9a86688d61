#include "remote/frame.hpp"

#include "base/check.hpp"
#include "base/text.hpp"
#include "remote/wire.hpp"

namespace nagaya::remote {

namespace {

constexpr size_t length_size = 4;
constexpr size_t head_size = 5;  // channel and type

}  // namespace

std::string print_frame(const Frame& frame) {
    CHECK(frame.payload.size() <= payload_limit);
    WireWriter writer;
    writer.u32(static_cast<uint32_t>(head_size + frame.payload.size()));
    writer.u32(frame.channel).u8(static_cast<uint8_t>(frame.type));
    return writer.take() + frame.payload;
}

void FrameReader::add(std::string_view bytes) {
    if (begin_ > 0 && begin_ >= buffer_.size() / 2) {
        buffer_.erase(0, begin_);
        begin_ = 0;
    }
    buffer_ += bytes;
}

Result<std::optional<Frame>> FrameReader::next() {
    const std::string_view rest = std::string_view(buffer_).substr(begin_);
    if (rest.size() < length_size) return std::optional<Frame>{};
    const size_t length = WireReader(rest.substr(0, length_size)).u32();
    if (length < head_size || length > head_size + payload_limit)
        return fail(ErrorKind::malformed, concat("a frame of ", length, " bytes"));
    if (rest.size() < length_size + length) return std::optional<Frame>{};
    WireReader head(rest.substr(length_size, head_size));
    Frame frame;
    frame.channel = head.u32();
    const uint8_t type = head.u8();
    if (type < static_cast<uint8_t>(FrameType::hello) || type > static_cast<uint8_t>(FrameType::report))
        return fail(ErrorKind::malformed, concat("a frame of the unknown type ", unsigned{type}));
    frame.type = static_cast<FrameType>(type);
    frame.payload = rest.substr(length_size + head_size, length - head_size);
    begin_ += length_size + length;
    return std::optional<Frame>(std::move(frame));
}

}  // namespace nagaya::remote
