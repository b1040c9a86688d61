#include <algorithm>
#include <array>

#include "base/byte_set.hpp"
#include "base/text.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// Commands that run in the container; Quadlet puts them into the ExecStart= of its unit as they are.
constexpr auto commands =
    std::to_array<std::string_view>({"Exec", "Entrypoint", "HealthCmd", "HealthStartupCmd", "ReloadCmd"});

/// Further keys that reach the same line; there only ${NAME} is replaced.
constexpr auto others =
    std::to_array<std::string_view>({"Image", "PublishPort", "Volume", "Mount", "Network", "ContainerName", "HostName",
                                     "Environment", "EnvironmentFile", "Label", "User", "PodmanArgs"});

/// What systemd gives to every service of an account (systemd.exec(5), "Environment variables in spawned processes").
constexpr auto given =
    std::to_array<std::string_view>({"HOME", "USER", "LOGNAME", "SHELL", "PATH", "LANG", "MAINPID", "XDG_RUNTIME_DIR",
                                     "INVOCATION_ID", "DBUS_SESSION_BUS_ADDRESS", "PODMAN_SYSTEMD_UNIT"});

/// What such a part begins with.
constexpr ByteSet filled_in("$%");

constexpr std::string_view nothing = "systemd fills in what it has of that name on the host, and that is nothing";

bool in_name(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

class CommandCheck {
public:
    CommandCheck(const Context& context, const RuleInfo& info, Report& report)
        : context_(context), info_(info), report_(report) {}

    void unit(const Unit& unit) const {
        if (std::ranges::none_of(unit.lines, [](const UnitLine& line) { return filled_in.any_in(line.entry->value); }))
            return;
        const bool knows = !all_values(unit, "Service", "EnvironmentFile").empty() ||
                           !all_values(unit, "Service", "PassEnvironment").empty();
        for (const std::string_view key : commands)
            for (const syntax::UnitEntry* entry : all_values(unit, "Container", key)) {
                if (!knows) variables(unit, *entry);
                times(*entry);
            }
        if (knows) return;
        for (const std::string_view key : others)
            for (const syntax::UnitEntry* entry : all_values(unit, "Container", key))
                if (entry->value.contains("${")) variables(unit, *entry);
    }

private:
    /// Does a line of [Service] set the variable for systemd?
    static bool is_set(const Unit& unit, std::string_view name) {
        if (std::ranges::find(given, name) != given.end()) return true;
        return std::ranges::any_of(all_values(unit, "Service", "Environment"), [&](const syntax::UnitEntry* entry) {
            return entry->value.contains(concat(name, "="));
        });
    }

    /// systemd replaces ${NAME} anywhere, and $NAME where it is a whole argument.
    void variables(const Unit& unit, const syntax::UnitEntry& entry) const {
        const bool is_command = std::ranges::find(commands, entry.key) != commands.end();
        const bool split = entry.key == "Exec" || entry.key == "ReloadCmd";  // the others are one argument
        const std::string_view text = context_.sources().text(entry.value_at);
        if (!text.contains('$')) return;
        char quote = 0;
        for (size_t at = 0; at < text.size(); ++at) {
            const char c = text[at];
            if (c == '\\' || text.substr(at).starts_with("$$")) {
                ++at;
            } else if (quote != 0 ? c == quote : split && (c == '"' || c == '\'')) {
                quote = quote != 0 ? 0 : c;
            } else if (c == '$') {
                const bool braces = text.substr(at).starts_with("${");
                const size_t begin = at + (braces ? 2 : 1);
                size_t end = begin;
                while (end < text.size() && in_name(text[end])) ++end;
                if (end == begin || (braces && (end == text.size() || text[end] != '}'))) continue;
                const size_t behind = braces ? end + 1 : end;
                if ((!braces && !is_argument(text, at, behind, split, quote)) ||
                    is_set(unit, text.substr(begin, end - begin)))
                    continue;
                if (is_command)
                    tell(entry, at, behind, nothing, "$");
                else if (braces)
                    tell_unset(entry, at, behind, text.substr(begin, end - begin));
            }
        }
    }

    /// Is the text from `begin` to `end`, inside of quotes of that kind (0 for none), an argument of its own?
    static bool is_argument(std::string_view text, size_t begin, size_t end, bool split, char quote) {
        if (!split) return begin == 0 && end == text.size();
        const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\n'; };
        if (quote != 0) {
            if (begin == 0 || text[begin - 1] != quote || end >= text.size() || text[end] != quote) return false;
            --begin;
            ++end;
        }
        return (begin == 0 || is_blank(text[begin - 1])) && (end >= text.size() || is_blank(text[end]));
    }

    /// date +%Y-%m-%d: %Y, %m and %d are specifiers (systemd.unit(5)).
    void times(const syntax::UnitEntry& entry) const {
        constexpr std::string_view specifiers = "aAbBCdDEfgGhHiIjJlLmMnNopPqsStTuUvVwWyY";
        const std::string_view text = context_.sources().text(entry.value_at);
        for (size_t at = text.find("+%"); at != std::string_view::npos; at = text.find("+%", at + 2)) {
            const size_t sign = at + 1;
            const size_t end = std::min(text.find_first_of(" '\"", sign), text.size());
            const std::string_view format = text.substr(sign, end - sign);
            bool replaced = false;
            for (size_t i = 0; i + 1 < format.size(); ++i)
                replaced = replaced || (format[i] == '%' && specifiers.contains(format[i + 1]));
            if (!replaced || format.contains("%%")) continue;
            tell(entry, sign, end, "systemd replaces its specifiers in it, before the program sees a format", "%");
        }
    }

    void tell_unset(const syntax::UnitEntry& entry, size_t begin, size_t end, std::string_view name) const {
        const Span at{.file = entry.value_at.file,
                      .begin = entry.value_at.begin + static_cast<uint32_t>(begin),
                      .end = entry.value_at.begin + static_cast<uint32_t>(end)};
        report_.add({.code = info_.code,
                     .severity = info_.severity,
                     .message = concat("`", visible(context_.sources().text(at)), "`: ", nothing),
                     .at = at,
                     .help = concat("write the value, set it with `Environment=", visible(name),
                                    "=…` under [Service], or write `$$` where a dollar sign is meant")});
    }

    void tell(const syntax::UnitEntry& entry, size_t begin, size_t end, std::string_view what,
              std::string_view sign) const {
        const Span at{.file = entry.value_at.file,
                      .begin = entry.value_at.begin + static_cast<uint32_t>(begin),
                      .end = entry.value_at.begin + static_cast<uint32_t>(end)};
        const std::string_view part = context_.sources().text(at);
        std::string doubled;
        for (const char c : part) doubled += c == sign[0] ? concat(sign, c) : std::string(1, c);
        report_.add({.code = info_.code,
                     .severity = info_.severity,
                     .message = concat("`", visible(part), "`: ", what),
                     .at = at,
                     .help = concat("write `", visible(doubled), "`"),
                     .fixes = {{.at = at, .replacement = doubled}}});
    }

    const Context& context_;
    const RuleInfo& info_;
    Report& report_;
};

void check(const Context& context, const RuleInfo& info, Report& report) {
    const CommandCheck commands_of(context, info, report);
    for (const Unit& unit : context.units())
        if (unit.kind == UnitKind::container && unit.quadlet()) commands_of.unit(unit);
}

}  // namespace

