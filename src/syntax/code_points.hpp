// From line and column, as a library counts them, to bytes.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace nagaya::syntax {

/// The lines of a text of well-formed UTF-8. Lines end at "\n" only; columns count code points; both begin at 1.
class CodePointMap {
public:
    /// `text` must outlive the map.
    explicit CodePointMap(std::string_view text);
    /// The byte where line and column stand, at most the size of the text; in constant time.
    size_t offset(uint32_t line, uint32_t column) const;

private:
    static constexpr size_t stride = 64;

    std::string_view text_;
    std::vector<uint32_t> line_starts_;  // in code points
    std::vector<uint32_t> checkpoints_;  // the byte of every `stride`th code point; empty if all is ASCII
};

}  // namespace nagaya::syntax
