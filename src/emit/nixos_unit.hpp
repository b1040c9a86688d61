// Units of systemd as options of a NixOS module (nixos/lib/systemd-unit-options.nix).
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "emit/nix_value.hpp"

namespace nagaya::emit {

/// A unit file, with its drop-ins behind it, as the attributes of systemd.services.<name>, of an element of systemd.mounts, and of
/// their like. [Install] becomes wantedBy, requiredBy, upheldBy and aliases, if the unit is enabled. Programs of the system become
/// those of packages; commands that call nagaya are left out. Programs that no package is known for stay, and are added to
/// `unknown`.
NixAttrs nixos_unit(std::string_view name, std::string_view text, bool enabled, std::set<std::string>& unknown);

/// systemd.<section> of a unit; "" for kinds that have no options there, or are a list ("mounts").
std::string_view section_of(std::string_view unit);
/// "a.b" of "a.b.service".
std::string_view stem_of(std::string_view unit);

/// Would NixOS take it as the name of a unit?
bool is_unit_name(std::string_view name);

/// The text of a Quadlet or a unit with programs in the commands of [Service] as nixos_unit has them.
std::string nixos_text(std::string_view text, std::set<std::string>& unknown);

/// A command with its program as a package's: "/usr/bin/podman ps" → "${pkgs.podman}/bin/podman ps".
std::string nixos_command(std::string_view command, std::set<std::string>& unknown);

}  // namespace nagaya::emit
