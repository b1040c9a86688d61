#include "lint/open_quote.hpp"

#include <algorithm>

namespace nagaya::lint {

size_t open_quote(std::string_view text) {
    size_t open = std::string_view::npos;
    if (!text.contains('"') && !text.contains('\'')) return open;
    for (size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\\') {
            const char next = at + 1 < text.size() ? text[at + 1] : ' ';
            if (next != '\n' && next != '\r') ++at;
        } else if (c == '\n') {
            const size_t next = std::min(text.find_first_not_of(" \t", at + 1), text.size());
            if (next < text.size() && (text[next] == '#' || text[next] == ';'))
                at = std::min(text.find('\n', next), text.size()) - 1;
        } else if (open == std::string_view::npos && (c == '"' || c == '\'')) {
            open = at;
        } else if (open != std::string_view::npos && c == text[open]) {
            open = std::string_view::npos;
        }
    }
    return open;
}

std::string_view without_quotes(std::string_view text) {
    const bool quoted = text.size() > 2 && text.front() == text.back() && (text[0] == '"' || text[0] == '\'');
    return quoted ? text.substr(1, text.size() - 2) : text;
}

}  // namespace nagaya::lint
