// A rule: one kind of mistake, with its explanation and examples as data.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"
#include "model/site.hpp"
#include "model/tree.hpp"

namespace nagaya::lint {

class Context;

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
    /// Null for findings that the readers and `lower` make (syntax, unknown keys): then only the explanation lives here.
    void (*check)(const Context& context, const RuleInfo& info, Report& report);
    bool last = false;  ///< it looks at what the others found
};

/// Every rule, by code.
std::span<const Rule> rules();

/// The rule called `code`, or null.
const Rule* find_rule(std::string_view code);

/// Runs every rule. The site should have its lock completed (load::complete_lock), or ids and loopback ports are not checked.
/// Unit files that cannot be read are reported here too (code "unit-syntax"). Rules whose codes are in `without` are left out.
void check_site(const model::Site& site, const Sources& sources, Report& report,
                std::span<const std::string_view> without = {});

/// The same for a site that was loaded for `stage`, which is only right for the hosts of that stage: other hosts, and services that
/// only they run, are left out.
void check_site(const model::Site& site, std::string_view stage, const Sources& sources, Report& report);

/// The files of an example, and beside them its secrets ("== ../secrets/service/name") as load_site wants them. A heading
/// "== path ! problem" makes a file that could not be read.
struct Example {
    model::Tree tree;
    model::Tree secrets;
};
Example parse_example(std::string_view example);

/// The page `nagaya explain` shows, in Markdown: summary, severity, why, both examples.
std::string print_rule_page(const Rule& rule);

/// All rules as one Markdown document: a table of codes and summaries, then every page.
std::string print_rule_index();

}  // namespace nagaya::lint
