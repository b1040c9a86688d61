#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/images.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_image(context, [&](const model::ImageSource&, const std::vector<syntax::Instruction>& instructions) {
        for (const syntax::Instruction& one : instructions) {
            if (one.name != "COPY" && one.name != "ADD") continue;
            std::vector<std::string_view> words;
            bool from = false;
            for (const std::string& word : one.words) {
                if (word.starts_with("--from=")) from = true;
                if (!word.starts_with("--")) words.push_back(word);
            }
            if (from || words.size() != 2 || (words[0] != "." && words[0] != "./" && words[0] != "*")) continue;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("`", one.name, " ", words[0], "` takes the whole directory"),
                        .at = one.at,
                        .help = "name the files and directories that the image needs"});
        }
    });
}

}  // namespace

extern const Rule wide_copy = {
    .info =
        {
            .code = "wide-copy",
            .summary = "an image copies its whole directory",
            .why = "`COPY . .` takes everything along: files that nobody meant, secrets that lay there, and each "
                   "change of any of them\n"
                   "builds the image anew from that line on. Name what the program needs.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=localhost/web

[Install]
WantedBy=default.target

== services/web/image/Containerfile
FROM docker.io/library/debian:bookworm-slim
COPY . /app
USER 1000
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=localhost/web

[Install]
WantedBy=default.target

== services/web/image/Containerfile
FROM docker.io/library/debian:bookworm-slim
COPY app.py /app/
USER 1000

== services/web/image/app.py
print("hello")
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
