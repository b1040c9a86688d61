#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/quadlet_keys.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_quadlet_line(context, [&](const UnitLine& line) {
        const syntax::UnitEntry& entry = *line.entry;
        if (line.key == nullptr || !reads_words(*line.key)) return;
        if (!entry.value.contains("\"\"") && !entry.value.contains("''")) return;
        for (const Word& word : words_at(context.sources(), entry.value_at)) {
            if (word.value != "\"\"" && word.value != "''") continue;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("Quadlet reads `", entry.key, "=` only up to this empty word"),
                        .at = word.at,
                        .help = "write the option and its empty value as one word: `--option=`"});
            break;
        }
    });
}

}  // namespace

extern const Rule empty_word = {
    .info =
        {
            .code = "empty-word",
            .summary = "an empty word cuts a value off",
            .why = "Quadlet stops reading at an empty word: of `Exec=serve --name \"\" --port 80` it takes `serve "
                   "--name`, and says nothing.\n"
                   "Write the option so that its value is in the same word: `--name=`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Exec=serve --name "" --port 80

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
Exec=serve --name= --port 80

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
