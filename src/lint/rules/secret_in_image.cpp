#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/images.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

constexpr auto files = std::to_array<std::string_view>(
    {"id_rsa", "id_ed25519", ".env", ".pem", ".key", ".p12", ".pfx", ".npmrc", ".netrc", ".pgpass"});

void check_variables(const syntax::Instruction& one, const RuleInfo& info, Report& report) {
    for (const std::string& word : one.words) {
        const size_t equals = word.find('=');
        if (equals == std::string::npos) continue;
        const std::string_view name = std::string_view(word).substr(0, equals);
        std::string_view value = std::string_view(word).substr(equals + 1);
        if (value.size() >= 2 && (value.front() == '"' || value.front() == '\''))
            value = value.substr(1, value.size() - 2);
        if (!names_secret(name) || is_switch(value) || value.empty() || value.starts_with('$') ||
            value.starts_with('/'))
            continue;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("the value of `", visible(name), "` is in every copy of this image"),
                    .at = one.at,
                    .help = "hand it to the build with `RUN --mount=type=secret`, or to the program under `[secrets]`",
                    .conceal = true});
    }
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_image(context, [&](const model::ImageSource&, const std::vector<syntax::Instruction>& instructions) {
        for (const syntax::Instruction& one : instructions) {
            if (one.name == "ENV" || one.name == "ARG") check_variables(one, info, report);
            if (one.name != "COPY" && one.name != "ADD") continue;
            for (size_t i = 0; i + 1 < one.words.size(); ++i) {
                const std::string_view word = one.words[i];
                if (word.starts_with("--from=")) break;
                if (word.starts_with("--") ||
                    std::ranges::none_of(files, [&](std::string_view end) { return word.ends_with(end); }))
                    continue;
                report.add(
                    {.code = info.code,
                     .severity = info.severity,
                     .message = concat("`", visible(word), "` is in every copy of this image"),
                     .at = part_at(context.sources(), one.at, word),
                     .help =
                         "hand it to the build with `RUN --mount=type=secret`, or to the program under `[secrets]`"});
            }
        }
    });
}

}  // namespace

extern const Rule secret_in_image = {
    .info =
        {
            .code = "secret-in-image",
            .summary = "a secret is built into an image",
            .why = "What `ENV`, `ARG` or `COPY` put into an image can be read by everybody who gets it, in every "
                   "layer, also after a later\n"
                   "line removed it. What a build needs is handed to it with `RUN --mount=type=secret`; what the "
                   "program needs, when it\n"
                   "runs: `[secrets]` in service.toml.",
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
ENV API_TOKEN=b7c1f2a90e5d4c38
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
USER 1000
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
