#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container(context, [&](const Unit& unit) {
        const Expansion expansion(context.site(), nullptr, *unit.service);
        for (const VolumeLine& volume : volumes_of(context.sources(), expansion, unit)) {
            if (!volume.source.starts_with('.')) continue;
            report.add(
                {.code = info.code,
                 .severity = info.severity,
                 .message = concat("`", visible(volume.source), "` is beside the unit on the host, where nothing is"),
                 .at = part_at(context.sources(), volume.entry->value_at, volume.source),
                 .help = "write `@@FILES_PATH@@/…` or `@@DATA_PATH@@/…`"});
        }
    });
}

}  // namespace

extern const Rule relative_volume = {
    .info =
        {
            .code = "relative-volume",
            .summary = "a volume has a path relative to the unit file",
            .why =
                "`./data` is a directory beside the unit file, which on the host lies among the units that nagaya "
                "writes, not in the\n"
                "site. Configuration comes from `files/` (`@@FILES_PATH@@`), data from `[[data]]` (`@@DATA_PATH@@`).",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=./html:/usr/share/nginx/html

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
Volume=@@FILES_PATH@@/html:/usr/share/nginx/html:ro

[Install]
WantedBy=default.target

== services/web/files/html/index.html
<p>Hello</p>
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
