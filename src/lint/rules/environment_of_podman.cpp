#include <algorithm>
#include <array>
#include <vector>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// Does podman, or what it starts, look at a variable of that name? Those of a proxy it hands on by itself.
bool is_for_podman(std::string_view name) {
    constexpr auto beginnings = std::to_array<std::string_view>(
        {"PODMAN", "CONTAINER", "XDG_",    "DBUS_", "REGISTRY_", "STORAGE_", "BUILDAH_", "SSL_",
         "GO",     "LC_",       "NOTIFY_", "_",     "DOCKER_",   "SYSTEMD_", "NETAVARK", "AARDVARK",
         "PASTA",  "SLIRP",     "CRUN",    "RUNC",  "TMP",       "LISTEN_"});
    constexpr auto names = std::to_array<std::string_view>(
        {"PATH", "HOME", "USER", "LOGNAME", "LANG", "HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY",
         "http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy"});
    return std::ranges::find(names, name) != names.end() ||
           std::ranges::any_of(beginnings, [&](std::string_view one) { return name.starts_with(one); });
}

/// Does a part of the unit use variables of its service: "${NAME}", a command of its own, a name that is handed on?
bool uses_variables(const Context& context, const Unit& unit) {
    for (const UnitLine& line : unit.lines) {
        const syntax::UnitEntry& entry = *line.entry;
        const bool command = entry.key.starts_with("Exec") && line.section->name == "Service";
        if (command || entry.value.contains('$')) return true;  // of a drop-in of the service as well
        if (!line.for_generator) continue;
        if (entry.key == "EnvironmentHost") return true;
        if (entry.key != "Environment" || line.section->name != "Container") continue;
        for (const Word& word : words_at(context.sources(), entry.value_at))
            if (!word.value.contains('=')) return true;
    }
    return std::ranges::any_of(podman_arguments(context, unit), [](const Word& word) {
        return word.value.starts_with("--env") || word.value.starts_with("-e") || word.value.starts_with("--secret");
    });
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container(context, [&](const Unit& unit) {
        const auto lines = all_values(unit, "Service", "Environment");
        if (lines.empty() || uses_variables(context, unit)) return;
        for (const syntax::UnitEntry* entry : lines)
            for (const Word& word : words_at(context.sources(), entry->value_at, "\"'")) {
                const std::string_view name = word.value.substr(0, word.value.find('='));
                if (name.size() == word.value.size() || is_for_podman(name)) continue;
                report.add(
                    {.code = info.code,
                     .severity = info.severity,
                     .message = concat("`", visible(name), "` is a variable of podman, and not of the container"),
                     .at = part_at(context.sources(), word.at, name),
                     .help = "move the line to [Container]"});
            }
    });
}

}  // namespace

extern const Rule environment_of_podman = {
    .info =
        {
            .code = "environment-of-podman",
            .summary = "a variable is set for podman, and not for the container",
            .why = "`Environment=` under [Service] is the environment of podman itself: the container gets none of it, "
                   "and its program\n"
                   "runs with its defaults. For the program it stands under [Container]. Under [Service] belong "
                   "variables that podman\n"
                   "reads, and those that other lines of the unit use as `${NAME}`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Service]
Environment=NGINX_PORT=8080

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
Environment=NGINX_PORT=8080

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
