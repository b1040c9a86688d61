#include "host/precheck.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "host/account_database.hpp"
#include "host/facts.hpp"
#include "host/generator_check.hpp"
#include "host/packages.hpp"
#include "host/process.hpp"
#include "host/requirements.hpp"
#include "host/safe_files.hpp"
#include "host/systemd.hpp"

namespace nagaya::host {
namespace {

using Problems = std::vector<Problem>;

constexpr Version oldest_podman{.major = 4, .minor = 4, .patch = 0};

void add(Problems& problems, std::string message, std::string help) {
    problems.push_back({.service = {}, .message = std::move(message), .help = std::move(help), .origin = {}});
}

bool has(const state::HostState& state, state::Kind kind) {
    for (const auto& [id, resource] : state.resources())
        if (id.kind == kind) return true;
    return false;
}

bool has_quadlets(const state::HostState& state) {
    for (const auto& [id, resource] : state.resources())
        if (id.kind == state::Kind::file && id.name.starts_with("/etc/containers/systemd/")) return true;
    return false;
}

/// Does the plan make managers read their units anew, or provide images? Then it matters which Podman that is.
bool asks_podman(const plan::Plan& plan) {
    return std::ranges::any_of(plan.steps, [](const plan::Step& step) {
        return std::holds_alternative<plan::ReloadManager>(step.action) ||
               std::holds_alternative<plan::ProvideImage>(step.action);
    });
}

void check_podman(std::string_view os, bool asked, Problems& problems) {
    constexpr Package podman{.debian = "podman"};
    if (!asked && find_program("podman")) return;  // starting it takes longer than all else that is looked at
    const Result<Version> version = podman_version();
    if (!version)
        add(problems, version.error().text(), install_command(os, podman));
    else if (*version < oldest_podman)
        add(problems, concat("Podman ", version->text(), " has no Quadlet; 4.4 is the first that has"),
            install_command(os, podman));
}

/// What rootless containers need of a host.
void check_rootless(std::string_view os, Problems& problems) {
    if (!find_program("newuidmap") || !find_program("newgidmap"))
        add(problems, "`newuidmap` and `newgidmap` are not installed",
            install_command(os, {.debian = "uidmap", .fedora = "shadow-utils", .suse = "shadow"}));
    if (!find_program("pasta") && !find_program("slirp4netns"))
        add(problems, "neither `pasta` nor `slirp4netns` is installed", install_command(os, {.debian = "passt"}));
    bool user_bus = false;
    for (const char* directory : {"/usr/lib/systemd/user", "/etc/systemd/user", "/lib/systemd/user"})
        user_bus = user_bus || exists(concat(directory, "/dbus.socket"));
    if (!user_bus)
        add(problems, "accounts have no message bus of their own",
            install_command(os, {.debian = "dbus-user-session", .fedora = "dbus-broker", .suse = "dbus-1"}));
    const Result<std::optional<SeenFile>> limit = read_file("/proc/sys/user/max_user_namespaces", 64);
    if (limit && *limit && trim((*limit)->bytes) == "0")
        add(problems, "user namespaces are switched off", "sysctl user.max_user_namespaces=15000");
}

/// Quadlet's user units wait for the system's network-online.target, 90 seconds long where nothing pulls it in.
void check_network_online(Problems& problems) {
    if (!exists("/usr/lib/systemd/user/podman-user-wait-network-online.service")) return;
    Result<ServiceManager> system = ServiceManager::connect(0);
    if (!system) return;
    const Result<std::vector<ListedUnit>> units = system->list({"network-online.target"});
    if (!units || units->empty() || units->front().is_active()) return;
    add(problems, "network-online.target is not reached: each rootless unit would wait 90 seconds for it",
        "systemctl add-wants multi-user.target network-online.target && systemctl start network-online.target");
}

bool overlap(const SubidRange& range, uint32_t start, uint32_t count) {
    return range.start < uint64_t{start} + count && start < uint64_t{range.start} + range.count;
}

void check_ids(const state::Account& account, const AccountDatabase& database, Problems& problems) {
    for (const auto& [name, entry] : database.accounts) {
        if (name == account.name && entry.uid != account.uid)
            add(problems, concat("account `", name, "` exists with uid ", entry.uid, ", not ", account.uid),
                "write that uid into nagaya.lock, or remove the account");
        if (name != account.name && entry.uid == account.uid)
            add(problems, concat("uid ", account.uid, ", meant for `", account.name, "`, belongs to `", name, "`"),
                "choose another range in [accounts] uids and remove the account's line in nagaya.lock");
    }
    for (const auto& [name, entry] : database.groups)
        if ((name == account.name) != (entry.gid == account.uid))
            add(problems,
                concat("group `", name, "` has gid ", entry.gid, ", but `", account.name,
                       "` needs a group of its own name with gid ", account.uid),
                "remove or renumber that group, or change nagaya.lock");
    const std::string uid = concat(account.uid);
    std::set<std::string> reported;
    for (const auto* ranges : {&database.subuids, &database.subgids})
        for (const SubidRange& range : *ranges)
            if (range.owner != account.name && range.owner != uid &&
                overlap(range, account.subid_start, account.subid_count) && reported.insert(range.owner).second)
                add(problems,
                    concat("the subids of `", account.name, "`, ", account.subid_start, " to ",
                           uint64_t{account.subid_start} + account.subid_count - 1, ", overlap those of `", range.owner,
                           "`"),
                    "choose another range in [accounts] subids");
}

void check_accounts(const state::HostState& desired, const AccountDatabase& database, Problems& problems) {
    for (const auto& [id, resource] : desired.resources()) {
        const auto* account = std::get_if<state::Account>(&resource.value);
        if (account == nullptr || account->uid == 0) continue;
        const size_t first = problems.size();
        check_ids(*account, database, problems);
        for (size_t i = first; i < problems.size(); ++i) {
            problems[i].service = resource.service;
            problems[i].origin = resource.origin;
        }
    }
}

}  // namespace

std::vector<Problem> precheck(const state::HostState& desired, const state::HostState& observed,
                              const plan::Plan& plan) {
    Problems problems;
    if (!is_root()) add(problems, "nagaya is not run as root", "run it with sudo, or as root");
    if (!exists("/run/systemd/system")) add(problems, "this system is not run by systemd", "");
    if (has_quadlets(desired) || has(desired, state::Kind::image))
        check_podman(desired.os, asks_podman(plan), problems);
    if (has(desired, state::Kind::account)) {
        check_rootless(desired.os, problems);
        check_network_online(problems);
    }
    const Result<AccountDatabase> database = read_account_database();
    if (!database) {
        add(problems, database.error().text(), "");
        return problems;
    }
    check_accounts(desired, *database, problems);
    for (Problem& problem : unmet_requirements(desired, observed, *database)) problems.push_back(std::move(problem));
    // Without a reload, no unit can vanish.
    if (asks_podman(plan))
        for (Problem& problem : check_with_generator(desired, observed)) problems.push_back(std::move(problem));
    return problems;
}

}  // namespace nagaya::host
