#include "lsp/compose_place.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace nagaya::lsp {
namespace {

/// So deep no Compose file goes.
constexpr size_t most_levels = 64;

/// A line as its dashes, and the key or scalar behind them.
struct Row {
    std::vector<size_t> dashes = {};  ///< columns
    size_t content = 0;               ///< column of what is behind them
    std::string_view key = {};        ///< before ":", or all of it
    size_t colon = std::string_view::npos;
    bool blank = true;
};

std::string_view without_quotes(std::string_view key) {
    const bool quoted = key.size() > 1 && (key[0] == '"' || key[0] == '\'') && key.back() == key[0];
    return quoted ? key.substr(1, key.size() - 2) : key;
}

Row row_of(std::string_view line) {
    Row row;
    size_t at = std::min(line.find_first_not_of(' '), line.size());
    while (at < line.size() && line[at] == '-' && (at + 1 == line.size() || line[at + 1] == ' ')) {
        row.dashes.push_back(at);
        at = std::min(line.find_first_not_of(' ', at + 1), line.size());
    }
    row.content = at;
    std::string_view rest = line.substr(at);
    if (rest.ends_with('\r')) rest.remove_suffix(1);
    row.blank = row.dashes.empty() && (rest.empty() || rest.starts_with('#'));
    row.key = trim(rest);
    for (size_t colon = rest.find(':'); colon != std::string_view::npos; colon = rest.find(':', colon + 1)) {
        if (colon + 1 < rest.size() && rest[colon + 1] != ' ') continue;
        row.colon = at + colon;
        row.key = without_quotes(trim(rest.substr(0, colon)));
        break;
    }
    return row;
}

/// Goes up from a row to the top.
class Climb {
public:
    Climb(size_t column, std::vector<std::string_view>& path) : column_(column), path_(path) {}

    bool is_done() const { return (column_ == 0 && !in_list_) || path_.size() >= most_levels; }

    /// What stands at the same column behind a dash is in an element of a list.
    void enter_dashes(const Row& row) {
        for (auto dash = row.dashes.rbegin(); dash != row.dashes.rend(); ++dash) {
            path_.emplace_back("-");
            column_ = *dash;
            in_list_ = true;
        }
    }

    void look_at(const Row& row) {
        const bool is_key = row.colon != std::string_view::npos;
        const bool is_above = row.content < column_ || (in_list_ && row.content == column_);
        if (is_key && is_above) {
            path_.push_back(row.key);
            column_ = row.content;
            in_list_ = false;
            enter_dashes(row);
        } else if (!in_list_ && row.content == column_ && !row.dashes.empty()) {
            enter_dashes(row);
        }
    }

private:
    size_t column_;
    std::vector<std::string_view>& path_;
    bool in_list_ = false;  // an element that begins at column_; its list's key may stand there too
};

size_t line_begin_before(std::string_view text, size_t offset) {
    const size_t end = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
    return end == std::string_view::npos ? 0 : end + 1;
}

}  // namespace

ComposePlace find_compose_place(std::string_view text, size_t offset) {
    offset = std::min(offset, text.size());
    size_t begin = line_begin_before(text, offset);
    const size_t column = offset - begin;
    const std::string_view line = text.substr(begin, std::min(text.find('\n', offset), text.size()) - begin);
    const Row row = row_of(line);
    ComposePlace place;
    if (!row.blank) place.key = row.key;
    place.in_value = !row.blank && row.colon != std::string_view::npos && column > row.colon;
    const std::string_view value = place.in_value ? trim(line.substr(row.colon + 1)) : std::string_view();
    place.in_flow = value.starts_with('[') || value.starts_with('{');
    Climb climb(row.blank ? column : row.content, place.path);
    climb.enter_dashes(row);
    while (begin > 0 && !climb.is_done()) {
        const size_t end = begin - 1;
        begin = line_begin_before(text, end);
        if (const Row above = row_of(text.substr(begin, end - begin)); !above.blank) climb.look_at(above);
    }
    std::ranges::reverse(place.path);
    return place;
}

std::vector<std::string_view> names_below(std::string_view text, std::string_view section) {
    std::vector<std::string_view> names;
    bool inside = false;
    size_t column = 0;
    for (const std::string_view line : split(text, '\n')) {
        const Row row = row_of(line);
        if (row.blank || row.colon == std::string_view::npos || !row.dashes.empty()) continue;
        if (row.content == 0) {
            inside = row.key == section;
            column = 0;
        } else if (inside) {
            if (column == 0) column = row.content;
            if (row.content == column) names.push_back(row.key);
        }
    }
    return names;
}

}  // namespace nagaya::lsp
