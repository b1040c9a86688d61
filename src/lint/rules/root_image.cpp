#include <algorithm>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/images.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_image(context, [&](const model::ImageSource&, const std::vector<syntax::Instruction>& instructions) {
        const syntax::Instruction* from = nullptr;
        bool user = false;
        for (const syntax::Instruction& one : instructions) {
            if (one.name == "FROM") {
                from = &one;
                user = false;
            }
            if (one.name == "USER")
                user = !one.words.empty() && one.words[0] != "root" && one.words[0] != "0" && one.words[0] != "0:0";
        }
        if (from == nullptr || user) return;
        const bool on_own =
            std::ranges::any_of(from->words, [](const std::string& word) { return word.starts_with("localhost/"); });
        if (on_own) return;  // the one below decides
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = "the program of this image is root",
                    .at = from->at,
                    .help = "end with `USER` and a number, such as 1000"});
    });
}

}  // namespace

extern const Rule root_image = {
    .info =
        {
            .code = "root-image",
            .summary = "an image works as root",
            .why = "Without `USER` the program is root in its container. In a rootless account that is the account "
                   "itself, so all its\n"
                   "files are open to it; in a rootful one it is root of the host as far as the kernel is concerned. "
                   "Give the program a\n"
                   "user of its own.",
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
USER 1000
)",
            .severity = Severity::note,
        },
    .check = check,
};

}  // namespace nagaya::lint
