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
    std::string out;  ///< also write the plan into this file; "" = do not
};

/// Shows what would change on the host and why. Changes nothing.
int plan(const PlanOptions& options, Console& console);

/// What every command that changes a host can be told.
struct ChangeOptions {
    bool no_wait = false;      ///< refuse instead of waiting for another one
    bool keep_failed = false;  ///< what failed stays as far as it came, instead of going back
};

struct ApplyOptions {
    HostOptions where;
    std::vector<std::string> services;
    std::string plan_file;  ///< do just this plan (nagaya plan --out); "" = make one
    bool purge = false;
    ChangeOptions change;
    Format format = Format::text;
};

/// Makes the host what the site says, as a transaction. exit_findings when the site or a pre-check is wrong or the plan is
/// stale (nothing was changed), exit_failed when a step failed.
int apply(const ApplyOptions& options, Console& console);

/// The desired and observed state of this machine, and the plan between them.
struct Planned {
    state::HostState desired;
    state::HostState observed;
    state::Deployed deployed;
    plan::Plan plan;
};

/// Makes the plan between what is wanted and what was observed. Only when there is something to do, the newest generation is
/// asked what no look at the host can tell (plan/recall.hpp), so that going back waits for the right probes.
void make_plan(Planned& planned, const plan::PlanOptions& options);

/// A command for some services also keeps the unit up to date that brings their secrets back at boot: it is none of the site's
/// services, but without it theirs would be gone with the power.
std::vector<std::string> with_own_units(const state::HostState& desired, std::vector<std::string> services);

/// Observes this machine and compares it with what the site wants of `host`.
Result<Planned> plan_here(Workspace& workspace, const model::Host& host, const plan::PlanOptions& options);

/// Every problem that the pre-check of this machine finds, each with the line of the site it comes from; "" without one.
/// `services` is the scope: problems of other services do not count; empty = all.
std::string problems_of(const Planned& planned, const Sources& sources, const std::vector<std::string>& services,
                        const Console& console);

/// Are all of these in the site? Writes an error for each that is not.
bool services_exist(const std::vector<std::string>& services, const model::Site& site, Console& console);

/// Are all of these in the site and on the host?
bool services_on_host(const std::vector<std::string>& services, const model::Site& site, const model::Host& host,
                      Console& console);

}  // namespace nagaya::app
