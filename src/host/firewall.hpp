// The firewalls of this host: what firewalld opens for us, our own table of the packet filter, and what others drop.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "host/port_table.hpp"

namespace nagaya::host {

/// The rich rules (firewalld.richlanguage(5)) that open the rows of one prefix, as firewall-cmd(1) lists them. They all have
/// the prefix's own priority, by which we know them again.
std::vector<std::string> firewalld_rules(const std::string& prefix, const std::vector<PortRow>& rows);
/// Is the listed rule one of the prefix's?
bool is_firewalld_rule_of(std::string_view rule, const std::string& prefix);

bool firewalld_runs();

/// Our rules that are in force in firewalld's default zone.
Result<std::vector<std::string>> read_firewalld_rules(const std::string& prefix);

/// Makes the prefix's rules in the default zone those of `rows`, now and permanently; other rules stay, and nothing is
/// reloaded, which would drop what somebody opened for a while. Does nothing where firewalld does not run.
Result<void> set_firewalld_rules(const std::string& prefix, const std::vector<PortRow>& rows);

/// Is there to be a table of ours for the prefix?
bool wants_packet_filter(const std::string& prefix);
/// Does the packet filter have it?
bool has_packet_filter(const std::string& prefix);

/// Chains of others that drop what arrives unless a rule of theirs lets it through: "inet filter input". firewalld's
/// own and ours are left out. Pure; `ruleset` is what `nft -j list chains` prints (libnftables-json(5)).
std::vector<std::string> foreign_closed_chains(const Json& ruleset);
std::vector<std::string> foreign_closed_chains();

}  // namespace nagaya::host
