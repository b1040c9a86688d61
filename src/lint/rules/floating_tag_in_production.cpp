#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

constexpr auto moving =
    std::to_array<std::string_view>({"", "latest", "stable", "main", "master", "edge", "nightly", "dev", "develop",
                                     "unstable", "rolling", "beta", "lts", "current", "release"});

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container_on_hosts(context, [&](const HostView& view, const Unit& unit) {
        if (view.host->stage.value != "production" && view.host->stage.value != "prod") return;
        const auto& image = context.parts_of(unit).image;
        if (!image || image->pinned || image->repository.starts_with("localhost/")) return;
        if (std::ranges::find(moving, std::string_view(image->tag)) == moving.end()) return;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("host `", view.host->name, "` runs whatever `", visible(image->repository),
                                      "` has as `", image->tag.empty() ? "latest" : image->tag, "`"),
                    .at = last_value(unit, "Container", "Image")->value_at,
                    .labels = {{.at = view.host->stage.at, .message = "in production"}},
                    .help = "write the version, or pin it with `@sha256:…`"});
    });
}

}  // namespace

extern const Rule floating_tag_in_production = {
    .info =
        {
            .code = "floating-tag-in-production",
            .summary = "a production host runs an image whose tag moves",
            .why = "`latest`, `stable`, `main` and their like are another image tomorrow, and nobody can say which one "
                   "was good. On hosts\n"
                   "with `stage = \"production\"` write a version, or a digest.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
stage = "production"
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:stable

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
stage = "production"
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
