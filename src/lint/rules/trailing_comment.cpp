#include "lint/trailing_comment.hpp"
#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

void check_entry(const Context& context, const syntax::UnitEntry& entry, const RuleInfo& info, Report& report) {
    const auto comment = find_trailing_comment(entry);
    if (!comment) return;
    const std::string_view written = context.sources().text(entry.value_at);
    if (written != entry.value) return;  // of several lines it has no one place
    const std::string_view value = trim(written.substr(0, *comment));
    const auto begin = entry.value_at.begin + static_cast<uint32_t>(value.size());
    const Span rest{.file = entry.value_at.file, .begin = begin, .end = entry.value_at.end};
    const std::string_view text = written.substr(*comment);
    Diagnostic finding = {
        .code = info.code,
        .severity = info.severity,
        .message = concat("`", visible(text), "` is part of the value, and no comment"),
        .at = {.file = rest.file, .begin = entry.value_at.begin + static_cast<uint32_t>(*comment), .end = rest.end},
        .help = "put it on a line of its own"};
    // What looks like a comment may belong to a command; "#NOSTART" on a line of its own would mean something.
    const bool safe = !holds_command(entry.key);
    if (!text.starts_with("#NOSTART"))
        finding.fixes = {{.at = {.file = rest.file, .begin = entry.key_at.begin, .end = entry.key_at.begin},
                          .replacement = concat("#", text.substr(1), "\n"),
                          .safe = safe},
                         {.at = rest, .replacement = "", .safe = safe}};
    report.add(std::move(finding));
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units())
        for (const UnitLine& line : unit.lines) check_entry(context, *line.entry, info, report);
}

}  // namespace

extern const Rule trailing_comment = {
    .info =
        {
            .code = "trailing-comment",
            .summary = "a comment stands behind a value",
            .why = "Unit files know comments only on lines of their own. What stands behind a value belongs to it: "
                   "`Volume=/srv/x:/x #\n"
                   "data` mounts at `/x # data`, where no program looks, and of `Exec=nginx # web` the program gets "
                   "`#` and `web` as\n"
                   "arguments.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Volume=web.volume:/var/cache/nginx # grows

[Install]
WantedBy=default.target

== services/web/web.volume
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
# grows
Volume=web.volume:/var/cache/nginx

[Install]
WantedBy=default.target

== services/web/web.volume
[Volume]
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
