#include <algorithm>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/quadlet_keys.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// Quadlet takes the quotes off a single value, and then none may be left.
bool has(const Unit& unit, std::string_view section, std::string_view key) {
    const auto* entry = last_value(unit, section, key);
    if (entry == nullptr || entry->value.empty()) return false;
    const auto* row = find_quadlet_key(section, key);
    return row->kind != ValueKind::last || entry->value.find_first_not_of('"') != std::string_view::npos;
}

/// A misspelt section head is told by unknown-quadlet-key, and would only be told twice here.
bool may_be_misspelt(const Unit& unit) {
    return std::ranges::any_of(unit.file->sections, [](const syntax::UnitSection& section) {
        return section.name != "Unit" && section.name != "Service" && section.name != "Install" &&
               section.name != "Quadlet";
    });
}

void check_unit(const Unit& unit, const RuleInfo& info, Report& report) {
    const auto section = section_of(unit.kind);
    if (syntax::find_section(*unit.file, section) == nullptr && may_be_misspelt(unit)) return;
    const auto add = [&](std::string_view message, std::string_view help) {
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("`", unit.name, "` ", message),
                    .at = unit.at(),
                    .help = std::string(help)});
    };
    if (unit.kind == UnitKind::container) {
        if (!has(unit, section, "Image") && !has(unit, section, "Rootfs"))
            add("names no image", "add `Image=` under [Container]");
        else if (has(unit, section, "Image") && has(unit, section, "Rootfs"))
            add("has both `Image=` and `Rootfs=`", "take one of them out");
    }
    for (const auto& row : quadlet_section(section))
        if (row.flag == KeyFlag::required && !has(unit, section, row.key))
            add(concat("has no `", row.key, "=`"), concat("add `", row.key, "=` under [", section, "]"));
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units())
        if (unit.quadlet() && unit.kind != UnitKind::plain) check_unit(unit, info, report);
}

}  // namespace

extern const Rule missing_quadlet_key = {
    .info =
        {
            .code = "missing-quadlet-key",
            .summary = "a Quadlet file lacks a key that its kind needs",
            .why = "A container needs `Image=` (or `Rootfs=`), a `.kube` file `Yaml=`, an `.image` file `Image=`, a "
                   "`.build`\n"
                   "file `ImageTag=`. Without it the Quadlet generator refuses the file, and the unit silently "
                   "vanishes at the\n"
                   "next `daemon-reload`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
PublishPort=127.0.0.1:8080:80

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
PublishPort=127.0.0.1:8080:80

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
