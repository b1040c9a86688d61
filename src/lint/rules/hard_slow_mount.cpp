#include "base/text.hpp"
#include "lint/bind_mounts.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// systemd's name of the mount unit, for the plain paths that people mount ("/mnt/my-data" → "mnt-my\x2ddata").
std::string escaped(std::string_view path) {
    std::string out;
    for (const char c : path.substr(path.starts_with('/') ? 1 : 0)) {
        if (c == '/')
            out += '-';
        else if (c == '-')
            out += "\\x2d";
        else
            out += c;
    }
    return out;
}

void check_unit(const Context& context, const HostView& view, const Unit& unit, const RuleInfo& info, Report& report) {
    const auto tell = [&](const Word& word, const model::Mount& mount, std::string_view key) {
        report.add(
            {.code = info.code,
             .severity = info.severity,
             .message = concat("`", key, "=` makes `", unit.name, "` fail when `", mount.where.value, "` comes late"),
             .at = word.at,
             .labels = {{.at = mount.mode.at, .message = "mounted when it is used"}},
             .help = concat("take it out; put \"", mount.where.value, "\" under `[needs] mounts` in service.toml")});
    };
    for (const model::Mount& mount : view.host->mounts) {
        if (mount.mode.value != model::MountMode::automount) continue;
        for (const syntax::UnitEntry* entry : all_values(unit, "Unit", "RequiresMountsFor"))
            for (const Word& word : words_at(context.sources(), entry->value_at))
                if (lies_in(word.value, mount.where.value)) tell(word, mount, "RequiresMountsFor");
        const std::string name = concat(escaped(mount.where.value), ".mount");
        for (const std::string_view key : {"Requires", "BindsTo", "Requisite"})
            for (const syntax::UnitEntry* entry : all_values(unit, "Unit", key))
                for (const Word& word : words_at(context.sources(), entry->value_at))
                    if (word.value == name) tell(word, mount, key);
    }
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const HostView& view : context.hosts())
        if (!view.host->mounts.empty())
            for (const model::Service* service : view.services)
                for (const Unit& unit : context.units(*service)) check_unit(context, view, unit, info, report);
}

}  // namespace

extern const Rule hard_slow_mount = {
    .info =
        {
            .code = "hard-slow-mount",
            .summary = "a unit hangs on a mount that may come late",
            .why = "`RequiresMountsFor=` and dependencies on `x.mount` make a unit fail when the mount does: a network "
                   "file system that\n"
                   "times out at boot takes the service down with it, and nothing tries again. A mount with `mode = "
                   "\"automount\"` is\n"
                   "mounted at the first access instead, so the service needs nothing but its name under `[needs] "
                   "mounts`, or not even\n"
                   "that.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

[[mount]]
where = "/mnt/media"
kind = "nfs4"
mode = "automount"

== services/web/web.container
[Unit]
RequiresMountsFor=/mnt/media

[Container]
Image=docker.io/library/nginx:1.27
Volume=/mnt/media:/media:ro

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

[[mount]]
where = "/mnt/media"
kind = "nfs4"
mode = "automount"

== services/web/service.toml
[needs]
mounts = ["/mnt/media"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=/mnt/media:/media:ro

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
