// nagaya plan and nagaya apply.
#pragma once

#include <string>
#include <vector>

#include "app/check.hpp"
#include "app/console.hpp"
#include "app/target.hpp"
#include "plan/plan.hpp"

namespace nagaya::app {

struct PlanOptions {
    HostOptions where;
    std::vector<std::string> services;  ///< only these; empty = all
    Format format = Format::text;
    bool detailed_exitcode = false;  ///< 2 when there is something to do
    bool purge = false;
    bool diffs = true;
};

/// Shows what would change on the host and why. Changes nothing.
int plan(const PlanOptions& options, Console& console);

struct ApplyOptions {
    HostOptions where;
    std::vector<std::string> services;
    bool purge = false;
    Format format = Format::text;
};

/// Makes the host what the site says. exit_findings when the site or a pre-check is wrong (nothing was changed), exit_failed
/// when a step failed.
int apply(const ApplyOptions& options, Console& console);

/// The desired and observed state of this machine, and the plan between them.
struct Planned {
    state::HostState desired;
    state::HostState observed;
    state::Deployed deployed;
    plan::Plan plan;
};

/// Observes this machine and compares it with what the site wants of `host`.
Result<Planned> plan_here(Workspace& workspace, const model::Host& host, const plan::PlanOptions& options);

/// Every problem that the pre-check of this machine finds, each with the line of the site it comes from; "" without one.
/// `services` is the scope: problems of other services do not count; empty = all.
std::string problems_of(const Planned& planned, const Sources& sources, const std::vector<std::string>& services,
                        const Console& console);

/// Pre-checks and runs a plan on this machine, telling the user what happens; the exit code.
int run_plan(const Planned& planned, const Sources& sources, const std::vector<std::string>& services, Format format,
             Console& console);

/// Are all of these in the site? Writes an error for each that is not.
bool services_exist(const std::vector<std::string>& services, const model::Site& site, Console& console);

/// Are all of these in the site and on the host?
bool services_on_host(const std::vector<std::string>& services, const model::Site& site, const model::Host& host,
                      Console& console);

}  // namespace nagaya::app
