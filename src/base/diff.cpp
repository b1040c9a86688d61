#include "base/diff.hpp"

#include <algorithm>
#include <dtl/dtl.hpp>
#include <string>
#include <vector>

#include "base/text.hpp"

namespace nagaya {

namespace {

constexpr size_t most_lines = 2000;

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

// "12" or "12,3"; a range without lines names the line before it (as diff(1) does).
std::string range_of(long long first, long long count) {
    return count == 1 ? concat(first) : concat(first, ',', count);
}

char mark_of(dtl::edit_t edit) {
    switch (edit) {
        case dtl::SES_ADD: return '+';
        case dtl::SES_DELETE: return '-';
        default: return ' ';
    }
}

}  // namespace

std::string unified_diff(std::string_view before, std::string_view after) {
    if (before == after) return {};
    if (!is_text(before) || !is_text(after)) return only_sizes(before, after);
    const auto count = [](std::string_view text) { return std::ranges::count(text, '\n'); };
    if (count(before) > static_cast<long>(most_lines) || count(after) > static_cast<long>(most_lines)) {
        return only_sizes(before, after);
    }
    dtl::Diff<std::string> difference(lines_of(before), lines_of(after));
    difference.compose();
    difference.composeUnifiedHunks();
    std::string out;
    for (const auto& hunk : difference.getUniHunks()) {
        out += concat("@@ -", range_of(hunk.a, hunk.b), " +", range_of(hunk.c, hunk.d), " @@\n");
        for (const auto& part : {hunk.common[0], hunk.change, hunk.common[1]}) {
            for (const auto& [line, info] : part) append_line(out, mark_of(info.type), line);
        }
    }
    return out;
}

}  // namespace nagaya
