// nagaya ports: who may come in by which port of a host, and by which way.
#pragma once

#include <string>
#include <vector>

#include "app/check.hpp"
#include "app/console.hpp"
#include "app/target.hpp"

namespace nagaya::app {

struct PortsOptions {
    HostOptions where;
    Format format = Format::text;
};
/// One table over all services and sites of the host, and what its firewalls make of it. exit_findings when a port that is
/// to be open is not, as far as can be told.
int ports(const PortsOptions& options, Console& console);

/// What the unit <prefix>-firewalld.service runs; a person never types it, so it is not among the commands:
///
///     nagaya firewalld PREFIX [close]
int firewalld(const std::vector<std::string>& words, Console& console);

}  // namespace nagaya::app
