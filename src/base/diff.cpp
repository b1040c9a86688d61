#include "base/diff.hpp"

#include <algorithm>
#include <cstddef>
#include <dtl/dtl.hpp>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "base/text.hpp"

namespace nagaya {

namespace {

constexpr std::ptrdiff_t most_lines = 2000;
constexpr size_t context_lines = 3;

// Lines keep their line break, so "a" and "a\n" differ.
std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const size_t at = text.find('\n');
        const size_t length = at == std::string_view::npos ? text.size() : at + 1;
        lines.emplace_back(text.substr(0, length));
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
    std::string line;
};

char mark_of(dtl::edit_t edit) {
    if (edit == dtl::SES_ADD) return '+';
    return edit == dtl::SES_DELETE ? '-' : ' ';
}

// The shortest edit script; where lines change, what goes stands before what comes.
std::vector<Edit> edits_between(std::string_view before, std::string_view after) {
    dtl::Diff<std::string> difference(lines_of(before), lines_of(after));
    difference.compose();
    std::vector<Edit> edits;
    std::vector<Edit> added;
    const auto flush = [&] {
        std::ranges::move(added, std::back_inserter(edits));
        added.clear();
    };
    for (const auto& [line, info] : difference.getSes().getSequence()) {
        Edit edit{.mark = mark_of(info.type), .line = line};
        if (edit.mark == '+') {
            added.push_back(std::move(edit));
            continue;
        }
        if (edit.mark == ' ') flush();
        edits.push_back(std::move(edit));
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
