// The lab's bridge, its egress (NAT), and the cables of the hosts. All that changes something is called with the lock
// `network` held.
#pragma once

#include <sys/types.h>

#include <string>

#include "base/result.hpp"
#include "lab/address.hpp"
#include "lab/place.hpp"

namespace nagaya::lab {

/// The network of this lab: $NAGAYA_LAB_NET, else the remembered one, else a free one. While the bridge is there the network
/// is the one it was made with, and another wish is a failure.
Result<Network> find_network(const Place& place);

/// Makes the bridge with the machine's address (octet 1), lets hosts out by masquerading, and remembers the network.
Result<> ensure_bridge(const Place& place, const Network& network);

/// Connects the network namespace of process `pid` as `eth0` to the bridge: address, default route, all up.
Result<> plug(const Place& place, const Network& network, unsigned octet, pid_t pid);
void unplug(const Place& place, unsigned octet);

/// Removes bridge and egress when no cable is left.
void remove_unused_bridge(const Place& place);

/// Name servers hosts can use: resolv.conf(5) of this machine without those that only it can reach.
std::string upstream_resolv_conf();

}  // namespace nagaya::lab