extern const Rule filled_in_on_host = {
    .info =
        {
            .code = "filled-in-on-host",
            .summary = "a part of a container's command or settings is filled in on the host",
            .why = "Quadlet hands commands to `podman run` in a line that systemd reads: it replaces `${NAME}` by "
                   "variables of the host's\n"
                   "service, which has none of the container's, and `%Y` and the like by its own specifiers. "
                   "`$${NAME}` and `%%Y` reach\n"
                   "the container. So does `PublishPort=${PORT}:80`: what an `.env` file is for Compose, "
                   "`Environment=` or\n"
                   "`EnvironmentFile=` under `[Service]` is for systemd.",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["db"]

== services/db/db.container
[Container]
Image=docker.io/library/postgres:17
Environment=POSTGRES_USER=shop
Volume=data.volume:/var/lib/postgresql/data
HealthCmd=pg_isready -U ${POSTGRES_USER}

[Install]
WantedBy=default.target

== services/db/data.volume
[Volume]
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["db"]

== services/db/db.container
[Container]
Image=docker.io/library/postgres:17
Environment=POSTGRES_USER=shop
Volume=data.volume:/var/lib/postgresql/data
HealthCmd=pg_isready -U $${POSTGRES_USER}

[Install]
WantedBy=default.target

== services/db/data.volume
[Volume]
)",
            .severity = Severity::warning,
        },
    .check = check,
};

}  // namespace nagaya::lint
