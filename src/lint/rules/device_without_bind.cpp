#include <algorithm>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

bool is_bound(const Unit& unit) {
    const auto* options = last_value(unit, "Volume", "Options");
    if (options == nullptr) return false;
    const auto words = split(options->value, ',');
    return std::ranges::any_of(words, [](std::string_view word) {
        return word == "bind" || word == "rbind" || word == "loop" || word.contains("@@") || word.contains('%');
    });
}

/// A plugin has its own idea of a device, and an option of Podman may say what the lines do not.
bool is_made_otherwise(const Context& context, const Unit& unit) {
    const auto* driver = last_value(unit, "Volume", "Driver");
    if (driver != nullptr && !driver->value.empty() && driver->value != "local") return true;
    return !option_values(podman_arguments(context, unit), {"--opt", "-o", "--driver", "-d"}).empty();
}

/// A directory, by its name: no file of the system's devices, and no image of a file system, which has an ending.
bool names_directory(std::string_view device) {
    if (device.starts_with("%h/") || device.starts_with("@@"))
        device = device.substr(device.find('/') + 1);
    else if (!device.starts_with('/') || device.starts_with("/dev/"))
        return false;
    return !device.substr(device.rfind('/') + 1).contains('.');
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (unit.kind != UnitKind::volume) continue;
        const auto* device = last_value(unit, "Volume", "Device");
        const auto* type = last_value(unit, "Volume", "Type");
        const bool none = type == nullptr || type->value.empty() || type->value == "none";
        if (device == nullptr || !none || is_bound(unit) || !names_directory(device->value)) continue;
        if (is_made_otherwise(context, unit)) continue;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("`", visible(device->value), "` is mounted as if it were a disk"),
                    .at = device->value_at,
                    .help = "add `Type=none` and `Options=bind`"});
    }
}

}  // namespace

extern const Rule device_without_bind = {
    .info =
        {
            .code = "device-without-bind",
            .summary = "a volume takes a directory for a disk",
            .why = "The `Device=` of a volume goes to `mount`, which takes it for a disk: of a directory it says `not "
                   "a block device`, and\n"
                   "the container does not start. A directory needs `Options=bind`. Shorter, and possible in every "
                   "account, is\n"
                   "`Volume=/path/on/the/host:/path/in/the/container` in the container itself.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=pages.volume:/usr/share/nginx/html:ro

[Install]
WantedBy=default.target

== services/web/pages.volume
[Volume]
Device=/srv/pages
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=pages.volume:/usr/share/nginx/html:ro

[Install]
WantedBy=default.target

== services/web/pages.volume
[Volume]
Type=none
Options=bind
Device=/srv/pages
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
