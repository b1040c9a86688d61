#include <algorithm>

#include "base/byte_set.hpp"
#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

constexpr ByteSet quoting("\"'\\");
constexpr syntax::WantedName environment("Environment");
constexpr syntax::WantedName label("Label");
constexpr syntax::WantedName annotation("Annotation");

/// The first word without a `=` behind one that has it, in a value that nobody quoted; or null.
const Word* find_stray(const std::vector<Word>& words) {
    const auto assigns = [](const Word& word) { return word.value.contains('='); };
    const auto first = std::ranges::find_if(words, assigns);
    const auto stray = std::find_if_not(first, words.end(), assigns);
    return stray == words.end() ? nullptr : &*stray;
}

/// "NAME:", "-" or "export" where an assignment begins: the habits of YAML and the shell.
bool is_habit(std::string_view word) {
    return word == "-" || word == "export" || (word.size() > 1 && word.ends_with(':') && !word.contains('='));
}

void check_habit(const Context& context, const syntax::UnitEntry& entry, const RuleInfo& info, Report& report) {
    if (!is_habit(entry.value.substr(0, entry.value.find(' ')))) return;
    const std::vector<Word> words = words_at(context.sources(), entry.value_at);
    if (words.size() < 2 || !is_habit(words.front().value)) return;
    report.add({.code = info.code,
                .severity = info.severity,
                .message = concat("`", visible(words.front().value), "` is a name of its own here, without a value"),
                .at = words.front().at,
                .help = concat("write `", entry.key, "=NAME=value`")});
}

void check_entry(const Context& context, const syntax::UnitEntry& entry, const RuleInfo& info, Report& report) {
    if (!entry.value.contains(' ') || quoting.any_in(entry.value)) return;
    const std::vector<Word> words = words_at(context.sources(), entry.value_at);
    const Word* stray = find_stray(words);
    if (stray == nullptr) return;
    Diagnostic finding{.code = info.code,
                       .severity = info.severity,
                       .message = concat("`", visible(stray->value),
                                         "` is a word of its own here, and no part of the value before it"),
                       .at = stray->at,
                       .help = concat("put the whole assignment between quotes: `", entry.key, "=\"NAME=two words\"`")};
    // With one assignment there is no doubt about where it ends.
    if (std::ranges::count_if(words, [](const Word& word) { return word.value.contains('='); }) == 1 &&
        words.front().value.contains('=') && !context.sources().text(entry.value_at).contains('\n')) {
        const Span at = entry.value_at;
        finding.fixes = {{.at = {.file = at.file, .begin = at.begin, .end = at.begin}, .replacement = "\""},
                         {.at = {.file = at.file, .begin = at.end, .end = at.end}, .replacement = "\""}};
    }
    report.add(std::move(finding));
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_quadlet_line(context, [&](const UnitLine& line) {
        const syntax::UnitEntry& entry = *line.entry;
        if (!entry.is(environment) && !entry.is(label) && !entry.is(annotation)) return;
        if (!entry.value.contains(' ')) return;
        check_habit(context, entry, info, report);
        if (entry.value.contains('=')) check_entry(context, entry, info, report);
    });
}

}  // namespace

extern const Rule unquoted_blank = {
    .info =
        {
            .code = "unquoted-blank",
            .summary = "a value with a blank is cut into words",
            .why = "`Environment=`, `Label=` and `Annotation=` take several assignments on a line, with blanks between "
                   "them. In\n"
                   "`Environment=GREETING=good morning` the container gets `GREETING=good`, and `morning` is the name "
                   "of a\n"
                   "variable to pass on from outside. Quotes go around the whole assignment: "
                   "`Environment=\"GREETING=good morning\"`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Environment=GREETING=good morning

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Environment="GREETING=good morning" LEVEL=2

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
