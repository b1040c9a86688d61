#include "lint/fallback.hpp"

#include <vector>

#include "base/text.hpp"
#include "syntax/unit_file.hpp"

namespace nagaya::lint {
namespace {

/// A word as systemd.syntax(7) reads it back.
std::string quoted(std::string_view word) {
    if (!word.empty() && word.find_first_of(" \t\"'\\;") == std::string_view::npos) return std::string(word);
    std::string out = "\"";
    for (const char c : word) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

bool option_came_with_key(std::string_view key) {
    return key.starts_with("HealthLog") || key.starts_with("HealthMax") || key.starts_with("Retry") ||
           key == "IgnoreFile";
}

bool yes(std::string_view value) { return value == "true" || value == "yes" || value == "1" || value == "on"; }

/// Each value that the line stands for.
std::vector<std::string> values_of(const QuadletKey& key, std::string_view value) {
    switch (key.kind) {
        case ValueKind::words:
        case ValueKind::arguments:
        case ValueKind::pairs: return syntax::unit_words(value);
        default: return {std::string(value)};
    }
}

}  // namespace

std::optional<std::string> as_podman_arguments(const QuadletKey& key, std::string_view value) {
    // What later releases write stands behind in brackets.
    const std::string_view option = key.option.substr(0, key.option.find(" ("));
    if (!option.starts_with("--") || option_came_with_key(key.key) || value.empty() || value.contains('\n'))
        return std::nullopt;
    if (option.ends_with("[=false]")) {
        const std::string_view name = option.substr(0, option.size() - 8);
        return yes(value) ? std::string(name) : concat(name, "=false");
    }
    // "--name V", or "--name head=V": the value is what stands last, once.
    const size_t blank = option.find(' ');
    if (blank == std::string_view::npos || !option.ends_with('V')) return std::nullopt;
    if (option.find(' ', blank + 1) != std::string_view::npos) return std::nullopt;
    const std::string_view name = option.substr(0, blank);
    std::string_view head = option.substr(blank + 1);
    head.remove_suffix(head.ends_with("N=V") ? 3 : 1);
    if (head.contains('|') || head.contains('V')) return std::nullopt;
    std::string out;
    for (const std::string& one : values_of(key, value))
        out += concat(out.empty() ? "" : " ", name, " ", quoted(concat(head, one)));
    if (out.empty()) return std::nullopt;
    return out;
}

}  // namespace nagaya::lint
