#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// The name that Podman gives what `unit` makes; "" when it is not known here.
std::string real_name(const Context& context, const Unit& unit, std::string_view key) {
    const syntax::UnitEntry* named = last_value(unit, section_of(unit.kind), key);
    if (named == nullptr) return concat("systemd-", stem_of(unit.installed));
    return Expansion(context.site(), nullptr, *unit.service).expand(named->value).value_or("");
}

class NameCheck {
public:
    NameCheck(const Context& context, const RuleInfo& info, Report& report)
        : context_(context), info_(info), report_(report) {}

    void unit(const Unit& unit) const {
        for (const VolumeLine& volume : context_.parts_of(unit).volumes)
            name(unit, *volume.entry, volume.source, ".volume", "VolumeName");
        for (const syntax::UnitEntry* entry : all_values(unit, section_of(unit.kind), "Network"))
            name(unit, *entry, entry->value.substr(0, entry->value.find(':')), ".network", "NetworkName");
    }

private:
    /// `name` is no file's; is there a file that is meant?
    void name(const Unit& unit, const syntax::UnitEntry& entry, std::string_view name, std::string_view type,
              std::string_view key) const {
        if (name.empty() || name.find_first_of("/.@%$:") != std::string_view::npos) return;
        const std::string file = concat(name, type);
        for (const Unit& other : context_.units(*unit.service)) {
            if (other.name != file || !other.quadlet()) continue;
            const std::string real = real_name(context_, other, key);
            if (real.empty() || real == name) return;
            const Span at = part_at(context_.sources(), entry.value_at, name);
            report_.add(
                {.code = info_.code,
                 .severity = info_.severity,
                 .message = concat("`", visible(name), "` is not what `", file, "` makes: that is `", real, "`"),
                 .at = at,
                 .labels = {{.at = other.at(), .message = "made here"}},
                 .help = concat("write `", file, "`"),
                 .fixes = {{.at = at, .replacement = file}}});
            return;
        }
    }

    const Context& context_;
    const RuleInfo& info_;
    Report& report_;
};

void check(const Context& context, const RuleInfo& info, Report& report) {
    const NameCheck names(context, info, report);
    for (const Unit& unit : context.units())
        if (unit.kind == UnitKind::container || unit.kind == UnitKind::pod) names.unit(unit);
}

}  // namespace

extern const Rule bare_resource_name = {
    .info =
        {
            .code = "bare-resource-name",
            .summary = "a volume or network is named without its ending",
            .why = "`Volume=data:/srv` is not `data.volume`: Quadlet calls that `systemd-data`, and Podman makes an "
                   "empty volume `data`\n"
                   "beside it. A network that is named so is not there, and nothing waits for the one that is.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=pages:/srv

[Install]
WantedBy=default.target

== services/web/pages.volume
[Volume]
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=pages.volume:/srv

[Install]
WantedBy=default.target

== services/web/pages.volume
[Volume]
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
