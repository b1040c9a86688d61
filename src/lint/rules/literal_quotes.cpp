#include <optional>
#include <string>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/quadlet_keys.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

bool is_quoted(std::string_view text) {
    return text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
}

/// The value without the quotes around it, or around its parts between colons; nothing when there are none.
std::optional<std::string> unquoted(std::string_view value) {
    if (!value.contains('"') && !value.contains('\'')) return std::nullopt;
    const auto bare = [](std::string_view text) { return is_quoted(text) ? text.substr(1, text.size() - 2) : text; };
    std::string joined;
    for (const std::string_view part : split(value, ':')) joined += concat(bare(part), ":");
    joined.pop_back();
    if (joined.size() == value.size()) joined = bare(value);
    return joined.size() < value.size() ? std::optional(std::move(joined)) : std::nullopt;
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    each_quadlet_line(context, [&](const UnitLine& line) {
        if (line.key == nullptr || line.key->kind != ValueKind::list) return;
        const syntax::UnitEntry& entry = *line.entry;
        auto bare = unquoted(entry.value);
        if (!bare) return;
        report.add({.code = info.code,
                    .severity = info.severity,
                    .message = concat("the quotes become part of `", entry.key, "=`"),
                    .at = entry.value_at,
                    .help = "write it without quotes",
                    .fixes = {{.at = entry.value_at, .replacement = *std::move(bare), .safe = true}}});
    });
}

}  // namespace

extern const Rule literal_quotes = {
    .info =
        {
            .code = "literal-quotes",
            .summary = "quotes become part of a value",
            .why = "Quadlet hands each line of `PublishPort=`, `Volume=`, `Network=` and the like to Podman as it is, "
                   "with its quotes:\n"
                   "`Volume=\"/a:/b\"` is a volume called `\"/a`. Write the value without them.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
PublishPort="127.0.0.1:8080:80"

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
PublishPort=127.0.0.1:8080:80

[Install]
WantedBy=default.target
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
