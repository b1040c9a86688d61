#include <set>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

constexpr size_t longest_name = 255;  // systemd.unit(5)

struct PrefixCheck {
    const Context& context;
    const RuleInfo& info;
    Report& report;
    const model::Service& service;
    std::string prefix;                // "home-web-"
    std::set<std::string_view> names;  // of the service's units in the system manager

    bool has(std::string_view name) const { return names.contains(name); }

    void name_of(const Unit& unit) const {
        const auto longest = unit.generated.size() > unit.installed.size() ? unit.generated : unit.installed;
        if (longest.size() > longest_name)
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("`", unit.name, "` gets a name of ", longest.size(),
                                          " bytes, and systemd takes ", longest_name),
                        .at = unit.at(),
                        .help = "shorten the file's name"});
        const auto site_prefix = concat(context.site().settings.prefix.value, "-");
        if (!unit.name.starts_with(site_prefix)) return;
        const bool whole =
            unit.name.starts_with(prefix) && unit.name.size() > prefix.size() && unit.name[prefix.size()] != '.';
        report.add(
            {.code = info.code,
             .severity = Severity::warning,
             .message = concat("`", unit.name, "` carries the prefix already, and becomes `", unit.installed, "`"),
             .at = unit.at(),
             .help = concat("call the file `", unit.name.substr(whole ? prefix.size() : site_prefix.size()), "`")});
    }

    void reference(const Reference& reference) const {
        if (has(reference.name) || !has(prefix + reference.name)) return;
        report.add(
            {.code = info.code,
             .severity = info.severity,
             .message = concat("`", reference.name, "` is called `", prefix, reference.name, "` on the host"),
             .at = reference.at,
             .help = concat("write `@@PREFIX@@-@@SERVICE@@-", reference.name, "`"),
             .fixes = {{.at = {.file = reference.at.file, .begin = reference.at.begin, .end = reference.at.begin},
                        .replacement = "@@PREFIX@@-@@SERVICE@@-"}}});
    }

    /// ExecStart=systemctl restart x.service
    void commands(const syntax::UnitFile& file) const {
        for (const auto& section : file.sections) {
            if (section.name != "Service" && section.name != "Socket") continue;
            for (const auto& entry : section.entries) {
                if (!entry.key.starts_with("Exec")) continue;
                for (const auto& word : words_at(context.sources(), entry.value_at, "\"'"))
                    if (!extension_of(word.value).empty() && !word.value.contains('/'))
                        reference({.name = std::string(word.value),
                                   .at = word.at,
                                   .key = entry.key,
                                   .section = section.name});
            }
        }
    }
};

void check_service(const Context& context, const model::Service& service, const RuleInfo& info, Report& report) {
    PrefixCheck rule{.context = context,
                     .info = info,
                     .report = report,
                     .service = service,
                     .prefix = system_prefix(context.site(), service),
                     .names = {}};
    for (const Unit& unit : context.units(service)) {
        if (!unit.system()) continue;
        rule.names.insert(unit.installed);
        rule.names.insert(unit.generated);
    }
    if (rule.names.empty()) return;
    for (const Unit& unit : context.units(service)) {
        if (!unit.system()) continue;
        rule.name_of(unit);
        for (const auto& reference : unit.references) rule.reference(reference);
        rule.commands(*unit.file);
        for (const auto& drop_in : unit.drop_ins) rule.commands(*drop_in.file);
    }
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const auto& [name, service] : context.site().services) check_service(context, service, info, report);
}

}  // namespace

extern const Rule prefix_breaks_unit = {
    .info =
        {
            .code = "prefix-breaks-unit",
            .summary = "a unit of the system manager is named without its prefix",
            .why = "Units of the system manager, and Quadlet files of rootful services, are installed as\n"
                   "`<prefix>-<service>-<name>`, so that two services or sites can never overwrite each other's units. "
                   "Their\n"
                   "text is carried as it is: where one names another, it must say the whole name, as\n"
                   "`@@PREFIX@@-@@SERVICE@@-name`. With the short name systemd finds no such unit, or an unrelated one "
                   "of the\n"
                   "operating system. Templates that are named by their stem alone (`x.timer` for `x.service`) need "
                   "nothing.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["cert"]

== services/cert/units/root/fetch.service
[Service]
Type=oneshot
ExecStart=/usr/bin/true

== services/cert/units/root/reload.service
[Unit]
After=fetch.service

[Service]
Type=oneshot
ExecStart=/usr/bin/true
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["cert"]

== services/cert/units/root/fetch.service
[Service]
Type=oneshot
ExecStart=/usr/bin/true

== services/cert/units/root/reload.service
[Unit]
After=@@PREFIX@@-@@SERVICE@@-fetch.service

[Service]
Type=oneshot
ExecStart=/usr/bin/true
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
