// What is done with services that run: status, logs, start, stop, restart, enable, disable, exec, remove.
#pragma once

#include <string>
#include <vector>

#include "app/check.hpp"
#include "app/console.hpp"
#include "app/plan.hpp"
#include "app/target.hpp"

namespace nagaya::app {

// All of these work from what is deployed on the host, not from the site: the site only says which host is meant. Without a site in
// --site DIR they are about this machine.

struct StatusOptions {
    HostOptions where;
    std::vector<std::string> services;
    Format format = Format::text;
    bool watch = false;
};
/// One table over all accounts. exit_failed when a unit failed or the host could not be read.
int status(const StatusOptions& options, Console& console);

struct LogsOptions {
    HostOptions where;
    std::vector<std::string> services;
    bool follow = false;
    size_t lines = 50;
};
/// The services' journals, merged by time.
int logs(const LogsOptions& options, Console& console);

enum class UnitDeed { start, stop, restart, enable, disable };
struct UnitOptions {
    HostOptions where;
    std::vector<std::string> services;
    UnitDeed deed = UnitDeed::start;
    ChangeOptions change;
};
/// Starts, stops or restarts the started units of services (stops in the order timer, socket, path, service), or says whether plain
/// units start at boot. What a Quadlet file gives cannot be enabled: its [Install] decides, and the user is told.
int change_units(const UnitOptions& options, Console& console);

struct ExecOptions {
    HostOptions where;
    std::string service;
    std::vector<std::string> command;
    std::string container;  ///< unit or container name; "" = the only one
};
/// Runs a command in a running container, on this terminal; its exit code.
int exec(const ExecOptions& options, Console& console);

struct RemoveOptions {
    HostOptions where;
    std::vector<std::string> services;
    bool purge = false;
    ChangeOptions change;
    Format format = Format::text;
};
/// Takes services off the host, as a transaction.
int remove(const RemoveOptions& options, Console& console);

}  // namespace nagaya::app
