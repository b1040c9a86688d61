#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

constexpr auto transports = std::to_array<std::string_view>({"docker://", "docker-archive:", "docker-daemon:", "oci:",
                                                             "oci-archive:", "dir:", "containers-storage:", "sha256:"});

bool is_id(std::string_view image) {
    return image.size() == 64 &&
           std::ranges::all_of(image, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// Is the registry written out? It is the part before the first slash, with a dot, a port, or the word localhost.
bool is_qualified(std::string_view image) {
    if (is_id(image)) return true;
    if (std::ranges::any_of(transports, [&](std::string_view transport) { return image.starts_with(transport); }))
        return true;
    const auto slash = image.find('/');
    if (slash == std::string_view::npos) return false;
    const auto registry = image.substr(0, slash);
    return registry == "localhost" || registry.contains('.') || registry.contains(':');
}

/// The name without tag and digest.
std::string_view name_of(std::string_view image) {
    image = image.substr(0, image.find('@'));
    const auto colon = image.rfind(':');
    const auto slash = image.rfind('/');
    return colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash)
               ? image.substr(0, colon)
               : image;
}

bool built_here(const model::Site& site, std::string_view name) {
    const auto* service = site.find_service(name);
    return site.images.contains(std::string(name)) || (service != nullptr && service->image);
}

void check_unit(const Context& context, const Unit& unit, const RuleInfo& info, Report& report) {
    const auto* entry = last_value(unit, section_of(unit.kind), "Image");
    if (entry == nullptr || entry->value.empty()) return;
    const auto image = Expansion(context.site(), nullptr, *unit.service).expand(entry->value);
    if (!image || image->contains('%') || kind_of(*image) == UnitKind::image || kind_of(*image) == UnitKind::build)
        return;
    if (is_qualified(*image)) return;
    const auto registry = built_here(context.site(), name_of(*image)) ? "localhost/"
                          : image->contains('/')                      ? "docker.io/"
                                                                      : "docker.io/library/";
    const auto whole = concat(registry, *image);
    report.add({.code = info.code,
                .severity = info.severity,
                .message = concat("image `", *image, "` does not say its registry"),
                .at = entry->value_at,
                .help = concat("write `", whole, "`"),
                .fixes = {{.at = entry->value_at, .replacement = whole}}});
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units())
        if (unit.kind == UnitKind::container || unit.kind == UnitKind::image || unit.kind == UnitKind::volume)
            check_unit(context, unit, info, report);
}

}  // namespace

extern const Rule unqualified_image = {
    .info =
        {
            .code = "unqualified-image",
            .summary = "an image's name does not say its registry",
            .why = "What `nginx` means depends on `unqualified-search-registries` of the host: the same site can run "
                   "different\n"
                   "images on two hosts, or fail on one with no terminal to ask on. Someone who owns the name in the "
                   "registry\n"
                   "that is searched first decides what runs. Write the registry: `docker.io/library/nginx`, or "
                   "`localhost/…`\n"
                   "for an image that the site builds.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=nginx:1.27

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
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
