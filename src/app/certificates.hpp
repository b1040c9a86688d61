// nagaya cert: the certificates of a host, as they lie in its store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/console.hpp"
#include "app/plan.hpp"
#include "app/target.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "state/deployed.hpp"

namespace nagaya::app {

// Works from what is deployed on the host, like `status`.

struct CertificateOptions {
    HostOptions where;
    std::vector<std::string> names;  ///< of certificates, or domains that they are for; all when empty
    Format format = Format::text;
};

/// One line for each certificate. exit_failed when one is missing, has ended, or could not be got the last time.
int list_certificates(const CertificateOptions& options, Console& console);
/// All that is known of some.
int show_certificates(const CertificateOptions& options, Console& console);
/// Has the issuers look now, waits for it, and shows what came of it.
int renew_certificates(const CertificateOptions& options, Console& console);

/// A certificate that the site wants, and what the store has for it. Texts that begin with "found" come from an account's files:
/// they may hold any characters.
struct StoredCertificate {
    std::string name;
    std::string service;               ///< the issuer
    std::vector<std::string> domains;  ///< wanted
    bool found = false;                ///< there is one that can be read
    bool damaged = false;              ///< what is there is none
    bool has_key = false;
    bool self_signed = false;
    bool acme = false;  ///< the issuer has an ACME server, so a self-signed one stands in for a real one
    std::string found_issuer;
    std::string found_serial;
    std::vector<std::string> found_domains;
    int64_t not_before = 0;  ///< seconds since 1970
    int64_t not_after = 0;
    std::string found_attempt;  ///< when it was last asked for, "" = never
    bool failed = false;        ///< and that failed
    std::string found_error;    ///< why

    /// Days until it ends, rounded down; negative when it has.
    int64_t days_left(int64_t now) const;
};

/// How many days before its end `status` warns.
inline constexpr int64_t certificate_warning_days = 14;

/// Every certificate that sites of this machine want, by name.
Result<std::vector<StoredCertificate>> read_certificates(const state::Deployed& deployed);

/// Is one of them missing, damaged or without its key, has it ended, or did the last attempt to get it fail?
bool any_bad(const std::vector<StoredCertificate>& certificates, int64_t now);

/// One line for each that needs a look, without colour, for `status`: missing, ended, about to end, or failed.
std::vector<std::string> certificate_warnings(const std::vector<StoredCertificate>& certificates, int64_t now);

/// As --format json shows them.
Json certificates_json(const std::vector<StoredCertificate>& certificates, int64_t now);

}  // namespace nagaya::app
