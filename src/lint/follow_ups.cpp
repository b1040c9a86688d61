#include "lint/follow_ups.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "base/letters.hpp"
#include "base/text.hpp"
#include "lint/unit.hpp"
#include "lint/unit_keys.hpp"
#include "syntax/drop_in_directories.hpp"

namespace nagaya::lint {
namespace {

/// What a rule misses may stand in a file that could not be read.
struct Missing {
    std::string_view code;
    bool in_declarations;  ///< service.toml, or another file of the site
    bool in_units;
};

// Sorted by code.
constexpr auto missing = std::to_array<Missing>({
    {"address-without-bridge", false, true},
    {"certificate-without-issuer", true, false},
    {"certificates-without-group", true, true},
    {"compose-unset-variable", true, false},
    {"database-without-owner", true, false},
    {"health-unit-unclear", true, true},
    {"health-without-probe", true, true},
    {"healthy-without-probe", true, true},
    {"linuxserver-ids", false, true},
    {"missing-file", true, false},
    {"missing-health-check", true, true},
    {"missing-memory-limit", false, true},
    {"missing-quadlet-key", false, true},
    {"missing-quadlet-reference", false, true},
    {"missing-restart", false, true},
    {"missing-secret", true, false},
    {"network-online-without-wants", false, true},
    {"no-reverse-proxy", true, true},
    {"nothing-to-start", false, true},
    {"notify-healthy-without-probe", false, true},
    {"plain-secret", true, false},
    {"privileged-port", true, false},
    {"proxy-port-unclear", true, true},
    {"proxy-unit-unclear", true, true},
    {"redirect-to-loopback", true, false},
    {"refused-quadlet", false, true},
    {"refused-unit", false, true},
    {"reload-of-mounted-file", true, false},
    {"reload-without-command", false, true},
    {"requires-without-after", false, true},
    {"socket-unit-unclear", true, true},
    {"start-contradiction", true, true},
    {"tls-without-issuer", true, false},
    {"undeclared-data", true, false},
    {"undeclared-mount", true, false},
    {"undeclared-need", true, false},
    {"unkept-data", false, true},
    {"unknown-need", true, false},
    {"unknown-needed-unit", false, true},
    {"unknown-service", true, false},
    {"unknown-start-unit", true, true},
    {"unknown-unit", true, true},
    {"unlabelled-data", true, true},
    {"unlisted-secret", true, false},
    {"unlisted-service", true, false},
    {"unmapped-id", true, false},
    {"unmatched-reload", true, true},
    {"unpublished-port", true, true},
    {"unreadable-data", true, false},
    {"unresolved-name", false, true},
    {"unresolved-variable", true, false},
    {"unused-allowance", true, true},
    {"unused-secret", true, true},
    {"user-manager-dependency", true, false},
    {"vpn-without-device", false, true},
});
static_assert(std::ranges::is_sorted(missing, {}, &Missing::code));

/// The service in whose directory the path is, or "".
std::string_view service_of(std::string_view path) {
    constexpr std::string_view directory = "services/";
    if (!path.starts_with(directory)) return "";
    path.remove_prefix(directory.size());
    return path.substr(0, path.find('/'));
}

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// The unit that a file is, or a drop-in belongs to, by its path; "" for other files.
std::string_view unit_of(std::string_view path) {
    const std::string_view directory = parent_of(path);
    if (path.ends_with(".conf") && !syntax::drop_in_type(base_name(directory)).empty())
        return directory.substr(0, directory.size() - 2);
    const std::string_view name = base_name(path);
    const bool unit = kind_of(name) != UnitKind::plain || !own_section_of(name).empty() || name.ends_with(".target");
    return unit ? path : "";
}

class FollowUps {
public:
    FollowUps(const Sources& sources, Report& report) : sources_(sources), report_(report) {
        for (const Diagnostic& finding : report.kept()) note(finding);
    }

    void hold_back() {
        if (declarations_.empty() && units_.empty()) return;
        report_.remove_if([&](const Diagnostic& finding) {
            size_t* const cause = is_cause(finding) ? nullptr : cause_of(finding);
            if (cause != nullptr) ++*cause;
            return cause != nullptr;
        });
        report_.rewrite([&](Diagnostic& finding) {
            size_t* const cause = is_cause(finding) ? at(finding) : nullptr;
            // The first of a file speaks for the others.
            const size_t count = cause == nullptr ? 0 : std::exchange(*cause, 0);
            if (count > 0)
                finding.help += concat(finding.help.empty() ? "" : "; ", plural(count, "finding"),
                                       " that may only follow from this ", count == 1 ? "is" : "are", " held back");
            return true;
        });
    }

private:
    /// Files that could not be read as a whole, and how many findings may follow from each.
    using Causes = std::unordered_map<std::string_view, size_t>;

