#include "lint/loose.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace nagaya::lint {
namespace {

/// What is said instead. "{}" is what the finding names first in backticks.
struct Wording {
    std::string_view code;
    std::string_view help;          ///< "" = nothing is told at all
    std::string_view message = {};  ///< "" = the rule's own
    bool warning = false;           ///< right on some hosts
    std::string_view of = {};       ///< how the help begins that `help` takes the place of; "" = any
};

// Sorted by code.
constexpr auto wordings = std::to_array<Wording>({
    {"database-without-owner", "add the option `U`"},
    {"inline-secret", "store it with `podman secret create`, and hand it over with `Secret=NAME,type=env,target={}`",
     "", false, "move it"},
    {"low-account-id", ""},
    {"missing-file", ""},
    {"missing-health-check", "add `HealthCmd=`"},
    {"pointless-privilege", ""},
    {"prefix-breaks-unit", ""},
    {"privileged-port", "publish a port from 1024 on, or lower `net.ipv4.ip_unprivileged_port_start` on the host",
     "only root can publish this port", true},
    {"pull-at-start", "write `missing`; `podman pull` or `podman auto-update` fetch what is newer"},
    {"redirect-to-loopback", ""},
    {"relative-path", "add it, or write the path of what is meant", "there is no `{}` beside the unit"},
    {"relative-volume", "add it, or write the path of what is meant", "there is no `{}` beside the unit"},
    {"sandboxed-podman",
     "take it out unless root's podman runs the file; what the program may do is said under [Container]"},
    {"service-user",
     "put the file below ~/.config/containers/systemd of the user who is to run it, and name the user inside the "
     "container in `[Container]`"},
    {"start-contradiction", "write `WantedBy=default.target` under [Install]", "nothing starts `{}` after a reboot"},
    {"undeclared-data", ""},
    {"undeclared-mount", ""},
    {"unkept-data", ""},
    {"unlisted-secret", ""},
    {"unpublished-port", ""},
    {"user-manager-dependency", "in a user's directory it takes no effect; `default.target` is in both", "", true},
    {"user-outside-account", ""},
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

void put_phrases(std::string& text) {
    for (const Phrase& phrase : phrases)
        for (size_t at = text.find(phrase.of_site); at != std::string::npos;
             at = text.find(phrase.of_site, at + phrase.without.size()))
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

std::optional<Diagnostic> say_without_site(Diagnostic finding, const Sources& sources, const IsThere& is_there) {
    if ((finding.code == "relative-path" || finding.code == "relative-volume") && leads_to(finding, sources, is_there))
        return std::nullopt;
    // The directory may be root's, where a bridge is what containers have.
    if (finding.code == "address-without-bridge" && finding.severity == Severity::warning) return std::nullopt;
    // Units of the system are found there: only a slip of the pen is sure.
    if (finding.code == "unknown-needed-unit" && !finding.help.starts_with("did you mean")) return std::nullopt;
    const auto wording = std::ranges::lower_bound(wordings, finding.code, {}, &Wording::code);
    if (wording != wordings.end() && wording->code == finding.code) {
        if (wording->help.empty()) return std::nullopt;
        if (finding.help.starts_with(wording->of)) finding.help = with_name(wording->help, finding.message);
        if (!wording->message.empty()) finding.message = with_name(wording->message, finding.message);
        if (wording->warning && finding.severity == Severity::error) finding.severity = Severity::warning;
    }
    put_phrases(finding.message);
    put_phrases(finding.help);
    for (Label& label : finding.labels) put_phrases(label.message);
    return finding;
}

}  // namespace nagaya::lint
