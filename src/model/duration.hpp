// Spans of time as people write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nagaya::model {

/// Milliseconds of "30s", "2m", "500ms", "1h", "7d", "2w", or of several joined ("1m30s", as Podman writes them). Nothing when it
/// is something else or more than a hundred years.
std::optional<uint64_t> parse_duration(std::string_view text);

/// The shortest text that parse_duration reads as `ms`, in one unit: "30s", "90s", "1500ms", "7d".
std::string print_duration(uint64_t ms);

}  // namespace nagaya::model
