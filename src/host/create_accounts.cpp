#include "host/create_accounts.hpp"

#include <chrono>
#include <tuple>

#include "base/text.hpp"
#include "host/account_database.hpp"
#include "host/logind.hpp"
#include "host/process.hpp"
#include "host/safe_files.hpp"
#include "host/subids.hpp"

namespace nagaya::host {
namespace {

using state::Account;

constexpr auto longest_tool = std::chrono::minutes(1);

Result<void> run_tool(std::vector<std::string> argv, std::string input = {}) {
    TRY(run_ok({.argv = std::move(argv), .input = std::move(input), .timeout = longest_tool}));
    return {};
}

/// The memberships that are missing.
std::vector<std::string> missing_groups(const AccountDatabase& database, const Account& account) {
    std::vector<std::string> out;
    const std::set<std::string> has = database.groups_of(account.name);
    for (const std::string& group : account.groups)
        if (!has.contains(group)) out.push_back(group);
    return out;
}

/// Groups that must be made, with the number that each must have.
std::map<std::string, uint32_t> missing_numbered_groups(const AccountDatabase& database,
                                                        const std::vector<Account>& accounts) {
    std::map<std::string, uint32_t> out;
    for (const Account& account : accounts) {
        for (const auto& [group, gid] : account.group_ids)
            if (!database.groups.contains(group)) out.emplace(group, gid);
    }
    return out;
}

/// sysusers.d(5) lines for what is missing; systemd-sysusers does all of it under one lock.
std::string sysusers_lines(const AccountDatabase& database, const std::vector<Account>& accounts) {
    std::string lines;
    for (const auto& [group, gid] : missing_numbered_groups(database, accounts))
        lines += concat("g ", group, " ", gid, "\n");
    for (const Account& account : accounts) {
        if (database.find(account.name) == nullptr) {
            lines += concat("g ", account.name, " ", account.uid, "\n");
            lines += concat("u ", account.name, " ", account.uid, ":", account.uid, " \"nagaya service account\" ",
                            account.home, " ", account.shell, "\n");
        }
        for (const std::string& group : missing_groups(database, account))
            lines += concat("m ", account.name, " ", group, "\n");
    }
    return lines;
}

/// The classic way, one program for each.
Result<void> create_with_shadow(const AccountDatabase& database, const std::vector<Account>& accounts) {
    const std::map<std::string, uint32_t> numbered = missing_numbered_groups(database, accounts);
    for (const auto& [group, gid] : numbered) TRY(run_tool({"groupadd", "-g", concat(gid), group}));
    for (const Account& account : accounts) {
        const std::string uid = concat(account.uid);
        if (database.find(account.name) == nullptr) {
            if (!database.groups.contains(account.name)) TRY(run_tool({"groupadd", "-g", uid, account.name}));
            TRY(run_tool({"useradd", "--system", "-u", uid, "-g", uid, "-d", account.home, "-s", account.shell, "-M",
                          "-c", "nagaya service account", account.name}));
        }
        for (const std::string& group : missing_groups(database, account)) {
            if (!database.groups.contains(group) && !numbered.contains(group))
                TRY(run_tool({"groupadd", "--system", "-f", group}));
            TRY(run_tool({"usermod", "-a", "-G", group, account.name}));
        }
    }
    return {};
}

/// Existing accounts keep their uid; home and shell are set.
Result<void> correct_existing(const AccountDatabase& database, const Account& account) {
    const PasswdEntry* entry = database.find(account.name);
    if (entry == nullptr) return {};
    if (entry->uid != account.uid)
        return fail(ErrorKind::denied,
                    concat("account `", account.name, "` exists with uid ", entry->uid, ", not ", account.uid));
    if (entry->shell != account.shell) TRY(run_tool({"usermod", "-s", account.shell, account.name}));
    if (entry->home != account.home) TRY(run_tool({"usermod", "-d", account.home, account.name}));
    return {};
}

/// Before anything is made: a group keeps its number, and what files of other hosts call by a number must be free for it here.
Result<void> check_numbered_groups(const AccountDatabase& database, const Account& account) {
    for (const auto& [group, gid] : account.group_ids) {
        for (const auto& [name, entry] : database.groups) {
            if (name == group && entry.gid != gid)
                return fail(ErrorKind::denied,
                            concat("group `", group, "` exists with gid ", entry.gid, ", not ", gid));
            if (name != group && entry.gid == gid)
                return fail(ErrorKind::denied, concat("gid ", gid, " of group `", group, "` is taken by `", name, "`"));
        }
    }
    return {};
}

/// systemd-sysusers takes another uid when the wanted one is taken, and says so only in its log.
Result<void> check_created(const AccountDatabase& database, const std::vector<Account>& accounts) {
    for (const Account& account : accounts) {
        const PasswdEntry* entry = database.find(account.name);
        if (entry == nullptr)
            return fail(ErrorKind::failed, concat("account `", account.name, "` could not be created"));
        if (entry->uid != account.uid || entry->gid != account.uid || entry->home != account.home)
            return fail(ErrorKind::failed,
                        concat("account `", account.name, "` was created with uid ", entry->uid, ", gid ", entry->gid,
                               " and home ", entry->home, "; wanted were ", account.uid, " and ", account.home));
        if (!missing_groups(database, account).empty())
            return fail(ErrorKind::failed, concat("account `", account.name, "` could not be added to group `",
                                                  missing_groups(database, account).front(), "`"));
        TRY(check_numbered_groups(database, account));
    }
    return {};
}

Result<void> write_subids(const AccountDatabase& database, const std::vector<Account>& accounts) {
    std::vector<SubidRange> ranges;
    for (const Account& account : accounts) {
        const std::optional<Account> seen = observe_account(database, account.name, &account);
        const bool right = seen && seen->subid_start == account.subid_start && seen->subid_count == account.subid_count;
        if (!right && account.subid_count > 0)
            ranges.push_back({.owner = account.name, .start = account.subid_start, .count = account.subid_count});
    }
    return set_subids(ranges);
}

/// A running manager has the groups it was started with.
Result<void> take_over_groups(const AccountDatabase& before, const Account& account) {
    const PasswdEntry* entry = before.find(account.name);
    if (entry == nullptr || missing_groups(before, account).empty()) return {};
    return restart_manager(*entry);
}

std::vector<PasswdEntry> accounts_to_linger(const AccountDatabase& database, const std::vector<Account>& accounts,
                                            bool linger) {
    std::vector<PasswdEntry> out;
    for (const Account& account : accounts)
        if (account.linger == linger && database.lingering.contains(account.name) != linger)
            out.push_back(*database.find(account.name));
    return out;
}

}  // namespace

Result<void> set_accounts(const std::vector<Account>& accounts, const std::function<void(std::string_view)>& progress) {
    const AccountDatabase before = TRY(read_account_database());
    for (const Account& account : accounts) {
        TRY(check_numbered_groups(before, account));
        TRY(correct_existing(before, account));
    }
    const std::string lines = sysusers_lines(before, accounts);
    if (!lines.empty()) {
        if (progress) progress(concat("creating ", plural(accounts.size(), "account")));
        const Result<void> made = find_program("systemd-sysusers") ? run_tool({"systemd-sysusers", "-"}, lines)
                                                                   : create_with_shadow(before, accounts);
        if (!made) return std::unexpected(made.error());
    }
    const AccountDatabase after = TRY(read_account_database());
    TRY(check_created(after, accounts));
    TRY(write_subids(after, accounts));
    for (const Account& account : accounts) {
        const state::Owner owner{.uid = account.uid, .gid = account.uid};
        TRY(make_directory(account.home, owner, 0750));
        TRY(take_over_groups(before, account));
    }
    for (const bool linger : {true, false}) TRY(set_lingering(accounts_to_linger(after, accounts, linger), linger));
    return {};
}

Result<void> purge_account(const Account& account) {
    const AccountDatabase database = TRY(read_account_database());
    const PasswdEntry* entry = database.find(account.name);
    if (entry == nullptr) return {};
    if (entry->uid == 0) return fail(ErrorKind::denied, "root is not removed");
    TRY(set_lingering({*entry}, false));
    TRY(stop_manager(*entry));
    // userdel(8) leaves an account that still runs something, and the manager does not end what left its session.
    std::ignore = run({.argv = {"kill", "-KILL", "--", "-1"},
                       .run_as = RunAs{.account = entry->name, .uid = entry->uid, .gid = entry->gid},
                       .timeout = std::chrono::seconds(10)});
    // The account goes last: as long as it is there, the next run tries again what failed.
    if (!account.home.empty()) TRY(remove_tree(account.home));
    TRY(set_subids({{.owner = account.name, .start = 0, .count = 0}}));
    return run_tool({"userdel", account.name});
}

}  // namespace nagaya::host
