#include "base/diff.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/text.hpp"

namespace nagaya {

namespace {

// Bounds the table of CommonLengths to 8 MB.
constexpr std::ptrdiff_t most_lines = 2000;
constexpr size_t context_lines = 3;

// Lines keep their line break, so "a" and "a\n" differ.
std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const size_t at = text.find('\n');
        const size_t length = at == std::string_view::npos ? text.size() : at + 1;
        lines.push_back(text.substr(0, length));
        text.remove_prefix(length);
    }
    return lines;
}

// Tabs stay; what could steer a terminal does not.
void append_line(std::string& out, char mark, std::string_view line) {
    const bool ended = line.ends_with('\n');
    if (ended) line.remove_suffix(1);
    out += mark;
    const auto pieces = split(line, '\t');
    for (size_t i = 0; i < pieces.size(); ++i) {
        if (i > 0) out += '\t';
        out += visible(pieces[i]);
    }
    out += ended ? "\n" : "\n\\ no line break at the end\n";
}

std::string only_sizes(std::string_view before, std::string_view after) {
    return concat("(not shown: ", plural(before.size(), "byte"), " become ", plural(after.size(), "byte"), ")\n");
}

struct Edit {
    char mark;  // ' ' for both, '-' for before only, '+' for after only
    std::string_view line;
};

// Equal lines as equal numbers: the table below compares them millions of times.
class Numbers {
public:
    std::vector<uint32_t> of(const std::vector<std::string_view>& lines) {
        std::vector<uint32_t> out;
        for (const auto line : lines)
            out.push_back(known_.try_emplace(line, static_cast<uint32_t>(known_.size())).first->second);
        return out;
    }

private:
    std::unordered_map<std::string_view, uint32_t> known_;
};

// at(i, j) is the length of the longest common subsequence of a[i…] and b[j…].
class CommonLengths {
public:
    CommonLengths(std::span<const uint32_t> a, std::span<const uint32_t> b)
        : width_(b.size() + 1), lengths_((a.size() + 1) * width_) {
        for (size_t i = a.size(); i-- > 0;) {
            for (size_t j = b.size(); j-- > 0;) {
                const auto longer = std::max(at(i + 1, j), at(i, j + 1));
                lengths_[i * width_ + j] = a[i] == b[j] ? static_cast<uint16_t>(at(i + 1, j + 1) + 1) : longer;
            }
        }
    }
    uint16_t at(size_t i, size_t j) const { return lengths_[i * width_ + j]; }

private:
    size_t width_;
    std::vector<uint16_t> lengths_;
};

// The shortest edit script; where lines change, what goes stands before what comes.
std::vector<Edit> edits_between(std::string_view before, std::string_view after) {
    const auto old_lines = lines_of(before);
    const auto new_lines = lines_of(after);
    Numbers numbers;
    const auto a = numbers.of(old_lines);
    const auto b = numbers.of(new_lines);
    const CommonLengths common(a, b);
    std::vector<Edit> edits;
    std::vector<Edit> added;
    const auto flush = [&] {
        edits.insert(edits.end(), added.begin(), added.end());
        added.clear();
    };
    size_t i = 0;
    size_t j = 0;
    while (i < a.size() || j < b.size()) {
        if (i < a.size() && j < b.size() && a[i] == b[j]) {
            flush();
            edits.push_back({.mark = ' ', .line = old_lines[i++]});
            ++j;
        } else if (j == b.size() || (i < a.size() && common.at(i + 1, j) >= common.at(i, j + 1))) {
            edits.push_back({.mark = '-', .line = old_lines[i++]});
        } else {
            added.push_back({.mark = '+', .line = new_lines[j++]});
        }
    }
    flush();
    return edits;
}

// "12" or "12,3"; a range without lines names the line before it, as diff(1) does.
std::string range_of(size_t lines_before, size_t count) {
    const size_t first = count == 0 ? lines_before : lines_before + 1;
    return count == 1 ? concat(first) : concat(first, ',', count);
}

// Edits [begin, end).
struct Hunk {
    size_t begin = 0;
    size_t end = 0;
};

// Changes with their context; two whose contexts touch are one hunk.
std::vector<Hunk> hunks_of(const std::vector<Edit>& edits) {
    std::vector<Hunk> hunks;
    for (size_t i = 0; i < edits.size(); ++i) {
        if (edits[i].mark == ' ') continue;
        const size_t begin = i - std::min(i, context_lines);
        const size_t end = std::min(edits.size(), i + 1 + context_lines);
        if (!hunks.empty() && begin <= hunks.back().end) {
            hunks.back().end = end;
        } else {
            hunks.push_back({.begin = begin, .end = end});
        }
    }
    return hunks;
}

// How many of the edits stand in the text that `other` is not the mark of.
size_t lines_in(std::span<const Edit> edits, char other) {
    return static_cast<size_t>(std::ranges::count_if(edits, [&](const Edit& edit) { return edit.mark != other; }));
}

}  // namespace

std::string unified_diff(std::string_view before, std::string_view after) {
    if (before == after) return {};
    if (!is_text(before) || !is_text(after)) return only_sizes(before, after);
    const auto is_long = [](std::string_view text) { return std::ranges::count(text, '\n') > most_lines; };
    if (is_long(before) || is_long(after)) return only_sizes(before, after);

    const std::vector<Edit> edits = edits_between(before, after);
    std::string out;
    for (const Hunk& hunk : hunks_of(edits)) {
        const auto skipped = std::span(edits).first(hunk.begin);
        const auto shown = std::span(edits).subspan(hunk.begin, hunk.end - hunk.begin);
        out += concat("@@ -", range_of(lines_in(skipped, '+'), lines_in(shown, '+')), " +",
                      range_of(lines_in(skipped, '-'), lines_in(shown, '-')), " @@\n");
        for (const Edit& edit : shown) append_line(out, edit.mark, edit.line);
    }
    return out;
}

}  // namespace nagaya
