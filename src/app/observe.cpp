#include "app/observe.hpp"

#include <map>

#include "base/digest.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "emit/manifest.hpp"
#include "host/account_database.hpp"
#include "host/own_directory.hpp"
#include "host/safe_files.hpp"

namespace nagaya::app {

namespace {

constexpr size_t largest_file = size_t{256} << 20;

/// Looks at the paths of a layout in one root.
class Look {
public:
    Look(const emit::Layout& layout, std::string root, bool is_tree)
        : layout_(layout), root_(std::move(root)), is_tree_(is_tree) {}

    Result<Json> run() {
        JsonArray accounts = TRY(look_at_accounts());
        JsonArray paths;
        for (const auto& [path, placed] : layout_.paths) {
            if (placed.role == "first boot") continue;
            Json facts = TRY(look_at_path(path, placed));
            paths.push_back(std::move(facts));
        }
        return Json(JsonObject{{"version", 1}, {"accounts", std::move(accounts)}, {"paths", std::move(paths)}});
    }

private:
    static Json account_facts(const state::Account& account) {
        return JsonObject{{"name", account.name},
                          {"uid", account.uid},
                          {"home", account.home},
                          {"shell", account.shell},
                          {"subids", concat(account.subid_start, '+', account.subid_count)},
                          {"groups", concat(join({account.groups.begin(), account.groups.end()}, ","))},
                          {"linger", account.linger}};
    }

    Result<JsonArray> look_at_accounts() {
        JsonArray all;
        if (is_tree_) {
            for (const state::Account& account : layout_.accounts) all.push_back(account_facts(account));
            return all;
        }
        const host::AccountDatabase database =
            TRY(host::read_account_database(concat(root_, "/etc"), concat(root_, "/var/lib/systemd/linger")));
        for (const state::Account& account : layout_.accounts) {
            std::optional<state::Account> found = host::observe_account(database, account.name, &account);
            if (!found) continue;
            found->home = database.find(account.name)->home;
            all.push_back(account_facts(*found));
        }
        return all;
    }

    Result<Json> look_at_path(const std::string& path, const emit::Placed& placed) const {
        const std::string place = concat(root_, path);
        const std::optional<host::FileStatus> status = TRY(host::look_at(place));
        JsonObject facts{{"path", path}};
        if (!status) {
            facts.emplace_back("type", nullptr);
            return Json(std::move(facts));
        }
        state::Owner owner = status->owner;
        // A tree is the user's own; whose its paths shall be is in the manifest.
        if (is_tree_) std::visit([&](const auto& value) { owner = owner_of(value, placed); }, placed.value);
        const auto* directory = std::get_if<state::Directory>(&placed.value);
        const bool data = directory && directory->keep && !placed.added;
        if (!data) {
            facts.emplace_back("uid", owner.uid);
            facts.emplace_back("gid", owner.gid);
        }
        if (status->type == host::FileType::symlink) {
            facts.emplace_back("target", TRY(host::read_link(place)).value_or(""));
            return Json(std::move(facts));
        }
        if (!data) facts.emplace_back("mode", octal(status->mode));
        if (status->type == host::FileType::directory) facts.emplace_back("type", "directory");
        if (status->type != host::FileType::regular) return Json(std::move(facts));
        const std::optional<host::SeenFile> seen = TRY(host::read_file(place, largest_file));
        facts.emplace_back("sha256", seen ? sha256(seen->bytes) : std::string());
        return Json(std::move(facts));
    }

    static state::Owner owner_of(const auto& value, const emit::Placed& placed) {
        if constexpr (requires { value.owner; }) return value.owner;
        return placed.owner;
    }

    const emit::Layout& layout_;
    const std::string root_;
    const bool is_tree_;
};

}  // namespace

int observe(const ObserveOptions& options, Console& console) {
    const auto tree = host::absolute_path(options.tree);
    if (!tree) return tell(tree.error(), console);
    const auto text = host::read_own_file(concat(*tree, '/', emit::manifest_name));
    if (!text) {
        console.err(concat("nagaya: `", visible(options.tree), "` is no tree that `nagaya render tree` wrote\n"));
        return exit_usage;
    }
    const auto layout = emit::parse_manifest(*text);
    if (!layout) return tell(layout.error(), console);
    std::string root = concat(*tree, '/', emit::tree_root);
    if (!options.root.empty()) {
        auto given = host::absolute_path(options.root);
        if (!given) return tell(given.error(), console);
        root = *given == "/" ? std::string() : *std::move(given);
    }
    const auto facts = Look(*layout, root, options.root.empty()).run();
    if (!facts) return tell(facts.error(), console);
    console.out(print_json(*facts, JsonStyle::indented) + "\n");
    return exit_ok;
}

}  // namespace nagaya::app
