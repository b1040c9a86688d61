// Which host a command is about, and how to get there.
#pragma once

#include <string>
#include <vector>

#include "app/console.hpp"
#include "app/workspace.hpp"
#include "remote/ssh.hpp"

namespace nagaya::app {

/// The options that every command on a host shares.
struct HostOptions {
    std::string site = ".";  ///< --site
    std::string host;        ///< --host; "" = the only one, or the one named like this machine
    std::string to;          ///< --to lab:NAME or ssh://…: try the host's state there instead of where it lives
    std::string secrets;     ///< --secrets: where plain env files are; "" = where nagaya.toml says
    bool local = false;      ///< --local: this machine, whatever the host's address says
    bool apart = false;      ///< one of several hosts: even this machine works in a process of its own
};

/// Where a host is reached.
struct Address {
    enum class Kind {
        local,  ///< in this process
        apart,  ///< on this machine, in a process of its own
        lab,
        ssh,
    } kind = Kind::local;
    std::string name;             ///< of the host: the lab's, else the site's
    remote::SshAddress ssh = {};  ///< of Kind::ssh
};

/// The host that is meant, or null after an error that lists the choices was written.
const model::Host* choose_host(const Workspace& workspace, const HostOptions& options, Console& console);

/// Where `host` is to be reached; a failure says which addresses are understood.
Result<Address> address_of(const model::Host& host, const HostOptions& options);

}  // namespace nagaya::app
