#include <algorithm>

#include "app/adopt.hpp"
#include "base/text.hpp"

namespace nagaya::app {

namespace {

using Lines = std::vector<std::string_view>;

constexpr size_t most_lines = 4000;
constexpr std::string_view placeholder_mark = "@@";

/// Pairs of places of a longest common subsequence, ascending.
std::vector<std::pair<size_t, size_t>> common_lines(const Lines& before, const Lines& after) {
    // longest[i][j]: of the lines from i on and from j on.
    const size_t width = after.size() + 1;
    std::vector<uint16_t> longest((before.size() + 1) * width, 0);
    for (size_t i = before.size(); i-- > 0;)
        for (size_t j = after.size(); j-- > 0;)
            longest[i * width + j] = before[i] == after[j]
                                         ? static_cast<uint16_t>(longest[(i + 1) * width + j + 1] + 1)
                                         : std::max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
    std::vector<std::pair<size_t, size_t>> pairs;
    for (size_t i = 0, j = 0; i < before.size() && j < after.size();) {
        if (before[i] == after[j]) {
            pairs.emplace_back(i++, j++);
        } else if (longest[(i + 1) * width + j] >= longest[i * width + j + 1]) {
            ++i;
        } else {
            ++j;
        }
    }
    return pairs;
}

std::unexpected<Error> refuse(std::string message) { return fail(ErrorKind::unsupported, std::move(message)); }

}  // namespace

Result<std::string> take_over(std::string_view source, std::string_view lowered, std::string_view found) {
    const Lines ours = split(source, '\n');
    const Lines there = split(lowered, '\n');
    const Lines now = split(found, '\n');
    if (std::max({ours.size(), there.size(), now.size()}) > most_lines) return refuse("it has more than 4,000 lines");
    bool same = ours.size() == there.size();
    for (size_t i = 0; same && i < ours.size(); ++i) same = ours[i] == there[i] || ours[i].contains(placeholder_mark);
    if (!same) return refuse("nagaya makes it out of something else");

    std::vector<std::pair<size_t, size_t>> pairs = common_lines(there, now);
    pairs.emplace_back(there.size(), now.size());
    Lines out;
    size_t next_ours = 0;
    size_t next_now = 0;
    for (const auto& [i, j] : pairs) {
        for (; next_ours < i; ++next_ours)
            if (ours[next_ours].contains(placeholder_mark))
                return refuse(concat("line ", next_ours + 1, " was changed, and has a placeholder in the site: `",
                                     visible(trim(ours[next_ours])), "`"));
        for (; next_now < j; ++next_now) {
            if (now[next_now].contains(placeholder_mark))
                return refuse(concat("its line ", next_now + 1, " would be a placeholder in the site: `",
                                     visible(trim(now[next_now])), "`"));
            out.push_back(now[next_now]);
        }
        if (i < there.size()) out.push_back(ours[i]);
        next_ours = i + 1;
        next_now = j + 1;
    }
    std::string text;
    for (size_t i = 0; i < out.size(); ++i) text += concat(i == 0 ? "" : "\n", out[i]);
    return text;
}

}  // namespace nagaya::app
