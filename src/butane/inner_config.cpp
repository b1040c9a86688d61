#include "butane/inner_config.hpp"

#include "base/text.hpp"
#include "ignition/read.hpp"
#include "ignition/validate.hpp"

namespace nagaya::butane {

void check_inner_config(std::string_view text, ignition::Version version, const ignition::Path& path,
                        Entries& entries) {
    ignition::ConfigRead read = ignition::read_config(text, version);
    if (!read.error.empty()) {
        entries.push_back({.severity = Severity::error, .path = {}, .message = std::move(read.error)});
        ignition::Path at = path;
        at.push_back(ignition::Step::of("inline"));
        entries.push_back({.severity = Severity::error, .path = std::move(at), .message = "config is not valid"});
        return;
    }
    // Anything like a version, but another one: nothing can be said of the rest.
    bool other = read.config.ignition.version != ignition::version_text(version);
    if (other && ignition::is_version(read.config.ignition.version)) {
        ignition::Path at = path;
        at.push_back(ignition::Step::of("version"));
        entries.push_back(
            {.severity = Severity::warning,
             .path = std::move(at),
             .message = "skipping validation for the merge/replace ignition config due to an unkown version"});
        return;
    }
    ignition::Findings findings;
    if (other) {
        ignition::Finding unreadable;
        unreadable.path = {ignition::Step::of("ignition"), ignition::Step::of("version")};
        unreadable.message = "invalid config version (couldn't parse)";
        findings.push_back(std::move(unreadable));
    }
    ignition::validate(read.config, version, findings);
    ignition::find_duplicates(read.config, findings);
    for (ignition::Finding& finding : findings)
        entries.push_back(
            {.severity = finding.severity, .path = std::move(finding.path), .message = std::move(finding.message)});
    for (ignition::UnknownKey& unknown : read.unknown)
        entries.push_back({.severity = Severity::warning,
                           .path = std::move(unknown.in),
                           .message = concat("unused key ", unknown.key),
                           .inner_key = unknown.key});
}

}  // namespace nagaya::butane
