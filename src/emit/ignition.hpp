// A layout as an Ignition config (https://coreos.github.io/ignition/specs/).
#pragma once

#include "emit/layout.hpp"
#include "ignition/config.hpp"
#include "ignition/data_url.hpp"

namespace nagaya::emit {

struct IgnitionForm {
    ignition::Compress compress = ignition::Compress::never;
    /// Set-id and sticky bits of modes. Specs before 3.6 know none; without, they are set by the first boot.
    bool special_bits = false;
};

/// Accounts and groups, subordinate ids, directories, files and links, and the units of the system's manager with their drop-ins.
/// Enablement of those is `enabled`, which Ignition writes as a preset; that of an account's units is the links. Paths are by
/// name. `ignition.version` is left to the caller.
ignition::Config emit_ignition(const Layout& layout, const IgnitionForm& form);

}  // namespace nagaya::emit
