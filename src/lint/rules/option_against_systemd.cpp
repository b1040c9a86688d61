#include <array>
#include <vector>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// An option whose value Quadlet gives, and what becomes of the unit when PodmanArgs= gives another.
struct Rival {
    std::string_view option;
    std::string_view harmless;  ///< values that change nothing, between blanks
    std::string_view outcome;
    std::string_view help;
};

constexpr auto rivals = std::to_array<Rival>({
    {"--sdnotify", " conmon container healthy ",
     "systemd is never told that the container is up, and ends it after a while",
     "take it out; `Notify=` says who tells systemd"},
    {"--cgroups", " split ", "systemd neither sees the container's processes nor limits them",
     "take it out: Quadlet gives `split`"},
    {"--name", " ", "the unit does not find its container by the name that it gave", "write `ContainerName=`"},
});

/// Podman that restarts a container by itself, beside systemd.
void check_restart(const Word& policy, const RuleInfo& info, Report& report) {
    const std::string_view kind = policy.value.substr(0, policy.value.find(':'));
    if (kind == "no" || kind == "never" || kind.empty()) return;
    const bool refused = kind == "always" || kind == "unless-stopped";
    report.add({.code = info.code,
                .severity = refused ? Severity::error : info.severity,
                .message = refused ? "podman refuses `--restart` beside the `--rm` that Quadlet gives"
                                   : "podman restarts the container by itself, and systemd counts nothing of it",
                .at = policy.at,
                .help = "take it out, and write `Restart=` under [Service]"});
}

/// Does the unit say the same, or not care? Of a oneshot systemd awaits no notice, it runs until its program has ended.
bool agrees(const Unit& unit, const Rival& rival, std::string_view value) {
    if (rival.harmless.contains(concat(" ", value, " "))) return true;
    const auto says = [&](std::string_view section, std::string_view key, std::string_view wanted) {
        const auto* entry = last_value(unit, section, key);
        return entry != nullptr && entry->value == wanted;
    };
    if (rival.option == "--sdnotify") return says("Service", "Type", "oneshot");
    return rival.option == "--name" && says("Container", "ContainerName", value);
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_container(context, [&](const Unit& unit) {
        if (const auto* action = last_value(unit, "Container", "HealthOnFailure"); action && action->value == "restart")
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = "podman restarts the container by itself, and systemd counts nothing of it",
                        .at = action->value_at,
                        .help = "write `kill`, and `Restart=on-failure` under [Service]"});
        const std::vector<Word> arguments = podman_arguments(context, unit);
        if (arguments.empty()) return;
        if (const auto policy = podman_option(arguments, "--restart")) check_restart(*policy, info, report);
        for (const Rival& rival : rivals) {
            const auto value = podman_option(arguments, rival.option);
            if (!value || value->value.contains("@@") || agrees(unit, rival, value->value)) continue;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("with `", rival.option, "` ", rival.outcome),
                        .at = value->at,
                        .help = std::string(rival.help)});
        }
    });
}

}  // namespace

extern const Rule option_against_systemd = {
    .info =
        {
            .code = "option-against-systemd",
            .summary = "an option of Podman takes from systemd what Quadlet gives it",
            .why = "Quadlet runs a container with `--rm`, `--replace`, `--cgroups=split`, `--sdnotify` and a name, so "
                   "that systemd knows\n"
                   "when it is up, sees its processes and finds it again. `PodmanArgs=` comes behind and wins: "
                   "`--restart=always`\n"
                   "conflicts with `--rm`, and the container does not start; with `--sdnotify=ignore` the start hangs "
                   "until it times out;\n"
                   "with another `--name` the unit's stop command looks for a container that is not there. "
                   "`HealthOnFailure=restart` and\n"
                   "`--restart=on-failure` restart behind systemd's back: `Restart=` under [Service] is the way that "
                   "is seen, counted and\n"
                   "limited.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PodmanArgs=--restart=always

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

[Service]
Restart=always

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
