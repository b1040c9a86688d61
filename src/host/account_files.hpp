// The texts of passwd(5), group(5), subuid(5) and subgid(5). Pure; a line that is not understood is skipped, as libc does.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nagaya::host {

struct PasswdEntry {
    std::string name;
    uint32_t uid = 0;
    uint32_t gid = 0;
    std::string home;
    std::string shell;
    bool operator==(const PasswdEntry&) const = default;
};

struct GroupEntry {
    std::string name;
    uint32_t gid = 0;
    std::vector<std::string> members;
    bool operator==(const GroupEntry&) const = default;
};

/// `start` … `start + count - 1` belong to `owner`, an account name or a uid in decimal.
struct SubidRange {
    std::string owner;
    uint32_t start = 0;
    uint32_t count = 0;
    bool operator==(const SubidRange&) const = default;
};

std::vector<PasswdEntry> parse_passwd(std::string_view text);
std::vector<GroupEntry> parse_group(std::string_view text);
/// Ranges that leave the 32-bit ids are skipped.
std::vector<SubidRange> parse_subids(std::string_view text);

}  // namespace nagaya::host
