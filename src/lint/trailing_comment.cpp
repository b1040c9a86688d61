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

bool is_command(std::string_view key) {
    return key.starts_with("Exec") || key.ends_with("Cmd") || key.ends_with("Args") || key == "Entrypoint" ||
           key.starts_with("Condition") || key.starts_with("Assert");
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

}  // namespace

std::optional<size_t> find_trailing_comment(const syntax::UnitEntry& entry) {
    const std::string_view value = entry.value;
    if (!value.contains('#') && !value.contains(';')) return std::nullopt;
    if (std::ranges::binary_search(texts, entry.key) || entry.key.starts_with("X-")) return std::nullopt;
    const bool command = is_command(entry.key);
    char quote = '\0';
    for (size_t i = 1; i < value.size(); ++i) {
        const char before = value[i - 1];
        if (quote != '\0' ? before == quote : before == '"' || before == '\'') quote = quote != '\0' ? '\0' : before;
        if (quote != '\0' || !is_blank(before) || (value[i] != '#' && value[i] != ';')) continue;
        const bool alone = i + 1 < value.size() && is_blank(value[i + 1]);
        const bool word = value[i] == '#' && i + 1 < value.size() && is_letter(value[i + 1]);
        if (value[i] == '#' ? alone || (word && !command) : alone && !command) return i;
    }
    return std::nullopt;
}

}  // namespace nagaya::lint
