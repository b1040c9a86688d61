#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container(context, [&](const Unit& unit) {
        const syntax::UnitEntry* update = last_value(unit, "Container", "AutoUpdate");
        const auto& image = context.parts_of(unit).image;
        if (update == nullptr || update->value != "registry" || !image) return;
        const bool built = image->repository.starts_with("localhost/");
        if (!image->pinned && !built) return;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("`", visible(image->repository), "` ",
                                      built ? "is built here, and no registry has it"
                                            : "is pinned by its digest, which never changes"),
                    .at = update->value_at,
                    .labels = {{.at = last_value(unit, "Container", "Image")->value_at, .message = "this image"}},
                    .help = built ? "write `local`" : "take the line out, or the digest"});
    });
}

}  // namespace

extern const Rule pointless_auto_update = {
    .info =
        {
            .code = "pointless-auto-update",
            .summary = "an image is to update itself and cannot",
            .why = "`AutoUpdate=registry` asks the registry what the tag is now: a digest never changes, and an image "
                   "that is built here\n"
                   "has no registry. `AutoUpdate=local` is for those that are built.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
AutoUpdate=registry

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
AutoUpdate=registry

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
