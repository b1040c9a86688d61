#include "syntax/placeholder.hpp"

namespace nagaya::syntax {
namespace {

constexpr size_t max_name = 64;
constexpr std::string_view fence = "@@";

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_name_char(char c) { return is_upper(c) || (c >= '0' && c <= '9') || c == '_'; }

// The length of the name at the start of `text`, or 0 if none starts there or it is too long.
size_t name_length(std::string_view text) {
    if (text.empty() || !is_upper(text[0])) return 0;
    size_t length = 1;
    while (length < text.size() && length <= max_name && is_name_char(text[length])) ++length;
    return length <= max_name ? length : 0;
}

}  // namespace

std::vector<Placeholder> find_placeholders(std::string_view text) {
    std::vector<Placeholder> found;
    size_t at = text.find(fence);
    while (at != std::string_view::npos) {
        const size_t begin = at + fence.size();
        const size_t length = name_length(text.substr(begin));
        if (length == 0 || !text.substr(begin + length).starts_with(fence)) {
            // "@@@NAME@@" holds a placeholder that starts at its second character.
            at = text.find(fence, at + 1);
            continue;
        }
        const size_t end = begin + length + fence.size();
        found.push_back({.name = text.substr(begin, length),
                         .begin = static_cast<uint32_t>(at),
                         .end = static_cast<uint32_t>(end)});
        at = text.find(fence, end);
    }
    return found;
}

std::string substitute(std::string_view text,
                       const std::function<std::optional<std::string>(const Placeholder&)>& value_of) {
    std::string out;
    out.reserve(text.size());
    size_t copied = 0;
    for (const Placeholder& placeholder : find_placeholders(text)) {
        const std::optional<std::string> value = value_of(placeholder);
        if (!value) continue;
        out += text.substr(copied, placeholder.begin - copied);
        out += *value;
        copied = placeholder.end;
    }
    out += text.substr(copied);
    return out;
}

}  // namespace nagaya::syntax
