// The deeds a plan is made of: plain data. Each sets something to a value, so doing it twice is doing it once.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "state/resource.hpp"

namespace nagaya::plan {

/// Creates the accounts that are missing and sets subids, groups, shell and lingering; homes are made 0750. One action for all
/// accounts of a plan, because the account database is one file with one lock.
struct SetAccounts {
    std::vector<state::Account> accounts;
};
/// Waits until the account's service manager answers.
struct AwaitManager {
    std::string account;
};
struct PutDirectory {
    std::string path;
    state::Directory directory;
};
struct PutFile {
    std::string path;
    state::File file;
};
struct PutSymlink {
    std::string path;
    state::Symlink symlink;
};
struct RemoveFile {
    std::string path;
};
/// Removes a directory that is empty; one that is not is left, which is no failure.
struct RemoveDirectory {
    std::string path;
};
struct RunHook {
    state::Hook hook;
    std::string service;
};
struct ProvideImage {
    state::Image image;  ///< built when it has a context, else pulled
};
struct ReloadManager {
    std::string account;
};
/// `reload` asks the unit to read its configuration again (ExecReload=).
/// `unmask` lets a unit be started again that somebody masked.
enum class UnitVerb { start, restart, reload, stop, enable, disable, unmask };
struct ChangeUnit {
    UnitVerb verb;
    state::Unit unit;
};
/// Waits until all probes of the unit hold, each within its time; a unit that restarts by itself meanwhile has failed. What a
/// probe said last is in the error.
struct AwaitHealth {
    state::Unit unit;
};
/// Removes a network or pod of the account, whose members have stopped, so that the next start makes it anew. Absent is fine.
/// Never a volume.
struct RemovePodmanObject {
    std::string account;
    state::PodmanObject object;
};
/// --purge only: removes a data directory with all that is in it.
struct PurgeTree {
    std::string path;
};
/// --purge only: removes the account, its home, its subids and its lingering.
struct PurgeAccount {
    state::Account account;
};

using Action =
    std::variant<SetAccounts, AwaitManager, PutDirectory, PutFile, PutSymlink, RemoveFile, RemoveDirectory, RunHook,
                 ProvideImage, ReloadManager, ChangeUnit, AwaitHealth, RemovePodmanObject, PurgeTree, PurgeAccount>;

/// The action for people, in the imperative: "write /etc/x", "restart web.service". Never holds a secret.
std::string text(const Action& action);

}  // namespace nagaya::plan
