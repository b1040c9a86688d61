#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container(context, [&](const Unit& unit) {
        const auto& image = context.parts_of(unit).image;
        if (!image || image->pinned || image->repository.starts_with("localhost/")) return;
        if (!image->tag.empty() && image->tag != "latest") return;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = image->tag.empty()
                                   ? concat("image `", visible(image->repository), "` has no tag, which means `latest`")
                                   : concat("image `", visible(image->repository), "` is whatever is the latest"),
                    .at = last_value(unit, "Container", "Image")->value_at,
                    .help = "write the version that you want"});
    });
}

}  // namespace

extern const Rule latest_tag = {
    .info =
        {
            .code = "latest-tag",
            .summary = "an image has the tag latest, or none",
            .why = "`latest` is another image tomorrow. `nagaya.lock` keeps what was deployed, so nothing changes by "
                   "itself; but nobody\n"
                   "sees from the site which version runs, and an update may jump over a major version. Write the "
                   "version.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:latest

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

[Install]
WantedBy=default.target
)",
            .severity = Severity::note,
        },
    .check = check,
};

}  // namespace nagaya::lint
