// What a site says about certificates: where they are kept, who wants which, and who gets them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.hpp"
#include "base/text.hpp"

namespace nagaya::model {

/// [certificates] of nagaya.toml: the directory that one account writes and the group that reads it.
struct CertificateStore {
    Located<std::string> directory{"/srv/certs", {}};
    Located<std::string> group{"certs", {}};
    Located<uint32_t> gid{9999, {}};
};

/// One [certificates] of a service: a certificate that it reads.
struct Certificate {
    std::optional<Located<std::string>> name;    ///< its directory in the store; absent: the first domain, "*" as "_"
    std::vector<Located<std::string>> domains;   ///< as written, may have placeholders
    std::optional<Located<std::string>> reload;  ///< the unit, as written, that takes up a changed one by a reload
    Located<bool> copy{false, {}};               ///< the service reads a copy of its own, and nothing else of the store
    std::optional<Located<uint32_t>> owner;      ///< the uid inside the container that a copy is for, and a copy at all
    Span at;

    bool is_copied() const { return copy.value || owner; }
};

/// The directory on a host with the service's own copies: in memory, made and removed by the unit that copies.
inline std::string copies_path(std::string_view prefix, std::string_view service) {
    return concat("/run/nagaya-certificates/", prefix, '/', service);
}

/// [issuer] of a service: it gets the certificates of its host.
struct Issuer {
    Located<std::string> email;                   ///< may have placeholders; "" when it is not written
    Located<std::string> server;                  ///< "production", "staging", "none" (self-signed ones only) or a URL
    Located<std::string> dns;                     ///< how lego(1) calls the DNS provider; "" when it is not written
    std::vector<Located<std::string>> resolvers;  ///< "address:port" of DNS servers to ask; none: the host's
    std::optional<Located<std::string>>
        ca;  ///< file below files/: what the ACME server's own certificate is checked by
    std::optional<Located<std::string>> eab;           ///< the key id of an external account binding (RFC 8555, 7.3.4)
    Located<std::string> unit{"renew.container", {}};  ///< the unit, as written, that gets certificates when it runs
    Located<uint32_t> renew_days{30, {}};              ///< renewed when fewer days are left
    Span at;
};

}  // namespace nagaya::model
