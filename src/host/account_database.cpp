#include "host/account_database.hpp"

#include <cstdlib>

#include "base/text.hpp"
#include "host/safe_files.hpp"

namespace nagaya::host {
namespace {

constexpr size_t largest_database = size_t{16} << 20;

Result<std::string> read_database_file(const std::string& path) {
    std::optional<SeenFile> seen = TRY(read_file(path, largest_database));
    if (!seen) return std::string();
    if (seen->status.size > largest_database)
        return fail(ErrorKind::limit, concat("`", path, "` is larger than 16 MiB"));
    return std::move(seen->bytes);
}

bool contains(const std::vector<SubidRange>& ranges, const SubidRange& range) {
    for (const SubidRange& other : ranges)
        if (other == range) return true;
    return false;
}

/// The range the account has in both files: the wanted one if it has several.
std::optional<SubidRange> subids_of(const AccountDatabase& database, const PasswdEntry& account,
                                    const state::Account* wanted) {
    std::optional<SubidRange> first;
    const std::string uid = std::to_string(account.uid);
    for (const SubidRange& range : database.subuids) {
        if (range.owner != account.name && range.owner != uid) continue;
        SubidRange other = range;
        other.owner = range.owner == uid ? account.name : uid;
        if (!contains(database.subgids, range) && !contains(database.subgids, other)) continue;
        if (wanted != nullptr && range.start == wanted->subid_start && range.count == wanted->subid_count) return range;
        if (!first) first = range;
    }
    return first;
}

}  // namespace

const PasswdEntry* AccountDatabase::find(std::string_view name) const {
    const auto at = accounts.find(std::string(name));
    return at == accounts.end() ? nullptr : &at->second;
}

std::set<std::string> AccountDatabase::groups_of(const std::string& name) const {
    std::set<std::string> out;
    for (const auto& [group, entry] : groups)
        for (const std::string& member : entry.members)
            if (member == name) out.insert(group);
    return out;
}

Result<AccountDatabase> read_account_database(const std::string& etc, const std::string& linger) {
    AccountDatabase database;
    const std::string passwd = TRY(read_database_file(concat(etc, "/passwd")));
    const std::string group = TRY(read_database_file(concat(etc, "/group")));
    const std::string subuid = TRY(read_database_file(concat(etc, "/subuid")));
    const std::string subgid = TRY(read_database_file(concat(etc, "/subgid")));
    // The first entry of a name counts, as for getpwnam(3).
    for (PasswdEntry& entry : parse_passwd(passwd)) {
        std::string name = entry.name;
        database.accounts.try_emplace(std::move(name), std::move(entry));
    }
    for (GroupEntry& entry : parse_group(group)) {
        std::string name = entry.name;
        database.groups.try_emplace(std::move(name), std::move(entry));
    }
    database.subuids = parse_subids(subuid);
    database.subgids = parse_subids(subgid);
    for (std::string& name : TRY(list_directory(linger))) database.lingering.insert(std::move(name));
    return database;
}

std::optional<state::Account> observe_account(const AccountDatabase& database, const std::string& name,
                                              const state::Account* wanted) {
    const PasswdEntry* entry = database.find(name);
    if (entry == nullptr) return std::nullopt;
    state::Account account{.name = name, .uid = entry->uid, .home = entry->home, .shell = entry->shell, .groups = {}};
    account.linger = database.lingering.contains(name);
    if (const std::optional<SubidRange> range = subids_of(database, *entry, wanted)) {
        account.subid_start = range->start;
        account.subid_count = range->count;
    }
    const Result<std::optional<FileStatus>> home = look_at(entry->home);
    if (!home || !*home || (*home)->type != FileType::directory) account.home.clear();
    for (const std::string& group : database.groups_of(name))
        if (wanted == nullptr || wanted->groups.contains(group)) account.groups.insert(group);
    if (wanted != nullptr) {
        for (const auto& [group, gid] : wanted->group_ids) {
            const auto found = database.groups.find(group);
            if (found != database.groups.end()) account.group_ids[group] = found->second.gid;
        }
    }
    return account;
}

Result<RunAs> run_as(const AccountDatabase& database, const std::string& account) {
    const PasswdEntry* entry = database.find(account);
    if (entry == nullptr) return fail(ErrorKind::not_found, concat("there is no account `", account, "`"));
    return RunAs{.account = account, .uid = entry->uid, .gid = entry->gid};
}

Result<PasswdEntry> look_up_account(const std::string& account) {
    const AccountDatabase database = TRY(read_account_database());
    const PasswdEntry* entry = database.find(account);
    if (entry == nullptr) return fail(ErrorKind::not_found, concat("there is no account `", account, "`"));
    return *entry;
}

std::vector<std::string> account_environment(const PasswdEntry& account) {
    std::vector<std::string> out{concat("HOME=", account.home), concat("USER=", account.name),
                                 concat("LOGNAME=", account.name),
                                 "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"};
    if (account.uid != 0) {
        out.push_back(concat("XDG_RUNTIME_DIR=/run/user/", account.uid));
        out.push_back(concat("DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/", account.uid, "/bus"));
    }
    for (const char* name :
         {"http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "BUILDAH_ISOLATION"})
        if (const char* value = getenv(name)) out.push_back(concat(name, "=", value));
    return out;
}

}  // namespace nagaya::host
