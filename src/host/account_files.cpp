#include "host/account_files.hpp"

#include <limits>
#include <optional>

#include "base/text.hpp"

namespace nagaya::host {
namespace {

std::optional<uint32_t> parse_id(std::string_view text) {
    const std::optional<uint64_t> number = parse_number(text);
    if (!number || *number > std::numeric_limits<uint32_t>::max()) return std::nullopt;
    return static_cast<uint32_t>(*number);
}

/// Calls `take` with the fields of each line that has at least `fields` of them and a name.
template <class Take>
void for_each_line(std::string_view text, size_t fields, Take take) {
    for (const std::string_view line : split(text, '\n')) {
        const std::vector<std::string_view> pieces = split(line, ':');
        // "+" and "-" lines are NIS's.
        if (pieces.size() < fields || pieces[0].empty() || pieces[0][0] == '+' || pieces[0][0] == '-' ||
            pieces[0][0] == '#')
            continue;
        take(pieces);
    }
}

}  // namespace

std::vector<PasswdEntry> parse_passwd(std::string_view text) {
    std::vector<PasswdEntry> out;
    for_each_line(text, 7, [&](const std::vector<std::string_view>& pieces) {
        const std::optional<uint32_t> uid = parse_id(pieces[2]);
        const std::optional<uint32_t> gid = parse_id(pieces[3]);
        if (!uid || !gid) return;
        out.push_back({.name = std::string(pieces[0]),
                       .uid = *uid,
                       .gid = *gid,
                       .home = std::string(pieces[5]),
                       .shell = std::string(pieces[6])});
    });
    return out;
}

std::vector<GroupEntry> parse_group(std::string_view text) {
    std::vector<GroupEntry> out;
    for_each_line(text, 4, [&](const std::vector<std::string_view>& pieces) {
        const std::optional<uint32_t> gid = parse_id(pieces[2]);
        if (!gid) return;
        GroupEntry entry{.name = std::string(pieces[0]), .gid = *gid, .members = {}};
        for (const std::string_view member : split(pieces[3], ','))
            if (!member.empty()) entry.members.emplace_back(member);
        out.push_back(std::move(entry));
    });
    return out;
}

std::vector<SubidRange> parse_subids(std::string_view text) {
    std::vector<SubidRange> out;
    for_each_line(text, 3, [&](const std::vector<std::string_view>& pieces) {
        const std::optional<uint32_t> start = parse_id(pieces[1]);
        const std::optional<uint32_t> count = parse_id(pieces[2]);
        if (!start || !count || *count == 0 || *count - 1 > std::numeric_limits<uint32_t>::max() - *start) return;
        out.push_back({.owner = std::string(pieces[0]), .start = *start, .count = *count});
    });
    return out;
}

}  // namespace nagaya::host
