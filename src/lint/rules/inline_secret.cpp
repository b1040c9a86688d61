#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

constexpr std::array<std::string_view, 6> telling = {"PASSWORD", "PASSWD", "SECRET", "TOKEN", "API_KEY", "PRIVATE_KEY"};

/// Is a variable of that name a secret, and this value one? A path or the name of another place is none.
bool is_secret(std::string_view name, std::string_view value) {
    std::string upper(name);
    for (char& c : upper)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    const bool told = std::ranges::any_of(telling, [&](std::string_view word) { return upper.ends_with(word); });
    return told && !value.empty() && !value.starts_with('/') && !value.contains("@@") && !value.starts_with('$') &&
           !value.starts_with('%');
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const Unit& unit : context.units()) {
        for (const std::string_view section : {"Container", "Service"}) {
            for (const syntax::UnitEntry* entry : all_values(unit, section, "Environment")) {
                for (const std::string& word : syntax::unit_words(entry->value)) {
                    const size_t equals = word.find('=');
                    if (equals == std::string::npos) continue;
                    const std::string_view name = std::string_view(word).substr(0, equals);
                    if (!is_secret(name, std::string_view(word).substr(equals + 1))) continue;
                    // The line itself would show the value.
                    const Span at{.file = entry->key_at.file, .begin = 0, .end = 0};
                    const size_t line = context.sources().position(at.file, entry->key_at.begin).line;
                    report.add({.code = info.code,
                                .severity = info.severity,
                                .message = concat("line ", line, " has the value of `", visible(name), "` in clear"),
                                .at = at,
                                .help = concat("move it to an env file of `[secrets] env`, with `nagaya secret set ",
                                               unit.service->name, ' ', unit.service->name, ".env`")});
                }
            }
        }
    }
}

}  // namespace

extern const Rule inline_secret = {
    .info =
        {
            .code = "inline-secret",
            .summary = "a password stands in a unit in clear",
            .why = "`Environment=` of a Quadlet file is in the repository, in the unit on the host, which others can "
                   "read, and in every listing of\n"
                   "it. Put such a value into an env file of `[secrets] env`, or make it a file.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
age = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Environment=DB_PASSWORD=hunter2

[Install]
WantedBy=default.target
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
age = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
services = ["web"]

== services/web/service.toml
[secrets]
env = ["web.env"]

== ../secrets/web/web.env
DB_PASSWORD=hunter2

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
