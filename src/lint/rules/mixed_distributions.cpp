#include <algorithm>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/images.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

enum class Library { unknown, musl, glibc };

Library library_of(std::string_view image) {
    for (const std::string_view word : {"alpine", "musl"})
        if (image.contains(word)) return Library::musl;
    for (const std::string_view word : {"debian", "ubuntu", "fedora", "bookworm", "bullseye", "trixie", "-slim",
                                        "opensuse", "ubi8", "ubi9", "rockylinux", "almalinux", "centos"})
        if (image.contains(word)) return Library::glibc;
    return Library::unknown;
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    const syntax::Instruction* musl = nullptr;
    const syntax::Instruction* glibc = nullptr;
    std::vector<std::vector<syntax::Instruction>> kept;
    each_image(context, [&](const model::ImageSource&, const std::vector<syntax::Instruction>& instructions) {
        kept.push_back(instructions);
    });
    for (const auto& instructions : kept) {
        for (const syntax::Instruction& one : instructions) {
            if (one.name != "FROM" || one.words.empty()) continue;
            const auto image =
                std::ranges::find_if(one.words, [](const std::string& word) { return !word.starts_with("--"); });
            if (image == one.words.end()) continue;
            const Library library = library_of(*image);
            if (library == Library::musl && musl == nullptr) musl = &one;
            if (library == Library::glibc && glibc == nullptr) glibc = &one;
        }
    }
    if (musl == nullptr || glibc == nullptr) return;
    report.add({.code = info.code,
                .severity = info.severity,
                .message = "this image stands on musl, and another one of the site on glibc",
                .at = musl->at,
                .labels = {{.at = glibc->at, .message = "on glibc"}},
                .help = "build both on one distribution"});
}

}  // namespace

extern const Rule mixed_distributions = {
    .info =
        {
            .code = "mixed-distributions",
            .summary = "images of one site stand on different C libraries",
            .why = "A program that is built on musl (Alpine) does not run on glibc (Debian, Fedora) and the other way "
                   "round, and each\n"
                   "family needs its own updates and its own scans. One base for all keeps layers shared and libraries "
                   "compatible.",
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
FROM docker.io/library/alpine:3.20
USER 1000

== images/tools/Containerfile
FROM docker.io/library/debian:bookworm-slim
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

== images/tools/Containerfile
FROM docker.io/library/debian:bookworm-slim
USER 1000
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
