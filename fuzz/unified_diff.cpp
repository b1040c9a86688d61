// Two texts of a small alphabet: applying the hunks to the first gives the second.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <span>

#include "base/check.hpp"
#include "base/diff.hpp"
#include "base/text.hpp"

using namespace nagaya;

namespace {

// Lines with their line break; every text here ends with one.
std::vector<std::string_view> lines_of(std::string_view text) {
    auto lines = split(text, '\n');
    CHECK(lines.back().empty());
    lines.pop_back();
    return lines;
}

// "@@ -12,3 +12,4 @@" gives how many lines of the first text stand before the hunk.
size_t lines_before(std::string_view head) {
    head.remove_prefix(std::string_view("@@ -").size());
    size_t first = 0;
    const auto [stopped, error] = std::from_chars(head.data(), head.data() + head.size(), first);
    CHECK(error == std::errc());
    const bool is_empty = std::string_view(stopped).starts_with(",0 ");
    return is_empty ? first : first - 1;
}

std::string applied(std::string_view before, std::string_view diff) {
    const auto old_lines = lines_of(before);
    size_t next = 0;
    std::string out;
    const auto copy_until = [&](size_t end) {
        while (next < end) out += concat(old_lines.at(next++), '\n');
    };
    for (const std::string_view line : lines_of(diff)) {
        if (line.starts_with("@@")) {
            copy_until(lines_before(line));
            continue;
        }
        if (line.front() != '+') CHECK(old_lines.at(next) == line.substr(1));
        if (line.front() == ' ') copy_until(next + 1);
        if (line.front() == '-') ++next;
        if (line.front() == '+') out += concat(line.substr(1), '\n');
    }
    copy_until(old_lines.size());
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string texts[2];
    size_t which = 0;
    for (const uint8_t byte : std::span(data, std::min<size_t>(size, 1500))) {
        if (byte == 0xff) which = 1;
        texts[which] += "ab\n\n"[byte & 3];
    }
    for (std::string& text : texts) {
        if (!text.empty() && text.back() != '\n') text += '\n';
    }
    const std::string diff = unified_diff(texts[0], texts[1]);
    CHECK(diff.empty() == (texts[0] == texts[1]));
    CHECK(applied(texts[0], diff) == texts[1]);
    return 0;
}
