#include "app/site_commit.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "base/text.hpp"
#include "host/account_database.hpp"
#include "host/process.hpp"

namespace nagaya::app {

namespace {

constexpr auto longest_wait = std::chrono::seconds(5);
constexpr size_t longest_commit = 200;

std::string shown(std::string_view text) { return visible(trim(text)).substr(0, longest_commit); }

/// Git runs what a repository's configuration names. That is its owner's choice, so it runs with the owner's rights; one above
/// the site that is somebody else's git refuses by itself (safe.directory in git-config(1)).
Result<std::optional<host::RunAs>> owner_of(const std::string& root) {
    struct stat status{};
    if (stat(root.c_str(), &status) != 0) return fail_errno(concat("`", root, "`"));
    if (geteuid() != 0 || status.st_uid == 0) return std::optional<host::RunAs>();
    const host::AccountDatabase database = TRY(host::read_account_database());
    for (const auto& [name, entry] : database.accounts) {
        if (entry.uid != status.st_uid) continue;
        const host::RunAs owner = TRY(host::run_as(database, name));
        return std::optional(owner);
    }
    return fail(ErrorKind::not_found, concat("nobody has the uid ", status.st_uid));
}

Result<std::string> describe(const std::string& root) {
    const std::optional<std::string> git = host::find_program("git");
    if (!git) return std::string();
    host::Command command{.argv = {*git, "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-C", root,
                                   "describe", "--always", "--dirty", "--tags"}};
    command.environment = {"PATH=/usr/bin:/bin", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "HOME=/nonexistent",
                           "LC_ALL=C"};
    command.run_as = TRY(owner_of(root));
    command.timeout = longest_wait;
    const host::Completed completed = TRY(host::run(command));
    return completed.exit_code == 0 ? shown(completed.output) : std::string();
}

}  // namespace

std::string site_commit(const Workspace& workspace) {
    if (!workspace.sent_commit.empty()) return shown(workspace.sent_commit);
    return describe(workspace.root).value_or("");
}

}  // namespace nagaya::app
