// Options that several commands have, and how they are read.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/check.hpp"
#include "app/plan.hpp"
#include "cli/command.hpp"

namespace nagaya::cli {

inline constexpr Option site_option{
    .name = "site", .value = "DIR", .help = "The site's directory (default: the current one)"};
inline constexpr Option secrets_option{
    .name = "secrets", .value = "DIR", .help = "Where plain env files are (default: as nagaya.toml says)"};
inline constexpr Option purge_option{.name = "purge", .help = "Also remove data and accounts of services that left"};
inline constexpr Option no_wait_option{
    .name = "no-wait", .help = "Refuse when somebody else changes the host just now, instead of waiting"};
inline constexpr Option prefix_option{
    .name = "prefix", .value = "PREFIX", .help = "Which site's, when several are on one host (default: this site's)"};
inline constexpr Option no_diff_option{.name = "no-diff", .help = "Leave out the differences of files"};

/// text or json.
const Option& format_option();
/// rollback or keep.
const Option& on_failure_option();
/// --site, --host, --to, --local, --secrets.
const std::vector<Option>& host_options();
/// `more`, then host_options.
std::vector<Option> on_host(std::vector<Option> more);

const Positional& services_positional();

app::Format format(const Arguments& arguments);
app::HostOptions where(const Arguments& arguments);
app::ChangeOptions change(const Arguments& arguments);

/// Tells the user that `option` wants another number; exit_usage.
int bad_number(app::Console& console, std::string_view option, const std::string& text);

}  // namespace nagaya::cli
