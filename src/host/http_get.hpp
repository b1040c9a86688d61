// As much HTTP as asking "are you there" takes (RFC 9112).
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "host/tcp.hpp"

namespace nagaya::host {

struct HttpAddress {
    Endpoint endpoint;
    std::string authority;  ///< for the Host field, as the URL says it
    std::string target;     ///< path and query
    bool operator==(const HttpAddress&) const = default;
};

/// "http://127.0.0.1:8080/health?x". `unsupported` for https: TLS has names and certificates, which a check on the host itself
/// does not know.
Result<HttpAddress> parse_http_url(std::string_view url);

struct HttpAnswer {
    int status = 0;
    std::string reason;  ///< after the status, "Service Unavailable"; may be ""
    std::string body;    ///< what came of it with the head; at most 64 KiB are read
};

/// One GET on a connection of its own. Follows no redirection.
Result<HttpAnswer> http_get(const HttpAddress& address, Deadline deadline);

}  // namespace nagaya::host
