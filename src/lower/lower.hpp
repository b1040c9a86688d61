// model → HostState: everything a host needs for the services it runs, each entry with the line it comes from.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "model/site.hpp"
#include "state/host_state.hpp"

namespace nagaya::lower {

/// The desired state of one host. Mistakes that only show here (an unknown @@NAME@@, a drop-in for a unit nobody has) go
/// to the report, and the entry is left out.
state::HostState lower_host(const model::Site& site, const model::Host& host, const Sources& sources, Report& report);

/// Only the findings: what no finding depends on, such as digests of files, is not made.
void check_host(const model::Site& site, const model::Host& host, const Sources& sources, Report& report);

/// What each @@NAME@@ means in files of `service` on that host.
std::map<std::string, std::string> variables_of(const model::Site& site, const model::Host& host,
                                                const Sources& sources, std::string_view service);

}  // namespace nagaya::lower
