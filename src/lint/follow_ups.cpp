#include "lint/follow_ups.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "base/letters.hpp"
#include "base/text.hpp"

namespace nagaya::lint {
namespace {

/// Rules that compare units with what service.toml or another file of the site declares. Sorted.
constexpr auto comparing = std::to_array<std::string_view>({"certificate-without-issuer",
                                                            "certificates-without-group",
                                                            "compose-unset-variable",
                                                            "database-without-owner",
                                                            "health-unit-unclear",
                                                            "health-without-probe",
                                                            "healthy-without-probe",
                                                            "missing-file",
                                                            "missing-health-check",
                                                            "missing-secret",
                                                            "no-reverse-proxy",
                                                            "plain-secret",
                                                            "privileged-port",
                                                            "proxy-port-unclear",
                                                            "proxy-unit-unclear",
                                                            "redirect-to-loopback",
                                                            "reload-of-mounted-file",
                                                            "socket-unit-unclear",
                                                            "start-contradiction",
                                                            "tls-without-issuer",
                                                            "undeclared-data",
                                                            "undeclared-mount",
                                                            "undeclared-need",
                                                            "unknown-need",
                                                            "unknown-service",
                                                            "unknown-start-unit",
                                                            "unknown-unit",
                                                            "unlabelled-data",
                                                            "unlisted-service",
                                                            "unmapped-id",
                                                            "unmatched-reload",
                                                            "unpublished-port",
                                                            "unreadable-data",
                                                            "unresolved-variable",
                                                            "unused-allowance",
                                                            "unused-secret",
                                                            "user-manager-dependency"});
static_assert(std::ranges::is_sorted(comparing));

bool compares(std::string_view code) { return std::ranges::binary_search(comparing, code); }

/// The service in whose directory the path is, or "".
std::string_view service_of(std::string_view path) {
    constexpr std::string_view directory = "services/";
    if (!path.starts_with(directory)) return "";
    path.remove_prefix(directory.size());
    return path.substr(0, path.find('/'));
}

bool is_cause(const Diagnostic& finding) {
    return finding.severity == Severity::error && (finding.code == "toml-syntax" || finding.code == "yaml-syntax");
}

/// "`web`", or "WEB_HTTP" of a port.
bool names(const Diagnostic& finding, std::string_view service) {
    std::string variable = upper_case(service);
    std::ranges::replace(variable, '-', '_');
    return finding.message.contains(concat("`", service, "`")) || finding.message.contains(concat("_", variable, "_"));
}

}  // namespace

void hold_back_follow_ups(const Sources& sources, Report& report) {
    const auto path_of = [&](const Diagnostic& finding) {
        const auto file = static_cast<size_t>(finding.at.file);
        return file < sources.size() ? sources.path(finding.at.file) : std::string_view();
    };
    std::map<std::string_view, Diagnostic> causes;  // by service; "" = of the whole site
    for (const Diagnostic& finding : report.kept())
        if (is_cause(finding)) causes.try_emplace(service_of(path_of(finding)), finding);
    if (causes.empty()) return;

    std::map<std::string_view, size_t> held;
    report.remove_if([&](const Diagnostic& finding) {
        if (is_cause(finding) || !compares(finding.code)) return false;
        const auto found = std::ranges::find_if(causes, [&](const auto& cause) {
            return cause.first.empty() || cause.first == service_of(path_of(finding)) || names(finding, cause.first);
        });
        if (found != causes.end()) ++held[found->first];
        return found != causes.end();
    });
    for (const auto& [service, count] : held) {
        Diagnostic& cause = causes.at(service);
        report.remove_if([&](const Diagnostic& finding) {
            return finding.code == cause.code && finding.at == cause.at && finding.message == cause.message;
        });
        cause.help += concat(cause.help.empty() ? "" : "; ", plural(count, "finding"),
                             " that may only follow from this ", count == 1 ? "is" : "are", " held back");
        report.add(cause);
    }
}

}  // namespace nagaya::lint