    static size_t* find(Causes& causes, std::string_view name) {
        const auto found = causes.find(name);
        return found == causes.end() ? nullptr : &found->second;
    }

    std::string_view path_of(const Diagnostic& finding) const {
        const auto file = static_cast<size_t>(finding.at.file);
        return file < sources_.size() ? sources_.path(finding.at.file) : std::string_view();
    }

    bool is_cause(const Diagnostic& finding) const {
        if (finding.severity != Severity::error) return false;
        if (finding.code == "unreadable-file") return !unit_of(path_of(finding)).empty() || is_declaration(finding);
        return finding.code == "toml-syntax" || finding.code == "yaml-syntax" || finding.code == "unit-syntax";
    }

    bool is_declaration(const Diagnostic& finding) const {
        const std::string_view path = path_of(finding);
        return path.ends_with(".toml") || path.ends_with(".yaml") || path.ends_with(".yml");
    }

    void note(const Diagnostic& finding) {
        if (!is_cause(finding)) return;
        const std::string_view path = path_of(finding);
        const std::string_view service = service_of(path);
        if (const std::string_view unit = unit_of(path); !unit.empty()) {
            units_.try_emplace(unit);
            if (!service.empty()) services_with_units_.try_emplace(service, unit);
            return;
        }
        declarations_.try_emplace(service);
        std::string variable = upper_case(service);
        std::ranges::replace(variable, '-', '_');
        variables_.try_emplace(std::move(variable), service);
    }

    size_t* at(const Diagnostic& finding) {
        const std::string_view unit = unit_of(path_of(finding));
        return unit.empty() ? find(declarations_, service_of(path_of(finding))) : find(units_, unit);
    }

    size_t* cause_of(const Diagnostic& finding) {
        const auto rule = std::ranges::lower_bound(missing, finding.code, {}, &Missing::code);
        if (rule == missing.end() || rule->code != finding.code) return nullptr;
        const std::string_view path = path_of(finding);
        const std::string_view service = service_of(path);
        if (rule->in_declarations && !declarations_.empty()) {
            if (size_t* const everywhere = find(declarations_, "")) return everywhere;
            if (size_t* const own = find(declarations_, service)) return own;
            if (size_t* const named = named_in(finding.message)) return named;
        }
        if (!rule->in_units) return nullptr;
        const std::string_view unit = unit_of(path);
        if (!unit.empty()) return find(units_, unit);
        const auto broken = services_with_units_.find(service);
        return broken == services_with_units_.end() ? nullptr : find(units_, broken->second);
    }

    /// The cause in a service that the message names: "`web`", or "`PORT_WEB_HTTP`" of a port.
    size_t* named_in(std::string_view message) {
        const auto pieces = split(message, '`');
        for (size_t i = 1; i < pieces.size(); i += 2) {
            if (pieces[i].empty()) continue;
            if (size_t* const named = find(declarations_, pieces[i])) return named;
            if (size_t* const named = behind_variable(pieces[i])) return named;
        }
        return nullptr;
    }

    size_t* behind_variable(std::string_view name) {
        constexpr size_t longest = 256;
        if (name.size() > longest) return nullptr;
        for (size_t begin = name.find('_'); begin != std::string_view::npos; begin = name.find('_', begin + 1))
            for (size_t end = name.find('_', begin + 1); end != std::string_view::npos; end = name.find('_', end + 1))
                if (const auto found = variables_.find(std::string(name.substr(begin + 1, end - begin - 1)));
                    found != variables_.end())
                    return find(declarations_, found->second);
        return nullptr;
    }

    const Sources& sources_;
    Report& report_;
    Causes declarations_;  ///< by service; "" = of the whole site
    Causes units_;         ///< by unit_of()
    std::unordered_map<std::string_view, std::string_view> services_with_units_;  ///< the first of units_ of each
    std::unordered_map<std::string, std::string_view> variables_;                 ///< "WEB": "web"
};

}  // namespace

void hold_back_follow_ups(const Sources& sources, Report& report) { FollowUps(sources, report).hold_back(); }

}  // namespace nagaya::lint
