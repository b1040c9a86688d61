#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    const auto tell = [&](std::string_view path, Span at) {
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("`", visible(path), "` is beside the unit on the host, where nothing is"),
                    .at = part_at(context.sources(), at, path),
                    .help = "write `@@FILES_PATH@@/…` or `@@DATA_PATH@@/…`"});
    };
    for (const Unit& unit : context.units()) {
        if (unit.kind != UnitKind::container && unit.kind != UnitKind::pod) continue;
        for (const VolumeLine& volume : context.parts_of(unit).volumes)
            if (volume.source.starts_with('.')) tell(volume.source, volume.entry->value_at);
        for (const auto* entry : all_values(unit, section_of(unit.kind), "Mount"))
            for (const Word& field : words_at(context.sources(), entry->value_at, ",")) {
                const size_t equals = std::min(field.value.find('='), field.value.size());
                const std::string_view name = field.value.substr(0, equals);
                if ((name == "source" || name == "src") && field.value.substr(equals).starts_with("=."))
                    tell(field.value.substr(equals + 1), field.at);
            }
    }
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
