#include <algorithm>
#include <array>

#include "base/letters.hpp"
#include "lint/time.hpp"

namespace nagaya::lint {
namespace {

constexpr auto zones = std::to_array<std::string_view>({
#include "lint/time_zones.inc"
});
static_assert(std::ranges::is_sorted(zones));

}  // namespace

bool is_time_zone(std::string_view name) {
    return std::ranges::binary_search(zones, name) || lower_case(name) == "utc";
}

std::span<const std::string_view> time_zones() { return zones; }

}  // namespace nagaya::lint
