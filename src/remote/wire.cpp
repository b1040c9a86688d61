#include "remote/wire.hpp"

#include "base/check.hpp"

namespace nagaya::remote {

WireWriter& WireWriter::u8(uint8_t number) {
    bytes_ += static_cast<char>(number);
    return *this;
}

WireWriter& WireWriter::u32(uint32_t number) {
    for (unsigned shift = 0; shift < 32; shift += 8) bytes_ += static_cast<char>(number >> shift & 0xFF);
    return *this;
}

WireWriter& WireWriter::text(std::string_view text) {
    CHECK(text.size() <= UINT32_MAX);
    u32(static_cast<uint32_t>(text.size()));
    bytes_ += text;
    return *this;
}

bool WireReader::take(size_t count, std::string_view& taken) {
    if (!good_ || rest_.size() < count) {
        good_ = false;
        return false;
    }
    taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return true;
}

uint8_t WireReader::u8() {
    std::string_view taken;
    return take(1, taken) ? static_cast<uint8_t>(taken[0]) : uint8_t{0};
}

uint32_t WireReader::u32() {
    std::string_view taken;
    if (!take(4, taken)) return 0;
    uint32_t number = 0;
    for (unsigned i = 0; i < 4; ++i) number |= uint32_t{static_cast<uint8_t>(taken[i])} << (8 * i);
    return number;
}

std::string_view WireReader::text() {
    const uint32_t size = u32();
    std::string_view taken;
    return take(size, taken) ? taken : std::string_view{};
}

}  // namespace nagaya::remote
