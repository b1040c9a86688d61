#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/quadlet_keys.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// The first backslash that begins no escape of systemd.syntax(7), as an offset in `text`.
size_t find_bad_escape(std::string_view text) {
    constexpr std::string_view known = "abfnrtv\\\"'sxuU01234567";
    for (size_t at = text.find('\\'); at != std::string_view::npos; at = text.find('\\', at)) {
        if (at + 1 >= text.size()) return std::string_view::npos;
        const char next = text[at + 1];
        if (next != '\n' && next != '\r' && !known.contains(next)) return at;
        at += 2;
    }
    return std::string_view::npos;
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        if (!unit.quadlet()) continue;
        for (const syntax::UnitSection& section : sections_of(unit)) {
            for (const syntax::UnitEntry& entry : section.entries) {
                if (!entry.value.contains('\\')) continue;
                const QuadletKey* key = find_quadlet_key(section.name, entry.key);
                if (key == nullptr || (key->kind != ValueKind::arguments && key->kind != ValueKind::last_arguments &&
                                       key->kind != ValueKind::words && key->kind != ValueKind::pairs))
                    continue;
                const size_t bad = find_bad_escape(context.sources().text(entry.value_at));
                if (bad == std::string_view::npos) continue;
                const uint32_t begin = entry.value_at.begin + static_cast<uint32_t>(bad);
                report.add({.code = info.code,
                            .severity = info.severity,
                            .message = concat("Quadlet drops `", entry.key, "=`: this is no escape that it knows"),
                            .at = {.file = entry.value_at.file, .begin = begin, .end = begin + 2},
                            .help = "write the backslash twice",
                            .fixes = {{.at = {.file = entry.value_at.file, .begin = begin, .end = begin},
                                       .replacement = "\\",
                                       .safe = true}}});
            }
        }
    }
}

}  // namespace

extern const Rule bad_escape = {
    .info =
        {
            .code = "bad-escape",
            .summary = "a backslash makes Quadlet drop a whole value",
            .why = "Values are read with the escapes of systemd, also inside single quotes: `\\n`, `\\t`, `\\\\`, "
                   "`\\x41`, `\\s` … Another\n"
                   "letter behind a backslash, such as `\\d` of a regular expression, and Quadlet drops the line "
                   "without a word: the\n"
                   "container starts without its arguments. Write `\\\\d`.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Exec=grep \d /data

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
Exec=grep \\d /data

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
