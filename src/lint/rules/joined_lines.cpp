#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_quadlet_line(context, [&](const UnitLine& line) {
        const syntax::UnitEntry& entry = *line.entry;
        if (entry.value_at.end - entry.value_at.begin == entry.value.size()) return;  // on one line
        const std::string_view text = context.sources().text(entry.value_at);
        for (size_t at = text.find("\\\n"); at != std::string_view::npos; at = text.find("\\\n", at + 2)) {
            const char before = at > 0 ? text[at - 1] : ' ';
            const char after = at + 2 < text.size() ? text[at + 2] : ' ';
            if (before == ' ' || before == '\t' || after == ' ' || after == '\t' || after == '#' || after == ';')
                continue;
            if (before == ',' || before == ':' || before == '\\') continue;  // meant to be one word
            const uint32_t begin = entry.value_at.begin + static_cast<uint32_t>(at);
            report.add(
                {.code = info.code,
                 .severity = info.severity,
                 .message = concat("the words around this line end become one in `", entry.key, "=`"),
                 .at = {.file = entry.value_at.file, .begin = begin, .end = begin + 1},
                 .help = "put a blank in front of the backslash",
                 .fixes = {{.at = {.file = entry.value_at.file, .begin = begin, .end = begin}, .replacement = " "}}});
        }
    });
}

}  // namespace

extern const Rule joined_lines = {
    .info =
        {
            .code = "joined-lines",
            .summary = "two lines of a Quadlet become one word",
            .why = "In Quadlet files a backslash at the end of a line joins it with the next without a blank: `one\\` "
                   "and `two` are\n"
                   "`onetwo`. systemd would put a blank there. Write one in front of the backslash, or at the "
                   "beginning of the next line.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Exec=serve\
--port 80

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
Exec=serve \
--port 80

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
