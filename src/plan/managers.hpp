// Which service manager reads a file.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "state/host_state.hpp"

namespace nagaya::plan {

/// Knows the directories that the system manager ("root") and the accounts' managers read units and Quadlets from
/// (systemd.unit(5), podman-systemd.unit(5)).
class Managers {
public:
    Managers(const state::HostState& desired, const state::HostState& observed);

    /// The account whose manager reads the file `path`, "root" for the system's, or nothing.
    std::optional<std::string> reader_of(std::string_view path) const;

private:
    void add(const state::HostState& state);

    std::map<std::string, std::string, std::less<>> directories_;
};

}  // namespace nagaya::plan
