#include "lint/loose.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace nagaya::lint {
namespace {

/// What is said instead. "{}" is what the finding names first in backticks.
struct Wording {
    std::string_view code;
    std::string_view help;
    std::string_view message = {};  ///< "" = the rule's own
    bool warning = false;           ///< right on some hosts
    std::string_view of = {};       ///< how the help begins that `help` takes the place of; "" = any
};

/// They compare with service.toml, or with what a site's account is and has.
constexpr auto of_sites = std::to_array<std::string_view>({
    "low-account-id",
    "missing-file",
    "pointless-privilege",
    "prefix-breaks-unit",
    "redirect-to-loopback",
    "undeclared-data",
    "undeclared-mount",
    "unkept-data",
    "unlisted-secret",
    "unpublished-port",
    "user-outside-account",
});

static_assert(std::ranges::is_sorted(of_sites));

// Sorted by code.
constexpr auto wordings = std::to_array<Wording>({
    {"database-without-owner", "add the option `U`"},
    {"inline-secret", "store it with `podman secret create`, and hand it over with `Secret=NAME,type=env,target={}`",
     "", false, "move it"},
    {"missing-health-check", "add `HealthCmd=`"},
    {"privileged-port", "publish a port from 1024 on, or lower `net.ipv4.ip_unprivileged_port_start` on the host",
     "only root can publish this port", true},
    {"pull-at-start", "write `missing`; `podman pull` or `podman auto-update` fetch what is newer"},
    {"relative-path", "add it, or write the path of what is meant", "there is no `{}` beside the unit"},
    {"relative-volume", "add it, or write the path of what is meant", "there is no `{}` beside the unit"},
    {"sandboxed-podman",
     "take it out unless root's podman runs the file; what the program may do is said under [Container]"},
    {"service-user",
     "put the file below ~/.config/containers/systemd of the user who is to run it, and name the user inside the "
     "container in `[Container]`"},
    {"start-contradiction", "write `WantedBy=default.target` under [Install]", "nothing starts `{}` after a reboot"},
    {"user-manager-dependency", "in a user's directory it takes no effect; `default.target` is in both", "", true},
});
static_assert(std::ranges::is_sorted(wordings, {}, &Wording::code));

struct Phrase {
    std::string_view of_site;
    std::string_view without;
};

constexpr auto phrases = std::to_array<Phrase>({
    {" among the Quadlet files of account `quadlets` on host `host`", " beside it"},
    {"of account `quadlets`", "of a user"},
    {"account `quadlets`", "a user"},
    {"of service `quadlets`", "here"},
    {"services/quadlets/", ""},
    {"then set `podman` in its file", "then check with `--podman`"},
    {" on host `host`", ""},
    {" of host `host`", ""},
});

/// Is a phrase of a site in it? In most findings there is none.
bool speaks_of_site(std::string_view text) {
    for (size_t at = text.find('`'); at != std::string_view::npos; at = text.find('`', at + 1)) {
        const std::string_view word = text.substr(at + 1);
        if (word.starts_with("quadlets`") || word.starts_with("host`") || word.starts_with("podman` in its file"))
            return true;
    }
    return text.contains("/quadlets/");
}

/// Where the phrase stands in `text` from `begin` on. Its backtick is looked for, which is rare, and not its first letter.
size_t find_phrase(std::string_view text, std::string_view phrase, size_t begin) {
    const size_t tick = std::min(phrase.find('`'), phrase.size());
    if (tick == phrase.size()) return text.find(phrase, begin);
    const std::string_view tail = phrase.substr(tick);
    for (size_t at = text.find(tail, begin + tick); at != std::string_view::npos; at = text.find(tail, at + 1))
        if (text.substr(at - tick, tick) == phrase.substr(0, tick)) return at - tick;
    return std::string_view::npos;
}

void put_phrases(std::string& text) {
    if (!speaks_of_site(text)) return;
    for (const Phrase& phrase : phrases)
        for (size_t at = find_phrase(text, phrase.of_site, 0); at != std::string::npos;
             at = find_phrase(text, phrase.of_site, at + phrase.without.size()))
            text.replace(at, phrase.of_site.size(), phrase.without);
}

/// Is something there? What is outside of the directory is not known, and taken to be there.
bool leads_to(const Diagnostic& finding, const Sources& sources, const IsThere& is_there) {
    const std::string_view path = sources.text(finding.at);
    return std::ranges::count(split(path, '/'), "..") > 0 || is_there(sources.path(finding.at.file), path);
}

std::string with_name(std::string_view words, std::string_view message) {
    const size_t hole = words.find("{}");
    if (hole == std::string_view::npos) return std::string(words);
    const size_t begin = std::min(message.find('`'), message.size() - 1) + 1;
    const std::string_view name = message.substr(begin, message.find('`', begin) - begin);
    return concat(words.substr(0, hole), name, words.substr(hole + 2));
}

}  // namespace

std::span<const std::string_view> rules_of_sites() { return of_sites; }

bool say_without_site(Diagnostic& finding, const Sources& sources, const IsThere& is_there) {
    if (std::ranges::binary_search(of_sites, finding.code)) return false;
    if ((finding.code == "relative-path" || finding.code == "relative-volume") && leads_to(finding, sources, is_there))
        return false;
    // The directory may be root's, where a bridge is what containers have.
    if (finding.code == "address-without-bridge" && finding.severity == Severity::warning) return false;
    // Units of the system are found there: only a slip of the pen is sure.
    if (finding.code == "unknown-needed-unit" && !finding.help.starts_with("did you mean")) return false;
    const auto wording = std::ranges::lower_bound(wordings, finding.code, {}, &Wording::code);
    if (wording != wordings.end() && wording->code == finding.code) {
        if (finding.help.starts_with(wording->of)) finding.help = with_name(wording->help, finding.message);
        if (!wording->message.empty()) finding.message = with_name(wording->message, finding.message);
        if (wording->warning && finding.severity == Severity::error) finding.severity = Severity::warning;
    }
    put_phrases(finding.message);
    put_phrases(finding.help);
    for (Label& label : finding.labels) put_phrases(label.message);
    return true;
}

}  // namespace nagaya::lint
