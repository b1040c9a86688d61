// A rule: one kind of mistake, with its explanation and examples as data.
#pragma once

#include <span>
#include <string_view>

#include "base/diagnostic.hpp"
#include "model/site.hpp"

namespace nagaya::lint {

struct RuleInfo {
    std::string_view code;     ///< kebab-case, names the pattern found
    std::string_view summary;  ///< one line
    std::string_view why;      ///< what goes wrong on the host, and what to do; Markdown
    /// A whole small site that shows the finding: files one after another, each headed by a line "== path".
    std::string_view bad;
    std::string_view good;  ///< the same without the mistake
    Severity severity;
};

struct Rule {
    RuleInfo info;
    /// Null for findings that the readers themselves make (syntax, unknown keys): then only the explanation lives here.
    void (*check)(const model::Site& site, const Sources& sources, const RuleInfo& info, Report& report);
};

/// Every rule, by code.
std::span<const Rule> rules();

/// The rule called `code`, or null.
const Rule* find_rule(std::string_view code);

/// Runs every rule.
void check_site(const model::Site& site, const Sources& sources, Report& report);

}  // namespace nagaya::lint
