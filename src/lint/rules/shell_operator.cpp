#include <algorithm>
#include <array>
#include <optional>

#include "base/byte_set.hpp"
#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

constexpr auto operators = std::to_array<std::string_view>({"&&", "||", "|", ">", ">>", "2>", "2>&1", "<", "&>", "&"});
constexpr ByteSet operator_bytes("&|<>");
constexpr auto container_keys = std::to_array<std::string_view>({"Exec", "ReloadCmd"});
constexpr auto service_keys = std::to_array<std::string_view>(
    {"ExecStartPre", "ExecStart", "ExecStartPost", "ExecStop", "ExecStopPost", "ExecReload", "ExecCondition"});

/// The first operator that stands outside of quotes, as a word of its own.
std::optional<Word> find_operator(const Sources& sources, Span at) {
    char quote = 0;
    bool option = false;  // "--delimiter |"
    for (const Word& word : words_at(sources, at)) {
        if (quote == 0 && !option && std::ranges::find(operators, word.value) != operators.end()) return word;
        option = word.value.starts_with("--") && !word.value.contains('=');
        for (size_t i = 0; i < word.value.size(); ++i) {
            const char c = word.value[i];
            if (c == '\\')
                ++i;
            else if (quote != 0 ? c == quote : c == '"' || c == '\'')
                quote = quote != 0 ? '\0' : c;
        }
    }
    return std::nullopt;
}

void check(const Context& context, const RuleInfo& info, Report& report) {
    const auto look = [&](const Unit& unit, std::string_view section, std::string_view key) {
        for (const auto* entry : all_values(unit, section, key)) {
            if (!operator_bytes.any_in(entry->value)) continue;
            const auto found = find_operator(context.sources(), entry->value_at);
            if (!found) continue;
            report.add({.code = info.code,
                        .severity = info.severity,
                        .message = concat("no shell reads `", key, "=`: `", found->value, "` is an argument"),
                        .at = found->at,
                        .help = concat("put the command between quotes behind `", section == "Service" ? "/bin/" : "",
                                       "sh -c`")});
        }
    };
    for (const Unit& unit : context.units()) {
        for (const std::string_view key : container_keys) look(unit, "Container", key);
        for (const std::string_view key : service_keys) look(unit, "Service", key);
    }
}

}  // namespace

extern const Rule shell_operator = {
    .info =
        {
            .code = "shell-operator",
            .summary = "a command uses what only a shell understands",
            .why = "Neither systemd nor Podman starts a shell for a command: `&&`, `|`, `>` and `;` are arguments like "
                   "all others, and the\n"
                   "program gets them as words that it does not know, or does nothing with them at all. Let a shell "
                   "read it: `sh -c '… &&\n"
                   "…'`. In a unit of systemd, `ExecStartPre=` may stand several times, one command a line.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Exec=nginx-prepare && nginx -g "daemon off;"

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
Exec=sh -c 'nginx-prepare && nginx -g "daemon off;"'

[Install]
WantedBy=default.target
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
