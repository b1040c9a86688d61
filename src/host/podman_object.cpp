#include "host/podman_object.hpp"

#include "base/check.hpp"
#include "base/text.hpp"
#include "host/podman.hpp"
#include "host/process.hpp"

namespace nagaya::host {
namespace {

using Kind = state::PodmanObject::Kind;

Command podman(const PasswdEntry& account, std::vector<std::string> words) {
    words.insert(words.begin(), "podman");
    Command command = as_account(account, std::move(words));
    command.timeout = std::chrono::minutes(2);
    return command;
}

/// "network exists" and "pod exists" end with 0 or 1, in every language (podman-network-exists(1)).
Result<bool> is_there(const PasswdEntry& account, const char* noun, const std::string& name) {
    const Completed completed = TRY(run(podman(account, {noun, "exists", "--", name})));
    if (completed.exit_code > 1)
        return fail(ErrorKind::failed, concat("podman ", noun, " exists ended with exit code ", completed.exit_code,
                                              ": ", visible(trim(completed.errors))));
    return completed.exit_code == 0;
}

/// The names of containers that have the network, running or not.
std::string members_of(const PasswdEntry& account, const std::string& network) {
    const Result<Completed> listed =
        run(podman(account, {"ps", "--all", "--filter", concat("network=", network), "--format", "{{.Names}}"}));
    if (!listed || listed->exit_code != 0) return {};
    std::vector<std::string> names;
    for (const std::string_view name : split(trim(listed->output), '\n'))
        if (!name.empty()) names.push_back(visible(name));
    return join(names, ", ");
}

}  // namespace

Result<void> remove_podman_object(const PasswdEntry& account, const state::PodmanObject& object) {
    CHECK(object.kind != Kind::volume);
    const bool is_network = object.kind == Kind::network;
    const char* noun = is_network ? "network" : "pod";
    if (!TRY(is_there(account, noun, object.name))) return {};
    std::vector<std::string> words{noun, "rm", "--", object.name};
    if (!is_network) words.insert(words.begin() + 2, "--force");
    const Result<Completed> removed = run_ok(podman(account, std::move(words)));
    if (removed) return {};
    const std::string members = is_network ? members_of(account, object.name) : std::string();
    if (members.empty()) return std::unexpected(removed.error());
    return fail(ErrorKind::failed,
                concat("the network `", visible(object.name), "` is still used by these containers: ", members));
}

}  // namespace nagaya::host
