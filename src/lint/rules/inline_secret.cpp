#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

/// Is a variable of that name a secret, and this value one? A path or the name of another place is none.
bool is_secret(std::string_view name, std::string_view value) {
    if (value.empty() || value.starts_with('/') || value.contains("@@") || value.starts_with('$') ||
        value.starts_with('%'))
        return false;
    return (names_secret(name) && !is_switch(value)) || looks_random(value);
}

/// The password of "scheme://user:password@host", as an offset and a length in `text`; nothing without one.
std::optional<std::pair<size_t, size_t>> password_of_url(std::string_view text) {
    const size_t scheme = text.find("://");
    if (scheme == std::string_view::npos) return std::nullopt;
    const size_t host = text.find('@', scheme + 3);
    const size_t colon = text.find(':', scheme + 3);
    if (host == std::string_view::npos || colon == std::string_view::npos || colon > host || colon + 1 == host)
        return std::nullopt;
    const std::string_view inside = text.substr(scheme + 3, host - scheme - 3);
    const std::string_view password = text.substr(colon + 1, host - colon - 1);
    if (inside.contains('/') || inside.contains('@') || password.starts_with('$') || password.contains("@@"))
        return std::nullopt;
    return std::pair{colon + 1, password.size()};
}

/// Where the hash of a password begins, as crypt(5) and htpasswd write it, alone or behind "user:"; Compose doubles the "$".
std::optional<size_t> hash_in(std::string_view text) {
    constexpr auto marks = std::to_array<std::string_view>({"$2a$", "$2b$", "$2y$", "$apr1$", "$1$", "$5$", "$6$",
                                                            "$y$", "$argon2", "{SHA}", "{SSHA}", "$$2a$$", "$$2b$$",
                                                            "$$2y$$", "$$apr1$$", "$$1$$", "$$5$$", "$$6$$"});
    if (text.size() < 19) return std::nullopt;
    for (const std::string_view mark : marks) {
        const size_t at = text.find(mark);
        if (at == std::string_view::npos || (at > 0 && text[at - 1] != ':')) continue;
        if (text.size() > at + mark.size() + 15) return at;
    }
    return std::nullopt;
}

class Finder {
public:
    Finder(const Context& context, const RuleInfo& info, Report& report)
        : context_(context), info_(info), report_(report) {}

    void check(const Unit& unit) {
        for (const std::string_view section : {"Container", "Service", "Pod", "Build"})
            for (const syntax::UnitEntry* entry : all_values(unit, section, "Environment"))
                for (const Word& word : words_at(context_.sources(), entry->value_at, "\"'"))
                    check_assignment(unit, word);
        for (const std::string_view key : {"Label", "Annotation"})
            for (const syntax::UnitEntry* entry : all_values(unit, section_of(unit.kind), key)) check_label(*entry);
        for (const std::string_view key : {"Exec", "PodmanArgs"})
            for (const syntax::UnitEntry* entry : all_values(unit, "Container", key)) check_arguments(unit, *entry);
    }

private:
    /// "--password=…", and of Podman's "-e NAME=…" and "--env=NAME=…".
    void check_arguments(const Unit& unit, const syntax::UnitEntry& entry) {
        if (!entry.value.contains('=')) return;
        constexpr std::string_view env = "--env=";
        const bool podman = entry.key == "PodmanArgs";
        std::string_view before;
        for (Word word : words_at(context_.sources(), entry.value_at, "\"'")) {
            const bool assigns = podman && (before == "-e" || before == "--env" || word.value.starts_with(env));
            before = word.value;
            if (assigns && word.value.starts_with(env)) {
                word.value.remove_prefix(env.size());
                word.at.begin += static_cast<uint32_t>(env.size());
            }
            if (assigns || word.value.starts_with('-')) check_assignment(unit, word);
        }
    }

    /// A reverse proxy takes its users from labels, "traefik.….basicauth.users=admin:$apr1$…", a dashboard its keys.
    void check_label(const syntax::UnitEntry& entry) {
        for (const Word& word : words_at(context_.sources(), entry.value_at, "\"'")) {
            const size_t equals = word.value.find('=');
            if (equals == std::string_view::npos) continue;
            const std::string_view name = word.value.substr(0, equals);
            const std::string_view value = word.value.substr(equals + 1);
            const std::string_view last = name.substr(name.rfind('.') + 1);
            const bool named = names_secret(last) && !value.contains("{{") && is_secret(last, value);
            const auto hash = hash_in(value);
            if (!hash && !named) continue;
            Span at = word.at;
            at.begin += static_cast<uint32_t>(equals + 1 + hash.value_or(0));
            tell(name, at,
                 "a label hides nothing: name a file that holds it, such as `basicauth.usersfile`, and make that a "
                 "secret");
        }
    }

    void check_assignment(const Unit& unit, const Word& word) {
        const size_t equals = word.value.find('=');
        if (equals == std::string_view::npos) return;
        std::string_view name = word.value.substr(0, equals);
        while (name.starts_with('-')) name.remove_prefix(1);
        Span at = word.at;
        at.begin += static_cast<uint32_t>(equals) + 1;
        const std::string_view value = context_.sources().text(at);
        if (const auto password = password_of_url(value)) {
            at.begin += static_cast<uint32_t>(password->first);
            at.end = at.begin + static_cast<uint32_t>(password->second);
        } else if (const auto hash = hash_in(value)) {
            at.begin += static_cast<uint32_t>(*hash);
        } else if (!is_secret(name, value)) {
            return;
        }
        tell(name, at,
             concat("move it to an env file of `[secrets] env`, with `nagaya secret set ", unit.service->name, ' ',
                    unit.service->name, ".env`"));
    }

    void tell(std::string_view name, Span at, std::string help) {
        report_.add({.code = info_.code,
                     .severity = info_.severity,
                     .message = concat("the value of `", visible(name), "` stands here in clear"),
                     .at = at,
                     .help = std::move(help),
                     .conceal = true});
    }

    const Context& context_;
    const RuleInfo& info_;
    Report& report_;
};

void check(const Context& context, const RuleInfo& info, Report& report) {
    Finder finder(context, info, report);
    for (const Unit& unit : context.units()) finder.check(unit);
}

}  // namespace

extern const Rule inline_secret = {
    .info =
        {
            .code = "inline-secret",
            .summary = "a password stands in a unit in clear",
            .why = "`Environment=` of a Quadlet file is in the repository, in the unit on the host, which others can "
                   "read, and in every\n"
                   "listing of it; a word of `Exec=` or `PodmanArgs=` is in the list of processes as well. Put such a "
                   "value into an env\n"
                   "file of `[secrets] env`, or make it a file. Labels are listed like the environment: the hash of a "
                   "password in one\n"
                   "can be guessed at in peace. A value counts as a secret by the name of its "
                   "variable, or because it has\n"
                   "too much chance in it to be a word.",
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
