// nagaya init and nagaya new service.
#pragma once

#include <cstdint>
#include <string>

#include "app/console.hpp"

namespace nagaya::app {

/// Writes a small site into `directory` (made when missing) that applies as it is. Refuses a directory that already has a nagaya.toml, and never
/// overwrites a file.
int init(const std::string& directory, Console& console);

struct NewServiceOptions {
    std::string site = ".";
    std::string name;
    std::string host;   ///< which host runs it; "" = the only one
    std::string image;  ///< "" = built from image/Containerfile
    uint16_t port = 0;  ///< what the world connects to; 0 = none
    uint16_t container_port = 8080;
};

/// Writes services/<name>/ and adds the name to the host's list of services, keeping that file's comments.
int new_service(const NewServiceOptions& options, Console& console);

}  // namespace nagaya::app
