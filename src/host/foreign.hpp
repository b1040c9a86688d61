// What is not ours but acts on ours: drop-ins, masks and files that service managers and Quadlet read beside those that
// nagaya put there (systemd.unit(5), "Unit File Load Path"; podman-systemd.unit(5)).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "state/deployed.hpp"
#include "state/host_state.hpp"

namespace nagaya::host {

struct Foreign {
    enum class Kind {
        drop_in,   ///< adds to a unit
        shadow,    ///< is read in place of our file of that name
        addition,  ///< a unit that nobody declared, in an account of ours
        mask,      ///< keeps a unit from running
    } kind = Kind::drop_in;
    std::string service;  ///< whose unit it acts on; "" when that is not just one
    std::string account;  ///< whose service manager reads it; "root" = the system's
    std::string unit;     ///< as its file is called: "web.container", "web.service", "service" for all of a type
    std::string path;
    /// What it says. Nothing when it is no text, is large, or when not everybody may read it or it has several names: what
    /// is printed here may end up in a site.
    std::optional<std::string> text = {};
};

/// Where the files are looked for; tests have their own.
struct ForeignRoots {
    std::string etc = "/etc";
    std::string run = "/run";
};

/// Sorted by path. Looks where accounts can write, so it follows no link, and reads and tells only so much: what it cannot
/// look at counts as not there. In places that accounts share with others only what bears the name of one of our units counts.
std::vector<Foreign> find_foreign(const state::HostState& state, const state::Deployed& deployed,
                                  const ForeignRoots& roots = {});

}  // namespace nagaya::host
