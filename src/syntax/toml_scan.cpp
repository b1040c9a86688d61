#include "syntax/toml_scan.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace nagaya::syntax {
namespace {

constexpr size_t max_line = 8192;
constexpr std::string_view marks = "=.,[]{}";
constexpr std::string_view bare_ends = "=.,[]{}#\"' \t\r\n";

std::optional<TomlLimit> find_long_line(std::string_view text) {
    for (size_t begin = 0; begin < text.size();) {
        const size_t end = std::min(text.find('\n', begin), text.size());
        if (end - begin > max_line)
            return TomlLimit{.at = begin, .message = concat("the line has more than ", max_line, " bytes")};
        begin = end + 1;
    }
    return std::nullopt;
}

}  // namespace

TomlToken TomlScanner::take(TomlKind kind, size_t end) {
    const TomlToken token = {.kind = kind, .begin = at_, .end = end};
    at_ = end;
    return token;
}

TomlToken TomlScanner::next() {
    for (;;) {
        at_ = std::min(text_.find_first_not_of(" \t\r", at_), text_.size());
        if (at_ == text_.size()) return take(TomlKind::end, at_);
        const char c = text_[at_];
        if (c == '\n') return take(TomlKind::newline, at_ + 1);
        if (c == '"' || c == '\'') return string(c);
        if (marks.contains(c)) return take(TomlKind::mark, at_ + 1);
        if (c != '#') return take(TomlKind::bare, std::min(text_.find_first_of(bare_ends, at_), text_.size()));
        at_ = std::min(text_.find('\n', at_), text_.size());
    }
}

TomlToken TomlScanner::string(char quote) {
    const size_t left = text_.size() - at_;
    const bool lines = left >= 3 && text_[at_ + 1] == quote && text_[at_ + 2] == quote;
    size_t at = at_ + (lines ? 3 : 1);
    for (; at < text_.size(); ++at) {
        const char c = text_[at];
        if (c == '\\' && quote == '"') {
            ++at;
            if (!lines && at < text_.size() && text_[at] == '\n') break;
        } else if (c == '\n' && !lines) {
            break;
        } else if (c == quote && !lines) {
            return take(TomlKind::string, at + 1);
        } else if (c == quote && text_.substr(at).starts_with(quote == '"' ? "\"\"\"" : "'''")) {
            // One or two quotes may stand right before the closing three.
            at += 3;
            for (int i = 0; i < 2 && at < text_.size() && text_[at] == quote; ++i) ++at;
            return take(TomlKind::string, at);
        }
    }
    return take(TomlKind::unterminated, std::min(at, text_.size()));
}

std::optional<TomlLimit> find_toml_limit(std::string_view text) {
    if (auto limit = find_long_line(text)) return limit;
    TomlScanner scanner(text);
    size_t depth = 0;
    size_t parts = 1;
    for (;;) {
        const TomlToken token = scanner.next();
        // The library goes no further than a string without end.
        if (token.kind == TomlKind::end || token.kind == TomlKind::unterminated) return std::nullopt;
        if (token.kind == TomlKind::newline) parts = 1;
        if (token.kind != TomlKind::mark) continue;
        const char c = text[token.begin];
        parts = c == '.' ? parts + 1 : 1;
        if (c == '[' || c == '{') ++depth;
        if ((c == ']' || c == '}') && depth > 0) --depth;
        if (depth > max_toml_depth)
            return TomlLimit{.at = token.begin, .message = concat("brackets are nested deeper than ", max_toml_depth)};
        if (parts > max_toml_depth)
            return TomlLimit{.at = token.begin, .message = concat("the key has more than ", max_toml_depth, " parts")};
    }
}

}  // namespace nagaya::syntax
