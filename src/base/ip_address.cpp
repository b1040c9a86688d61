#include "base/ip_address.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace nagaya {
namespace {

bool is_version_4(std::string_view text) {
    const auto pieces = split(text, '.');
    return pieces.size() == 4 && std::ranges::all_of(pieces, [](std::string_view piece) {
               const auto number = parse_number(piece);
               return number && *number <= 255 && (piece.size() == 1 || piece[0] != '0');
           });
}

/// How many groups of 16 bits the text has, the last of them maybe as an address of version 4; 9 if it is wrong.
size_t count_groups(std::string_view text) {
    if (text.empty()) return 0;
    size_t count = 0;
    const auto pieces = split(text, ':');
    for (const std::string_view& piece : pieces) {
        const bool last = &piece == &pieces.back();
        const bool hex = !piece.empty() && piece.size() <= 4 &&
                         piece.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
        if (!hex && !(last && is_version_4(piece))) return 9;
        count += hex ? 1 : 2;
    }
    return count;
}

bool is_version_6(std::string_view text) {
    const size_t gap = text.find("::");
    if (gap == std::string_view::npos) return count_groups(text) == 8;
    return !text.substr(0, gap).contains('.') &&
           count_groups(text.substr(0, gap)) + count_groups(text.substr(gap + 2)) < 8;
}

}  // namespace

int ip_version(std::string_view text) {
    if (is_version_4(text)) return 4;
    return is_version_6(text) ? 6 : 0;
}

}  // namespace nagaya
