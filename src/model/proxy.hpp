// What the world reaches by name: host names that the host's reverse proxy hands to a service.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/source.hpp"

namespace nagaya::model {

/// [proxy] or one of several [[proxy]]: a server of the reverse proxy. Texts may have placeholders.
struct Proxy {
    std::vector<Located<std::string>> hosts;   ///< names that the world uses; the first is the main one
    std::optional<Located<std::string>> port;  ///< of this service; absent: the only one, unless there is an `upstream`
    std::optional<Located<std::string>> upstream;  ///< a URL that requests go to instead of a port of the service
    Located<bool> websocket{true, {}};
    Located<std::string> body_size{"16m", {}};  ///< largest request body, in nginx's notation; "0" = any
    std::optional<Located<std::string>> auth;   ///< a secret of the proxy, lines NAME:HASH, for basic authentication
    std::optional<Located<bool>> tls;           ///< absent: when a service of the host issues certificates
    Located<uint64_t> hsts_ms{uint64_t{180} * 86'400'000, {}};  ///< Strict-Transport-Security (RFC 6797); 0: without
    Located<uint32_t> timeout_ms{60'000, {}};                   ///< how long the service may be silent
    std::optional<Located<std::string>> title;  ///< on the index page; absent: the service's description
    Located<bool> listed{true, {}};             ///< on the index page
    Span at;
};

/// A hand-written fragment services/<name>/proxy/http|https/<name>.conf.
struct ProxyFragment {
    bool https = false;  ///< counts only while the certificates and keys that it names are readable
    std::string name;    ///< "extra.conf"
    FileId file;
};

enum class ProxyKind { nginx };

/// [reverse_proxy]: the service is the reverse proxy of its hosts.
struct ReverseProxy {
    Located<ProxyKind> kind{ProxyKind::nginx, {}};
    std::optional<Located<std::string>> unit;   ///< its container, as written; absent: the only one that it has
    std::optional<Located<std::string>> index;  ///< the host name under which it lists what it publishes; absent: none
    std::optional<Located<bool>> tls;           ///< of the index, as in Proxy
    Span at;
};

}  // namespace nagaya::model
