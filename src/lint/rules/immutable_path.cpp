#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/finding.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

constexpr std::array<std::string_view, 4> writable = {"/etc/", "/home/", "/srv/", "/var/"};
constexpr std::array<std::string_view, 3> immutable = {"coreos", "microos", "nixos"};

void check_root(const model::SiteSettings& settings, const Located<std::string>& root, std::string_view key,
                const model::Host& host, const RuleInfo& info, Report& report) {
    const std::string below = root.value + "/";
    if (std::ranges::any_of(writable, [&](std::string_view place) { return below.starts_with(place); })) return;
    report.add(
        {.code = info.code,
         .severity = info.severity,
         .message = concat("`", key, "` is `", visible(root.value), "`, which host `", host.name, "` cannot write"),
         .at = root.at == Span{} ? start_of(settings.at) : root.at,
         .labels = {{.at = host.os.at, .message = concat("an image-based system: ", host.os.value)}},
         .help = "choose a directory below /etc, /home, /srv or /var"});
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    const model::SiteSettings& settings = context.site().settings;
    for (const auto& [name, host] : context.site().hosts) {
        if (std::ranges::find(immutable, host.os.value) == immutable.end()) continue;
        check_root(settings, settings.install_root, "install_root", host, info, report);
        check_root(settings, settings.data_root, "data_root", host, info, report);
    }
}

}  // namespace

extern const Rule immutable_path = {
    .info =
        {
            .code = "immutable-path",
            .summary = "files would go where an image-based host cannot be written",
            .why =
                "On openSUSE MicroOS, Fedora CoreOS and NixOS the root file system belongs to the system's image: "
                "only\n"
                "/etc, /home, /srv and /var are the administrator's. Files elsewhere cannot be written, or are gone\n"
                "with the next update.",
            .bad = R"(== nagaya.toml
[site]
name = "home"
install_root = "/opt/nagaya"

== hosts/mouse.toml
os = "microos"
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"
install_root = "/srv/nagaya"

== hosts/mouse.toml
os = "microos"
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
