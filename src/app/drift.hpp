// nagaya drift: what on a host is not as the last apply left it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/plan.hpp"
#include "base/result.hpp"

namespace nagaya::app {

struct DriftOptions {
    HostOptions where;
    std::string prefix;
    Format format = Format::text;
    bool detailed_exitcode = false;  ///< 2 when there is drift
    bool diffs = true;
    bool contents = false;  ///< with json: also what `nagaya adopt` would take over
};

/// Compares the host with its current generation. Changes nothing.
int drift(const DriftOptions& options, Console& console);

/// One way in which the host differs.
struct Drift {
    std::string kind;  ///< "file", "unit", "account", … as state::name says; "container", "foreign"
    std::string service;
    std::string account;  ///< whose unit, image or container it is
    std::string subject;  ///< the path, unit, image or account
    std::string what;     ///< "content, mode 0644 → 0600", "stopped"
    std::string deed;     ///< what mends it, as a sentence
    std::string diff;     ///< of a text; never of a secret
    std::string unit;     ///< of what is foreign: which unit it acts on, as its file is called
    std::string wanted;   ///< digest of the content that a changed file should have
    bool secret = false;
    std::optional<std::string> content;  ///< what the host has, when it can be taken over; never a secret
};

struct DriftReport {
    std::string prefix;
    uint64_t generation = 0;
    std::vector<Drift> drifts;  ///< by service, then by subject
};

/// Looks at this machine. Fails when nothing was ever applied under the prefix.
Result<DriftReport> find_drift(const std::string& prefix);

std::string print_drift_text(const DriftReport& report, bool diffs, bool colour);
/// Contents only if asked for.
std::string print_drift_json(const DriftReport& report, bool diffs, bool contents);
/// What print_drift_json wrote on another host: untrusted.
Result<DriftReport> parse_drift_json(std::string_view text);

}  // namespace nagaya::app
