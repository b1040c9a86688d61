// Rule pages in Markdown: what `nagaya explain` shows and what docs/rules/ holds.
#include "base/text.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// One rule; `level` is the heading's "#"s.
std::string print_rule(const Rule& rule, std::string_view level) {
    const auto& info = rule.info;
    return concat(level, " ", info.code, "\n\n", name(info.severity), ": ", info.summary, "\n\n", info.why, "\n\n",
                  level, "# A site with it\n\n```text\n", info.bad, "```\n\n", level,
                  "# The same without it\n\n```text\n", info.good, "```\n");
}

}  // namespace

std::string print_rule_page(const Rule& rule) { return print_rule(rule, "#"); }

std::string print_rule_index() {
    std::string out =
        "# Rules\n\nWhat `nagaya check` finds. `nagaya explain <rule>` shows one of these pages. Written by nagaya; do "
        "not edit.\n\n"
        "| rule | severity | finds that |\n| --- | --- | --- |\n";
    for (const Rule& rule : rules())
        out += concat("| [", rule.info.code, "](#", rule.info.code, ") | ", name(rule.info.severity), " | ",
                      rule.info.summary, " |\n");
    for (const Rule& rule : rules()) out += "\n" + print_rule(rule, "##");
    return out;
}

}  // namespace nagaya::lint
