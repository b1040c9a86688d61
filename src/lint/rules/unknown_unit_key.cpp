#include <algorithm>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/finding.hpp"
#include "lint/quadlet_keys.hpp"
#include "lint/rule.hpp"
#include "lint/unit_keys.hpp"

namespace nagaya::lint {
namespace {

/// One file that systemd reads, or the part of a Quadlet that it reads.
struct KeyCheck {
    const Context& context;
    const RuleInfo& info;
    Report& report;
    std::string_view own;      // the section of the unit's type: "Service"
    std::string_view quadlet;  // the section that podman reads: "Container", or ""

    void file(const syntax::UnitFile& file) const {
        for (const syntax::UnitSection& section : file.sections) {
            if (section.name.starts_with("X-")) continue;
            if (section.name == "Unit" || section.name == "Install" || section.name == own)
                keys(section);
            else if (quadlet.empty())
                unknown_section(section);  // of a Quadlet: unknown-quadlet-key
        }
    }

    void keys(const syntax::UnitSection& section) const {
        for (const syntax::UnitEntry& entry : section.entries)
            if (find_unit_key(section.name, entry.key) == nullptr && !entry.key.starts_with("X-"))
                unknown_key(section, entry);
    }

    /// Where the key would be right.
    std::string home_of(std::string_view key) const {
        if (!quadlet.empty() && find_quadlet_key(quadlet, key) != nullptr) return concat("`[", quadlet, "]`");
        for (const std::string_view section : {std::string_view("Unit"), own, std::string_view("Install")})
            if (find_unit_key(section, key) != nullptr) return concat("`[", section, "]`");
        const auto elsewhere = sections_with(key);
        return elsewhere.empty() ? "" : concat("`[", elsewhere.front(), "]` of another unit");
    }

    void unknown_key(const syntax::UnitSection& section, const syntax::UnitEntry& entry) const {
        Diagnostic finding{.code = info.code,
                           .severity = info.severity,
                           .message = concat("section `", section.name, "` has no key `", visible(entry.key), "`"),
                           .at = entry.key_at};
        if (const std::string home = home_of(entry.key); !home.empty())
            finding.help = concat("it belongs into ", home);
        else
            suggest(finding, context.sources(), entry.key, unit_keys_of(section.name),
                    "take it out, or begin its name with `X-`: systemd passes over the line");
        report.add(std::move(finding));
    }

    void unknown_section(const syntax::UnitSection& section) const {
        Diagnostic finding{.code = info.code,
                           .severity = info.severity,
                           .message = concat("section `", visible(section.name), "` means nothing here"),
                           .at = section.at};
        if (is_unit_section(section.name)) {
            finding.help = "move it to a unit of its type: systemd passes over it";
        } else {
            std::vector<std::string> known{"Unit", "Install"};
            if (!own.empty()) known.emplace_back(own);
            suggest(finding, context.sources(), section.name, known,
                    "take it out, or begin its name with `X-`: systemd passes over it");
        }
        report.add(std::move(finding));
    }
};

void check(const Context& context, const RuleInfo& info, Report& report) {
    const auto check_file = [&](const Unit& unit, const syntax::UnitFile& file, bool quadlet) {
        const std::string_view own = unit.quadlet() ? "Service" : own_section_of(unit.installed);
        const KeyCheck keys{.context = context,
                            .info = info,
                            .report = report,
                            .own = own,
                            .quadlet = quadlet ? section_of(unit.kind) : std::string_view()};
        keys.file(file);
    };
    for (const auto units : {context.units(), context.loose_drop_ins()})
        for (const Unit& unit : units) {
            if (unit.quadlet() && unit.kind == UnitKind::plain) continue;
            check_file(unit, *unit.file, unit.quadlet());
            for (const DropIn& drop_in : unit.drop_ins)
                check_file(unit, *drop_in.file, drop_in.source->place == model::UnitPlace::quadlet);
        }
}

}  // namespace

extern const Rule unknown_unit_key = {
    .info =
        {
            .code = "unknown-unit-key",
            .summary = "a unit file has a key or section that systemd does not know",
            .why = "systemd passes over lines that it does not know, and only says so in the journal: with "
                   "`Retsart=always` nothing is\n"
                   "restarted. The same becomes of a key in the section of another, such as `After=` below "
                   "`[Service]`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Service]
Retsart=always
StartLimitIntervalSec=0

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Unit]
StartLimitIntervalSec=0

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
