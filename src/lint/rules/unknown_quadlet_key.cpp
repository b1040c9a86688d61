#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/fallback.hpp"
#include "lint/finding.hpp"
#include "lint/quadlet_keys.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

constexpr auto passed_on = std::to_array<std::string_view>({"Unit", "Service", "Install"});

struct KeyCheck {
    const Context& context;
    const RuleInfo& info;
    Report& report;
    const Unit& unit;
    PodmanVersion podman;
    std::string who;  // "podman 5.4 of host `mouse`"

    void sections(const syntax::UnitFile& file) const {
        for (const auto& section : file.sections) this->section(section);
    }

    void lines() const {
        for (const UnitLine& line : unit.lines) {
            if (!line.for_generator || (line.key != nullptr && line.key->since <= podman)) continue;
            if (is_known(line.section->name)) key(line.section->name, *line.entry, line.key);
        }
    }

private:
    /// Does the release look at what stands in the section?
    bool is_known(std::string_view section) const {
        if (section != section_of(unit.kind) && section != "Quadlet") return false;
        const auto since = section_since(section);
        return !since || *since <= podman;
    }

    void section(const syntax::UnitSection& section) const {
        const auto own = section_of(unit.kind);
        if (section.name.starts_with("X-") || std::ranges::find(passed_on, section.name) != passed_on.end()) return;
        if (section.name != own && section.name != "Quadlet") {
            unknown_section(section, own);
        } else if (const auto since = section_since(section.name); since && *since > podman) {
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("section `", section.name, "` exists since podman ", print(*since), "; ", who,
                                          " ignores it"),
                        .at = section.at,
                        .help = "upgrade the host, then set `podman` in its file"});
        }
    }

    void unknown_section(const syntax::UnitSection& section, std::string_view own) const {
        Diagnostic finding{.code = info.code,
                           .severity = info.severity,
                           .message = concat("section `", section.name, "` means nothing in `", unit.name, "`"),
                           .at = section.at};
        const bool other_kind = section_since(section.name).has_value();
        suggest(finding, context.sources(), section.name, {std::string(own), "Unit", "Service", "Install", "Quadlet"},
                other_kind ? "move it to a file of its kind" : "begin its name with `X-` if it is a note for people");
        report.add(std::move(finding));
    }

    /// PodmanArgs= does the same on the older release.
    void add_fallback(Diagnostic& finding, const QuadletKey& row, const syntax::UnitEntry& entry) const {
        const QuadletKey* arguments = find_quadlet_key(row.section, "PodmanArgs");
        const auto words = as_podman_arguments(row, entry.value);
        if (arguments == nullptr || arguments->since > podman || !words) return;
        const Span line{.file = entry.key_at.file, .begin = entry.key_at.begin, .end = entry.value_at.end};
        finding.fixes = {{.at = line, .replacement = concat("PodmanArgs=", *words), .safe = true}};
    }

    void key(std::string_view section, const syntax::UnitEntry& entry, const QuadletKey* row) const {
        Diagnostic finding{.code = info.code, .severity = info.severity, .message = {}, .at = entry.key_at};
        if (row != nullptr) {
            finding.message = concat("key `", entry.key, "` exists since podman ", print(row->since), "; ", who,
                                     " drops the whole file for it");
            finding.help = entry.key == "ReloadCmd" || entry.key == "ReloadSignal"
                               ? "write `ExecReload=` under `[Service]` until the host is upgraded, such as "
                                 "`ExecReload=/usr/bin/podman kill --signal HUP NAME`"
                           : section == "Container" || section == "Pod"
                               ? "use `PodmanArgs=` until the host is upgraded, then set `podman` in its file"
                               : "upgrade the host, then set `podman` in its file";
            add_fallback(finding, *row, entry);
        } else {
            finding.message = concat("section `", section, "` has no key `", entry.key, "`");
            std::vector<std::string> known;
            for (const auto& candidate : quadlet_section(section))
                if (candidate.since <= podman) known.emplace_back(candidate.key);
            suggest(finding, context.sources(), entry.key, known,
                    "take it out: the generator drops the whole file for it");
        }
        report.add(std::move(finding));
    }
};

void check_unit(const Context& context, const Unit& unit, const RuleInfo& info, Report& report) {
    if (!unit.quadlet() || unit.kind == UnitKind::plain) return;
    const auto* host = context.oldest_host_of(*unit.service);
    const PodmanVersion podman = host == nullptr ? PodmanVersion{} : host->podman;
    const auto who = host == nullptr ? concat("podman ", print(podman))
                                     : concat("podman ", print(podman), " of host `", host->host->name, "`");
    const KeyCheck rule{.context = context, .info = info, .report = report, .unit = unit, .podman = podman, .who = who};
    rule.lines();
    rule.sections(*unit.file);
    // Drop-ins of the generated service go to systemd and never meet the generator.
    for (const auto& drop_in : unit.drop_ins)
        if (drop_in.source->place == model::UnitPlace::quadlet) rule.sections(*drop_in.file);
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) check_unit(context, unit, info, report);
    for (const Unit& unit : context.loose_drop_ins()) check_unit(context, unit, info, report);
}

}  // namespace

extern const Rule unknown_quadlet_key = {
    .info =
        {
            .code = "unknown-quadlet-key",
            .summary = "a Quadlet file has a key or section that the host's Podman does not know",
            .why = "The Quadlet generator drops a whole file for one key it does not know: the unit silently vanishes "
                   "at the next\n"
                   "`daemon-reload`. Keys come with new releases of Podman, so they are checked against `podman` of "
                   "the oldest\n"
                   "host that runs the service (5.4 where it is not set). Sections it does not know are worse hidden "
                   "still: they\n"
                   "are passed on to systemd, which ignores them.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
podman = "5.4"
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublichPort=127.0.0.1:8080:80
Memory=512m

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
podman = "5.4"
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort=127.0.0.1:8080:80
PodmanArgs=--memory=512m

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
