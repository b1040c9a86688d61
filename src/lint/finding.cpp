#include "lint/finding.hpp"

#include "base/nearest.hpp"
#include "base/text.hpp"

namespace nagaya::lint {

Fix replace_value(const Sources& sources, Span at, std::string_view text) {
    const auto old = sources.text(at);
    const bool quoted = old.size() >= 2 && (old.front() == '"' || old.front() == '\'') && old.front() == old.back();
    if (!quoted) return {.at = at, .replacement = std::string(text)};
    return {.at = at, .replacement = concat(old.front(), text, old.back())};
}

void suggest(Diagnostic& finding, const Sources& sources, std::string_view word,
             const std::vector<std::string>& candidates, std::string_view otherwise) {
    const auto meant = nearest(word, candidates);
    if (!meant) {
        finding.help = otherwise;
        return;
    }
    finding.help = concat("did you mean `", *meant, "`?");
    finding.fixes.push_back(replace_value(sources, finding.at, *meant));
}

}  // namespace nagaya::lint
