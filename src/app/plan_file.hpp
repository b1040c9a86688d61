// A plan that waits in a file until somebody says yes to it: nagaya plan --out, nagaya apply FILE.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/plan.hpp"
#include "base/result.hpp"

namespace nagaya::app {

/// What the file says. It holds digests and words; no content, no secret, and nothing from which a short secret could be
/// guessed.
struct PlanFile {
    std::string host;
    std::string prefix;
    std::vector<std::string> services;  ///< the scope; empty = all
    bool purge = false;
    int64_t time = 0;                             ///< when it was made, in seconds since 1970
    std::map<std::string, std::string> desired;   ///< resource → digest of how the site wants it
    std::map<std::string, std::string> observed;  ///< resource → digest of how it was on the host
    std::string salt;                             ///< of `secrets`
    std::string secrets;                          ///< one slow digest over all secrets together
    std::string text;                             ///< the plan for people
};

/// The file of a plan made now.
PlanFile make_plan_file(const Planned& planned, const PlanOptions& options);

/// Version 1, documented in docs/formats/plan.md.
std::string print_plan_file(const PlanFile& file, const plan::Plan& plan);
/// Untrusted bytes.
Result<PlanFile> parse_plan_file(std::string_view text);

/// What is not any more as it was when the plan was made, a line each; none when the plan still holds.
std::vector<std::string> what_is_stale(const PlanFile& file, const Planned& planned);

}  // namespace nagaya::app
