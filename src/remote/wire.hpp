// Numbers and texts as bytes: what the messages of a session are made of. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace nagaya::remote {

/// Puts values behind each other: numbers little-endian, a text behind its length (u32).
class WireWriter {
public:
    WireWriter& u8(uint8_t number);
    WireWriter& u32(uint32_t number);
    WireWriter& text(std::string_view text);
    std::string take() { return std::move(bytes_); }

private:
    std::string bytes_;
};

/// Takes them out again. A value that is not there reads as 0 or "", and the reader is bad from then on.
class WireReader {
public:
    explicit WireReader(std::string_view bytes) : rest_(bytes) {}
    uint8_t u8();
    uint32_t u32();
    /// A view of the bytes read from.
    std::string_view text();
    /// Was everything there, and is nothing left over?
    bool done() const { return good_ && rest_.empty(); }
    bool good() const { return good_; }
    size_t left() const { return rest_.size(); }

private:
    bool take(size_t count, std::string_view& taken);
    std::string_view rest_;
    bool good_ = true;
};

}  // namespace nagaya::remote
