// Commands as words, for doing them on another host. What an option is called is said in the command table (cli); what
// of it travels is said here, in one place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/certificates.hpp"
#include "app/diff.hpp"
#include "app/generations.hpp"
#include "app/lifecycle.hpp"
#include "app/plan.hpp"
#include "app/ports.hpp"
#include "app/prune.hpp"
#include "app/rollback.hpp"

namespace nagaya::app {

/// The name first, then what stands behind it; without where it is to be done (--site, --to, --secrets, --local).
std::vector<std::string> forwarded_words(const PlanOptions& options);
std::vector<std::string> forwarded_words(const ApplyOptions& options);
std::vector<std::string> forwarded_words(const StatusOptions& options);
std::vector<std::string> forwarded_words(const PortsOptions& options);
std::vector<std::string> forwarded_words(const LogsOptions& options);
std::vector<std::string> forwarded_words(const UnitOptions& options);
std::vector<std::string> forwarded_words(const ExecOptions& options);
std::vector<std::string> forwarded_words(const RemoveOptions& options);
/// `deed` is what stands behind "cert": "list", "show", "renew".
std::vector<std::string> forwarded_words(std::string_view deed, const CertificateOptions& options);
// These are about one prefix: unless one is given, the last word is "--prefix", and `route` puts the site's behind it.
std::vector<std::string> forwarded_words(const GenerationsOptions& options);
std::vector<std::string> forwarded_words(const RollbackOptions& options);
std::vector<std::string> forwarded_words(const DiffOptions& options);
std::vector<std::string> forwarded_words(const PruneOptions& options);

/// "start", "stop", …
std::string_view word(UnitDeed deed);

}  // namespace nagaya::app
