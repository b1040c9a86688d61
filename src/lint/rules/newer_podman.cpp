#include <algorithm>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/quadlet_keys.hpp"
#include "lint/rule.hpp"
#include "quadlet/keys.hpp"

namespace nagaya::lint {
namespace {

struct Since {
    const RuleInfo& info;
    Report& report;
    const HostView& host;

    void expect(PodmanVersion since, Span at, std::string what, std::string help) const {
        if (host.podman >= since) return;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat(what, " since podman ", quadlet::print(since), "; host `", host.host->name,
                                      "` has ", quadlet::print(host.podman)),
                    .at = at,
                    .help = std::move(help)});
    }
};

void check_unit(const Unit& unit, const Since& since) {
    const auto check_comments = [&](const syntax::UnitFile& file) {
        if (file.semicolon_at)
            since.expect({5, 4}, *file.semicolon_at, "`;` begins a comment in Quadlets", "begin the comment with `#`");
    };
    check_comments(*unit.file);
    for (const DropIn& drop_in : unit.drop_ins)
        if (drop_in.source->place == model::UnitPlace::quadlet) check_comments(*drop_in.file);
    for (const DropIn& drop_in : unit.drop_ins)
        if (drop_in.source->place == model::UnitPlace::quadlet)
            since.expect({5, 0}, {.file = drop_in.source->file, .begin = 0, .end = 0}, "drop-ins of Quadlets are read",
                         concat("move its lines into `", unit.name, "`"));
    const syntax::UnitEntry* notify = last_value(unit, "Container", "Notify");
    if (notify != nullptr && notify->value == "healthy")
        since.expect({5, 0}, notify->value_at, "`Notify=healthy` waits for the health check",
                     "take the line out: it is read as `false` there");
    for (const syntax::UnitEntry* upheld : all_values(unit, "Install", "UpheldBy"))
        since.expect({5, 5}, upheld->key_at, "`UpheldBy=` of Quadlets is looked at", "write `WantedBy=`");
}

/// Podman 6 has no slirp4netns any more.
void check_network(const Unit& unit, const Since& since) {
    for (const syntax::UnitEntry* entry : all_values(unit, section_of(unit.kind), "Network")) {
        if (entry->value != "slirp4netns" && !entry->value.starts_with("slirp4netns:")) continue;
        since.report.add({.code = since.info.code,
                          .severity = since.info.severity,
                          .message = concat("`slirp4netns` is gone since podman 6.0; host `", since.host.host->name,
                                            "` has ", quadlet::print(since.host.podman)),
                          .at = entry->value_at,
                          .help = "write `pasta`"});
    }
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        for (const HostView* host : context.hosts_of(*unit.service))
            if (unit.quadlet() && host->podman >= PodmanVersion{6, 0})
                check_network(unit, {.info = info, .report = report, .host = *host});
        const HostView* host = unit.quadlet() ? context.oldest_host_of(*unit.service) : nullptr;
        if (host != nullptr && host->podman < PodmanVersion{5, 5})
            check_unit(unit, {.info = info, .report = report, .host = *host});
    }
}

}  // namespace

extern const Rule newer_podman = {
    .info =
        {
            .code = "newer-podman",
            .summary = "a Quadlet counts on what the host's Podman does not do",
            .why = "The generator of an older release leaves such a thing out without a word: drop-ins are not read "
                   "before 5.0, and\n"
                   "`Notify=healthy` is taken for `Notify=false`. Keys that it does not know at all are "
                   "`unknown-quadlet-key`. Podman 6 has no `slirp4netns` any more.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
podman = "4.9"
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
HealthCmd=curl -f http://127.0.0.1
Notify=healthy

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
podman = "5.0"
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
HealthCmd=curl -f http://127.0.0.1
Notify=healthy

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
