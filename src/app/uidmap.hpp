// nagaya uidmap: container id ↔ host id.
#pragma once

#include <optional>
#include <string>

#include "app/check.hpp"
#include "app/console.hpp"

namespace nagaya::app {

struct UidMapOptions {
    std::string site = ".";
    std::string service;
    std::string host;                      ///< of which mounts are shown; "" = the first one that runs the service
    std::optional<uint32_t> container_id;  ///< show this one
    std::optional<uint32_t> host_id;       ///< or find this one
    Format format = Format::text;
};

/// Prints how ids inside the service's containers stand to ids on the host (user_namespaces(7)), for each map that they have.
int uidmap(const UidMapOptions& options, Console& console);

}  // namespace nagaya::app
