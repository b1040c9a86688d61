// A host's state as what stands on its disk before it boots: what every render is printed from.
//
// Links of enablement and the files that let accounts linger are what systemctl(1) and loginctl(1) would leave, so that a
// host made of a layout is one that `nagaya apply` finds nothing to do on. What only a running host can do (images, hooks,
// secrets) is left to a unit of its first boot, which is part of the layout.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "state/host_state.hpp"

namespace nagaya::emit {

/// One path.
struct Placed {
    std::variant<state::Directory, state::File, state::Symlink> value;
    state::Owner owner = {};  ///< of a link; the others say it themselves
    std::string service = {};
    std::string role =
        {};              ///< what people call it; "enabled", "lingering", "first boot" for what the state does not have
    bool added = false;  ///< no resource of the state, but what comes of it
};

/// A group that must be there besides the accounts' own.
struct Group {
    std::string name;
    std::optional<uint32_t> gid;  ///< nothing: whatever the host gives it
};

struct Layout {
    std::string host;
    std::string prefix;
    std::vector<state::Account> accounts;  ///< by name
    std::vector<Group> groups;             ///< by name
    /// By path, so that a directory comes before what is in it. Directories that are not listed are root's, 0755.
    std::map<std::string, Placed> paths;
    /// Units of the system manager that are enabled, and those that could be and are not.
    std::map<std::string, bool> presets;
    std::string program_url;  ///< from where the host fetches the program; "": it is one of the paths with its bytes
    /// What the state has and a layout cannot carry, as sentences for the user.
    std::vector<std::string> left_out;
};

/// The program that units of a host call, as it is put beside its link (host/installed_program.hpp).
struct Program {
    std::string key;  ///< of its name nagaya-<key>
    state::Content content;
    std::string url = {};  ///< from where the host fetches it; "": the output carries it
};

/// A secret as the site has it, for a host that can open it.
struct SealedSecret {
    std::string service;
    std::string name;
    std::string path;  ///< where it is in clear on the host, in memory
    state::Owner owner;
    std::string encrypted;  ///< age(1), armored or not
    /// What its placeholders mean; nothing: it has none.
    std::optional<std::map<std::string, std::string>> variables;
};

struct LayoutOptions {
    std::optional<Program> program = {};  ///< nothing: whoever makes the host has it there
    std::vector<SealedSecret> secrets = {};
    std::string host_key = {};  ///< what the host opens them with (age(1)); "": it has one, or makes one
    bool first_boot = true;     ///< with the unit for what only a running host can do
};

/// Is the file one that is gone with the power?
bool is_volatile(std::string_view path);

Layout lay_out(const state::HostState& state, const LayoutOptions& options);

}  // namespace nagaya::emit
