#include "lint/trailing_comment.hpp"

#include <algorithm>
#include <array>

#include "base/letters.hpp"

namespace nagaya::lint {
namespace {

// Sorted. Of Environment=, Label= and Annotation= unquoted-blank tells.
constexpr auto texts = std::to_array<std::string_view>(
    {"Annotation", "Description", "Documentation", "Environment", "Label", "StatusText"});
static_assert(std::ranges::is_sorted(texts));

bool is_blank(char c) { return c == ' ' || c == '\t'; }

}  // namespace

bool holds_command(std::string_view key) {
    return key.starts_with("Exec") || key.ends_with("Cmd") || key.ends_with("Args") || key == "Entrypoint" ||
           key.starts_with("Condition") || key.starts_with("Assert");
}

std::optional<size_t> find_trailing_comment(const syntax::UnitEntry& entry) {
    const std::string_view value = entry.value;
    if (!value.contains('#') && !value.contains(';')) return std::nullopt;
    if (std::ranges::binary_search(texts, entry.key) || entry.key.starts_with("X-")) return std::nullopt;
    if (entry.key == "HealthCmd" || entry.key == "HealthStartupCmd") return std::nullopt;  // a shell reads them
    const bool command = holds_command(entry.key);
    char quote = '\0';
    for (size_t i = 0; i < value.size(); ++i) {
        const char c = value[i];
        if (c == '\\') {
            ++i;
        } else if (quote != '\0') {
            if (c == quote) quote = '\0';
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if ((c == '#' || c == ';') && i > 0 && is_blank(value[i - 1])) {
            const bool alone = i + 1 < value.size() && is_blank(value[i + 1]);
            const bool word = c == '#' && i + 1 < value.size() && is_letter(value[i + 1]);
            if (c == '#' ? alone || (word && !command) : alone && !command) return i;
        }
    }
    return std::nullopt;
}

}  // namespace nagaya::lint
