// What a site lives with: findings that a comment beside them, or [[allow]] of nagaya.toml, takes out of the report.
//
//     # nagaya: allow floating-tag: the vendor has no others
//     Image=registry.example.org/tool:latest
//
// A comment of its own is for the next line that is no comment, with the lines it goes on in; above a [section] for all of it;
// before the first line of all also for what concerns the file as a whole. Behind a value (TOML and YAML) it is for that line.
// "allow-file" in place of "allow" is for the whole file. Several rules are parted by commas. A reason is required.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "model/site.hpp"

namespace nagaya::lint {

/// One rule allowed at one place.
struct Allowance {
    std::string_view rule;    ///< as written
    std::string_view reason;  ///< "" when there is none, which is a mistake
    Span at;                  ///< the rule's word
    Span covers;              ///< findings that begin here, the end included
};

/// The allowances that the comments of one file make, in order; a comment that is none for a mistake in its form has no rule.
std::vector<Allowance> find_allowances(const Sources& sources, FileId file);

/// Does `pattern`, in which "*" stands for anything, fit the whole of `text`?
bool fits(std::string_view pattern, std::string_view text);

/// Takes what is allowed out of the report, once every pass has added to it. Errors stay. Reports what is wrong with the
/// allowances themselves (bad-allowance), and those that nothing was found for (unused-allowance).
void apply_allowances(const model::Site& site, const Sources& sources, Report& report);

}  // namespace nagaya::lint
