#include "syntax/code_points.hpp"

#include <algorithm>

namespace nagaya::syntax {
namespace {

bool is_first_byte(char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }

}  // namespace

CodePointMap::CodePointMap(std::string_view text) : text_(text) {
    line_starts_.push_back(0);
    const bool ascii = std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    uint32_t count = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        if (!ascii && !is_first_byte(text[i])) continue;
        if (!ascii && count % stride == 0) checkpoints_.push_back(static_cast<uint32_t>(i));
        ++count;
        if (text[i] == '\n') line_starts_.push_back(count);
    }
}

size_t CodePointMap::offset(uint32_t line, uint32_t column) const {
    if (line == 0 || line > line_starts_.size()) return line == 0 ? 0 : text_.size();
    const size_t index = size_t{line_starts_[line - 1]} + std::max(column, 1U) - 1;
    if (checkpoints_.empty()) return std::min(index, text_.size());
    if (index / stride >= checkpoints_.size()) return text_.size();
    size_t at = checkpoints_[index / stride];
    for (size_t left = index % stride; left > 0 && at < text_.size(); --left) {
        ++at;
        while (at < text_.size() && !is_first_byte(text_[at])) ++at;
    }
    return at;
}

}  // namespace nagaya::syntax
