// The accounts of this host, read from their files: no NSS round trip for each of fifty accounts.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "host/account_files.hpp"
#include "host/process.hpp"
#include "state/resource.hpp"

namespace nagaya::host {

struct AccountDatabase {
    std::map<std::string, PasswdEntry> accounts;
    std::map<std::string, GroupEntry> groups;
    std::vector<SubidRange> subuids;
    std::vector<SubidRange> subgids;
    std::set<std::string> lingering;  ///< accounts with a file in /var/lib/systemd/linger

    const PasswdEntry* find(std::string_view name) const;
    /// The supplementary groups that have `name` as a member.
    std::set<std::string> groups_of(const std::string& name) const;
};

/// Reads passwd, group, subuid and subgid of `etc` and the names in `linger`. A file that is absent is empty.
Result<AccountDatabase> read_account_database(const std::string& etc = "/etc",
                                              const std::string& linger = "/var/lib/systemd/linger");

/// The account as the database has it, or nothing. Of several subid ranges the one that `wanted` names, else the first; a
/// range that is not in both files counts as none. A home that does not exist is "". Groups are those `wanted` asks for.
std::optional<state::Account> observe_account(const AccountDatabase& database, const std::string& name,
                                              const state::Account* wanted);

/// Who a program of the account runs as.
Result<RunAs> run_as(const AccountDatabase& database, const std::string& account);

/// Fails with `not_found` when there is no such account.
Result<PasswdEntry> look_up_account(const std::string& account);

/// The environment that programs of the account need to reach its manager and storage: HOME, USER, PATH, XDG_RUNTIME_DIR,
/// DBUS_SESSION_BUS_ADDRESS, and the proxies of this process. For root: HOME, PATH and the proxies.
std::vector<std::string> account_environment(const PasswdEntry& account);

}  // namespace nagaya::host
