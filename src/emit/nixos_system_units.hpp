// The units of the system's manager in a NixOS module.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emit/nix_value.hpp"
#include "emit/nixos_parts.hpp"
#include "state/host_state.hpp"

namespace nagaya::emit {

/// Units are noted first and made together: a drop-in belongs to its unit, and a timer may go with its service.
class SystemUnits {
public:
    /// `name` as it stands below /etc/systemd/system: "x.service", or "x.service.d/y.conf".
    void note(const std::string& name, const std::string& text);
    /// Programs that no package is known for are added to `unknown`.
    void make(const state::HostState& state, const SecretPaths& secrets, std::set<std::string>& unknown);

    /// The attributes of systemd.services.<name> and its like, to be added to; made if they are not there.
    NixAttrs& option(std::string_view unit);
    /// systemd.<section>, by name.
    const std::map<std::string, NixAttrs>& of(std::string_view section) { return options_[std::string(section)]; }
    const NixList& mounts() const { return mounts_; }
    const NixList& automounts() const { return automounts_; }
    /// systemd.units: those that there are no options for.
    const NixAttrs& texts() const { return texts_; }
    /// Only what calls nagaya: the module has an option for it, or no need of it.
    const std::vector<std::string>& left_out() const { return left_out_; }

private:
    struct Noted {
        std::string text = {};
        bool whole = false;  ///< not only drop-ins
    };
    bool is_left_out(const std::string& name, const Noted& unit) const;
    void put(const std::string& name, const Noted& unit, NixAttrs attrs, std::string text);

    std::map<std::string, Noted> noted_;
    std::map<std::string, std::map<std::string, NixAttrs>> options_;  // "services" → name
    NixList mounts_;
    NixList automounts_;
    NixAttrs texts_;
    std::vector<std::string> left_out_;
};

}  // namespace nagaya::emit
