// The containers of an account, as its Podman tells.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "host/account_files.hpp"

namespace nagaya::host {

/// One container of `podman ps`.
struct Container {
    std::string id;
    std::string name;
    std::string unit;  ///< label PODMAN_SYSTEMD_UNIT; "" when no unit started it
    std::string image;
    std::string image_id = {};    ///< 64 hex digits: what it was made from, whatever `image` names by now
    std::string state;            ///< "running", "exited", …
    std::string health;           ///< "healthy", "unhealthy", "starting", "" without a health check
    std::vector<uint16_t> ports;  ///< published, on the host
    bool operator==(const Container&) const = default;
};

/// What `podman ps --all --format json` printed. Pure.
Result<std::vector<Container>> parse_containers(std::string_view json);

/// The containers of the account, running or not.
Result<std::vector<Container>> containers_of(const PasswdEntry& account);

/// Runs a command in a container of the account, on this process's terminal; its exit code.
Result<int> run_in_container(const PasswdEntry& account, const std::string& container,
                             const std::vector<std::string>& command);

}  // namespace nagaya::host
