// One command on several hosts.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/check.hpp"
#include "app/console.hpp"

namespace nagaya::app {

struct HostsOptions {
    std::string site = ".";
    std::string secrets;             ///< --secrets
    std::vector<std::string> hosts;  ///< --host; each once, in this order
    bool all = false;                ///< --all: every host of the site
    size_t parallel = 4;             ///< so many at once
    size_t max_failures = 0;         ///< with so many failures no further host is begun; 0 = go on with all
    bool changes = false;            ///< the command changes hosts, so the lock file is written first
    bool two_is_news = false;        ///< exit code 2 says that there is something to do, and is no failure
    Format format = Format::text;
};

/// The command for one host; its exit code.
using HostDeed = std::function<int(const std::string& host, Console& console)>;

/// Does the deed for each host, several at once. Lines carry the host's name, a table at the end says how each ended; as JSON
/// there is an array instead (docs/formats/hosts.md). A host's failure keeps no other from its end. Returns the worst exit code.
int on_hosts(const HostsOptions& options, const HostDeed& deed, Console& console);

}  // namespace nagaya::app
