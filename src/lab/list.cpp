#include <algorithm>

#include "base/text.hpp"
#include "lab/disk.hpp"
#include "lab/files.hpp"
#include "lab/keeper.hpp"
#include "lab/lab.hpp"
#include "lab/network.hpp"
#include "lab/parts.hpp"
#include "lab/stop.hpp"

namespace nagaya::lab {

std::string_view word(HostState state) {
    switch (state) {
        case HostState::down: return "down";
        case HostState::starting: return "starting";
        case HostState::running: return "running";
    }
    return "";
}

Result<Host> Lab::find(const std::string& name) const {
    const Parts& parts = *parts_;
    if (!is_host_name(name) || !exists(parts.place.host(name)))
        return fail(ErrorKind::not_found, concat("the lab has no host `", visible(name), "`"));
    const HostRecord record = TRY(read_record(parts.place, name));
    const HostState state = is_running(parts, name)         ? HostState::running
                            : has_keeper(parts.place, name) ? HostState::starting
                                                            : HostState::down;
    return Host{.name = name,
                .address = record.network.host(record.octet),
                .state = state,
                .image = record.image,
                .created = record.created};
}

Result<std::vector<Host>> Lab::list() const {
    std::vector<Host> hosts;
    for (const std::string& name : names_in(parts_->place.hosts())) {
        // A host may go while we look.
        if (Result<Host> host = find(name)) hosts.push_back(std::move(*host));
    }
    return hosts;
}

Result<std::string> Lab::address(const std::string& name) const {
    Host host = TRY(find(name));
    return std::move(host.address);
}

}  // namespace nagaya::lab
