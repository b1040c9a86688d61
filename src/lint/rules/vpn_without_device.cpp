#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

constexpr auto names = std::to_array<std::string_view>(
    {"tailscale/tailscale", "linuxserver/wireguard", "kylemanna/openvpn", "qdm12/gluetun", "wg-easy/wg-easy"});

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container(context, [&](const Unit& unit) {
        const auto& image = context.parts_of(unit).image;
        if (!image ||
            std::ranges::none_of(names, [&](std::string_view name) { return image->repository.ends_with(name); }))
            return;
        bool device = false;
        bool capability = false;
        for (const auto* entry : all_values(unit, "Container", "AddDevice"))
            device |= entry->value.contains("/dev/net/tun");
        for (const auto* entry : all_values(unit, "Container", "AddCapability"))
            capability |= entry->value.contains("NET_ADMIN") || entry->value.contains("net_admin") ||
                          entry->value.contains("ALL");
        for (const Word& word : podman_arguments(context, unit)) {
            device |= word.value.contains("/dev/net/tun") || word.value == "--privileged";
            capability |= word.value.contains("NET_ADMIN") || word.value == "--privileged";
        }
        for (const auto* entry : all_values(unit, "Container", "Environment"))
            device |= entry->value.contains("TS_USERSPACE=true");
        // WireGuard's interface is made by the kernel, without /dev/net/tun.
        device |= capability && image->repository.ends_with("linuxserver/wireguard");
        if (device && (capability || !last_value(unit, "Container", "AddDevice"))) return;
        const Span end{.file = unit.at().file,
                       .begin = last_value(unit, "Container", "Image")->value_at.end,
                       .end = last_value(unit, "Container", "Image")->value_at.end};
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("`", unit.name, "` has no ",
                                      device ? "right to use its tunnel device" : "tunnel device"),
                    .at = last_value(unit, "Container", "Image")->value_at,
                    .help = "add `AddDevice=/dev/net/tun` and `AddCapability=NET_ADMIN`",
                    .fixes = {{.at = end,
                               .replacement = concat(device ? "" : "\nAddDevice=/dev/net/tun",
                                                     capability ? "" : "\nAddCapability=NET_ADMIN")}}});
    });
}

}  // namespace

extern const Rule vpn_without_device = {
    .info =
        {
            .code = "vpn-without-device",
            .summary = "a VPN in a container has no tunnel device or no right to use it",
            .why = "Tailscale, WireGuard and OpenVPN make a network device: they need `/dev/net/tun` in the container "
                   "and the capability\n"
                   "`NET_ADMIN`. With both they run in a rootless account; without, they start and stay without a "
                   "network.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/tailscale/tailscale:v1.76.6

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
Image=docker.io/tailscale/tailscale:v1.76.6
AddDevice=/dev/net/tun
AddCapability=NET_ADMIN
Volume=state.volume:/var/lib/tailscale

[Install]
WantedBy=default.target

== services/web/state.volume
[Volume]
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
