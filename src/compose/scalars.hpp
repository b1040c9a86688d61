// What the words of a Compose file mean: YAML scalars as numbers, durations, sizes, truth values.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compose/value.hpp"

namespace nagaya::compose {

/// A plain YAML scalar: numbers as in YAML 1.1 (octal with a leading 0, `_` between digits), truth values as in 1.2
/// (`true`, `True`, `TRUE`), a date as a date, anything else as text. An empty one is null.
Value resolve_scalar(std::string_view text, Span at, Texts& texts);

/// "1h30m", "1d", "1.5s", "2w" as nanoseconds; nothing when it is not one. A number without a unit is not one, but 0 is.
std::optional<int64_t> parse_duration(std::string_view text);
/// As Go prints a duration: "1h30m0s", "500ms", "0s".
std::string print_duration(int64_t nanoseconds);

/// "64m", "1.5G", "512kib", "100" as bytes.
std::optional<int64_t> parse_bytes(std::string_view text);

/// "true", "yes", "on", "y" and their opposites, in any case.
std::optional<bool> parse_boolean(std::string_view text);
/// As Go's strconv.ParseInt in base 10: a sign and digits.
std::optional<int64_t> parse_integer(std::string_view text);
/// As Go's strconv.ParseFloat: decimal, hexadecimal, inf and nan.
std::optional<double> parse_real(std::string_view text);

/// The words of a command as the reference splits them: quotes and backslashes as in a shell; an unquoted `;`, `&`, `|`,
/// `<` or `>` ends the command. Nothing when a quote is open at the end or a parenthesis stands outside quotes.
struct CommandWords {
    std::vector<std::string> words;
    bool cut = false;  ///< something stood behind the end
};
std::optional<CommandWords> split_command(std::string_view line);

}  // namespace nagaya::compose
