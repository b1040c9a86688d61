#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/images.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

constexpr auto packages = std::to_array<std::string_view>({"build-essential", "gcc", "g++", "clang", "make", "cmake",
                                                           "rustc", "cargo", "golang", "golang-go", "default-jdk",
                                                           "build-base", "python3-dev", "libc6-dev", "gcc-c++"});

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_image(context, [&](const model::ImageSource&, const std::vector<syntax::Instruction>& instructions) {
        size_t last = 0;
        for (size_t i = 0; i < instructions.size(); ++i)
            if (instructions[i].name == "FROM") last = i;
        for (size_t i = last; i < instructions.size(); ++i) {
            const syntax::Instruction& one = instructions[i];
            if (one.name != "RUN") continue;
            bool installs = false;
            for (const std::string& word : one.words) {
                installs |= word == "install" || word == "add";
                if (!installs || std::ranges::find(packages, std::string_view(word)) == packages.end()) continue;
                const bool gone = std::ranges::any_of(one.words, [](const std::string& other) {
                    return other == "purge" || other == "remove" || other == "del" || other == "autoremove";
                });
                if (gone) continue;
                report.add({.code = info.code,
                            .severity = info.severity,
                            .message = concat("`", visible(word), "` stays in the image that runs"),
                            .at = part_at(context.sources(), one.at, word),
                            .help = "install it in a stage of its own, and `COPY --from=` what it made"});
            }
        }
    });
}

}  // namespace

extern const Rule compiler_in_image = {
    .info =
        {
            .code = "compiler-in-image",
            .summary = "an image that runs carries a compiler",
            .why = "What builds the program does not belong into the image that runs it: it is large, and the first "
                   "thing an intruder\n"
                   "uses. Build in a stage of its own (`FROM … AS build`), and `COPY --from=build` what came out.",
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
RUN apt-get update && apt-get install -y --no-install-recommends gcc
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
FROM docker.io/library/debian:bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc

FROM docker.io/library/debian:bookworm-slim
COPY --from=build /app /app
USER 1000
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
