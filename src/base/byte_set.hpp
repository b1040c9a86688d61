// Some of the 256 bytes, to look for any of them in one pass (std::string_view::find_first_of asks for each byte of the text anew).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace nagaya {

class ByteSet {
public:
    constexpr explicit ByteSet(std::string_view bytes) { add(bytes); }

    constexpr void add(std::string_view bytes) {
        for (const char c : bytes) words_[word_of(c)] |= bit_of(c);
    }
    constexpr bool contains(char c) const { return (words_[word_of(c)] & bit_of(c)) != 0; }

    /// Where the first of them stands in `text` from `begin` on; npos if none does.
    constexpr size_t find_in(std::string_view text, size_t begin = 0) const {
        for (size_t i = begin; i < text.size(); ++i)
            if (contains(text[i])) return i;
        return std::string_view::npos;
    }
    constexpr bool any_in(std::string_view text) const { return find_in(text) != std::string_view::npos; }

private:
    static constexpr size_t word_of(char c) { return static_cast<unsigned char>(c) / 64; }
    static constexpr uint64_t bit_of(char c) { return uint64_t{1} << (static_cast<unsigned char>(c) % 64); }

    std::array<uint64_t, 4> words_{};
};

}  // namespace nagaya
