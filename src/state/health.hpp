// When a unit counts as up.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace nagaya::state {

/// One thing that must be true of a unit after its start job succeeded.
struct Probe {
    enum class Kind {
        settled,    ///< active for `settle_ms` without an automatic restart; a unit that declares nothing: for 2 s
        container,  ///< its container `target` has a HealthCmd=, which says healthy (podman-healthcheck-run(1))
        http,       ///< GET of the URL `target`, made on the host, answers with a status below 400
        tcp,        ///< `target`, "address:port", takes a connection made on the host
        command,    ///< `command`, run as the account on the host, ends with 0
    };
    Kind kind = Kind::settled;
    std::string target;
    std::vector<std::string> command;
    uint32_t within_ms = 60'000;  ///< how long the unit may take, from the end of its start job
    uint32_t settle_ms = 300;
    bool operator==(const Probe&) const = default;
};

/// "GET http://127.0.0.1:8080/", "HealthCmd= of web", …: for messages.
std::string text(const Probe& probe);

}  // namespace nagaya::state
