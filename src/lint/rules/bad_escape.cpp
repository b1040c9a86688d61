#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/quadlet_keys.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// Do `count` digits of that base stand at the front, and are they more than 0 and no more than `most`?
bool is_code(std::string_view text, size_t count, unsigned base, uint32_t most) {
    if (text.size() < count) return false;
    uint64_t value = 0;
    for (const char c : text.substr(0, count)) {
        size_t digit = std::string_view("0123456789abcdefABCDEF").find(c);
        if (digit != std::string_view::npos && digit > 15) digit -= 6;
        if (digit >= base) return false;
        value = value * base + digit;
    }
    return value > 0 && value <= most;
}

/// Is what stands behind a backslash an escape of systemd.syntax(7)? NUL has none.
bool is_escape(std::string_view text) {
    switch (text[0]) {
        case 'x': return is_code(text.substr(1), 2, 16, 0xff);
        case 'u': return is_code(text.substr(1), 4, 16, 0xffff);
        case 'U': return is_code(text.substr(1), 8, 16, 0x10ffff);
        default: return std::string_view("abfnrtv\\\"'s\n\r").contains(text[0]) || is_code(text, 3, 8, 0xff);
    }
}

/// The first backslash that begins no escape, as an offset in `text`.
size_t find_bad_escape(std::string_view text) {
    for (size_t at = text.find('\\'); at != std::string_view::npos; at = text.find('\\', at)) {
        if (at + 1 >= text.size()) return std::string_view::npos;
        if (!is_escape(text.substr(at + 1))) return at;
        at += 2;
    }
    return std::string_view::npos;
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_quadlet_line(context, [&](const UnitLine& line) {
        const syntax::UnitEntry& entry = *line.entry;
        if (line.key == nullptr || !reads_words(*line.key)) return;
        if (!entry.value.contains('\\')) return;
        const size_t bad = find_bad_escape(context.sources().text(entry.value_at));
        if (bad == std::string_view::npos) return;
        const uint32_t begin = entry.value_at.begin + static_cast<uint32_t>(bad);
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("Quadlet drops `", entry.key, "=`: this is no escape that it knows"),
                    .at = {.file = entry.value_at.file, .begin = begin, .end = begin + 2},
                    .help = "write the backslash twice",
                    .fixes = {{.at = {.file = entry.value_at.file, .begin = begin, .end = begin},
                               .replacement = "\\",
                               .safe = true}}});
    });
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
