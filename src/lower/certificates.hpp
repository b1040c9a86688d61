// The certificates of a host: what its services ask for, and which of them a name is served with.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.hpp"

namespace nagaya::lower {

struct Lowering;
struct LoweredService;

/// Who reads a certificate.
struct CertificateReader {
    std::string service;
    std::optional<Located<std::string>>
        reload;  ///< the unit of that service, as written, that is reloaded when it changes
    std::optional<Located<uint32_t>> copied_for = {};  ///< it reads a copy: for this uid inside its container
    Span at;
};

/// A certificate of the host: <store>/<name>/fullchain.pem and privkey.pem.
struct HostCertificate {
    std::string name;                  ///< of its directory
    std::vector<std::string> domains;  ///< small letters, each once
    std::vector<CertificateReader> readers;
    Span at;

    /// Is it for `domain`, by that name or by "*." and what follows its first label (RFC 9525)?
    bool covers(std::string_view domain) const;
};

/// The service that gets this host's certificates, or null; several are a finding, and the first by name counts.
LoweredService* issuer_of(Lowering& lowering);

/// Fills Lowering::certificates, and has their readers need the issuer. A name that the reverse proxy serves by https counts as
/// asked for by the proxy: it reads a certificate that covers the name, or one of its own for it. Findings: certificate-without-issuer, several-issuers,
/// certificate-clash, bad-certificate-name.
void collect_certificates(Lowering& lowering);

/// Every certificate of the host, by name; empty before `collect_certificates`, and when nobody gets any.
const std::vector<HostCertificate>& certificates_of(const Lowering& lowering);

/// The certificate that `domain` is served with, or null. One that names it goes before one with a "*".
const HostCertificate* find_certificate(const Lowering& lowering, std::string_view domain);

/// The store on the host, what the issuer is told, and the units that reload readers.
void lower_certificates(Lowering& lowering);

/// The units that make copies for services that have some.
void lower_certificate_copies(Lowering& lowering);

}  // namespace nagaya::lower
