#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/quadlet_keys.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check_file(const syntax::UnitFile& file, const RuleInfo& info, Report& report) {
    std::vector<std::pair<const QuadletKey*, const syntax::UnitEntry*>> seen;  // no longer than the table of keys
    for (const syntax::UnitSection& section : file.sections) {
        for (const syntax::UnitEntry& entry : section.entries) {
            const QuadletKey* key = find_quadlet_key(section.name, entry.key);
            const bool single =
                key != nullptr && (key->kind == ValueKind::last || key->kind == ValueKind::boolean ||
                                   key->kind == ValueKind::number || key->kind == ValueKind::last_arguments);
            if (!single) continue;
            auto known = std::ranges::find(seen, key, [](const auto& pair) { return pair.first; });
            if (known == seen.end()) known = seen.insert(known, {key, nullptr});
            const syntax::UnitEntry*& before = known->second;
            if (before != nullptr && !before->value.empty() && !entry.value.empty())
                report.add({.code = info.code,
                            .severity = info.severity,
                            .message = concat("this `", entry.key, "=` does nothing"),
                            .at = before->key_at,
                            .labels = {{.at = entry.key_at, .message = "this one counts"}},
                            .help = "take one of them out"});
            before = &entry;
        }
    }
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units())
        if (unit.quadlet()) check_file(*unit.file, info, report);
}

}  // namespace

extern const Rule repeated_key = {
    .info =
        {
            .code = "repeated-key",
            .summary = "a key stands twice, and only the last line counts",
            .why = "Keys that have one value do not add up: the last line wins, and the first one does nothing. In a "
                   "drop-in that is how a\n"
                   "value is replaced; in one file it is mostly a mistake.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
ContainerName=front
ContainerName=web

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
ContainerName=web

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
