#include "host/foreign.hpp"

#include <algorithm>
#include <map>
#include <span>

#include "base/text.hpp"
#include "host/safe_files.hpp"

namespace nagaya::host {
namespace {

using state::Kind;

// Accounts are not to be trusted with our memory and time.
constexpr size_t most_of_account = 200;
constexpr size_t most_names = 2000;
constexpr size_t largest_text = size_t{64} << 10;
constexpr int deepest = 3;

/// File names that one manager or generator knows, and whose unit each is.
using Names = std::map<std::string, std::string, std::less<>>;

/// A directory that is read for one account.
struct Place {
    std::string directory;
    const Names& names;
    bool own = false;     ///< only this account's: what it holds beside ours counts, whatever it is called
    bool nested = false;  ///< Quadlet reads directories in it too
    int depth = 0;
};

constexpr std::string_view quadlet_types[] = {".container", ".volume", ".network", ".kube", ".pod", ".image", ".build"};
constexpr std::string_view unit_types[] = {".service", ".socket",    ".timer", ".path", ".target",
                                           ".mount",   ".automount", ".slice", ".swap"};

bool ends_in(std::string_view name, const auto& types) {
    return std::ranges::any_of(types, [&](std::string_view type) { return name.ends_with(type); });
}

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

class Search {
public:
    Search(const state::HostState& state, const state::Deployed& deployed, const ForeignRoots& roots)
        : state_(state), deployed_(deployed), roots_(roots) {}

    std::vector<Foreign> run() {
        for (const auto& [id, resource] : state_.resources())
            if (const auto* account = std::get_if<state::Account>(&resource.value)) look_for(*account);
        look_for_root();
        std::vector<Foreign> out;
        for (auto& [path, foreign] : found_) out.push_back(std::move(foreign));
        return out;
    }

private:
    void look_for(const state::Account& account) {
        begin(account.name, account.uid);
        const Names units = names_of_units(account.name);
        const Names quadlets = names_below(concat("/containers/systemd/users/", account.uid, "/"));
        const std::string config = account.home + "/.config";
        const std::string runtime = concat(roots_.run, "/user/", account.uid);
        for (const std::string& directory : {config + "/systemd/user", config + "/systemd/user.control",
                                             runtime + "/systemd/user", runtime + "/systemd/user.control"})
            look_into({.directory = directory, .names = units, .own = true});
        for (const std::string& directory : {roots_.etc + "/systemd/user", roots_.run + "/systemd/user"})
            look_into({.directory = directory, .names = units});
        for (const std::string& directory : {runtime + "/containers/systemd", config + "/containers/systemd",
                                             concat(roots_.etc, "/containers/systemd/users/", account.uid)})
            look_into({.directory = directory, .names = quadlets, .own = true, .nested = true});
        look_into({.directory = roots_.etc + "/containers/systemd/users", .names = quadlets, .own = true});
        managers_.emplace(concat("user@", account.uid, ".service"), "");
        managers_.emplace(concat("user-", account.uid, ".slice"), "");
    }

    void look_for_root() {
        begin("root", 0);
        Names units = names_of_units("root");
        units.insert(managers_.begin(), managers_.end());
        const Names quadlets = names_below("/containers/systemd/");
        for (const std::string& base : {roots_.etc, roots_.run})
            for (const char* below : {"/systemd/system", "/systemd/system.control"})
                look_into({.directory = base + below, .names = units});
        for (const std::string& base : {roots_.etc, roots_.run})
            look_into({.directory = base + "/containers/systemd", .names = quadlets});
    }

    void begin(const std::string& account, uint32_t uid) {
        account_ = account;
        uid_ = uid;
        count_ = 0;
    }

    Names names_of_units(const std::string& account) const {
        Names names;
        for (const auto& [id, resource] : state_.resources())
            if (id.kind == Kind::unit && id.scope == account) names.emplace(id.name, resource.service);
        return names;
    }
    /// The files that we have right in the directory of /etc.
    Names names_below(std::string_view below) const {
        const std::string directory = concat(roots_.etc, below);
        Names names;
        for (const auto& [id, resource] : state_.resources())
            if (id.kind == Kind::file && id.name.starts_with(directory) &&
                !std::string_view(id.name).substr(directory.size()).contains('/'))
                names.emplace(base_name(id.name), resource.service);
        return names;
    }
    bool is_ours(const std::string& path) const {
        return std::ranges::any_of(std::initializer_list<Kind>{Kind::file, Kind::symlink}, [&](Kind kind) {
            return deployed_.entries.contains({.kind = kind, .scope = {}, .name = path}) ||
                   state_.find({.kind = kind, .scope = {}, .name = path}) != nullptr;
        });
    }

    void look_into(const Place& place) {
        const Result<std::vector<std::string>> names = list_directory(place.directory);
        if (!names) return;
        for (const std::string& name : std::span(*names).first(std::min(names->size(), most_names)))
            if (count_ < most_of_account) look_at_entry(place, name);
    }

    void look_at_entry(const Place& place, const std::string& name) {
        const std::string path = concat(place.directory, "/", name);
        if (name.ends_with(".d")) {
            const std::string unit = name.substr(0, name.size() - 2);
            if (place.own || place.names.contains(unit)) look_into_drop_ins(place, path, unit);
            return;
        }
        if (is_ours(path)) return;
        const bool named = place.names.contains(name);
        const bool is_unit = ends_in(name, quadlet_types) || ends_in(name, unit_types);
        if (!named && !(place.own && (is_unit || place.nested))) return;
        const Result<std::optional<FileStatus>> seen = look_at(path);
        if (!seen || !*seen) return;
        if ((*seen)->type == FileType::directory) {
            if (place.nested && place.depth < deepest)
                look_into(
                    {.directory = path, .names = place.names, .own = true, .nested = true, .depth = place.depth + 1});
            return;
        }
        const Result<std::optional<std::string>> target = read_link(path);
        const bool masks = target && *target && **target == "/dev/null";
        if (!masks && !is_unit) return;
        add(place, masks ? Foreign::Kind::mask : named ? Foreign::Kind::shadow : Foreign::Kind::addition, name, path);
    }

    void look_into_drop_ins(const Place& place, const std::string& directory, const std::string& unit) {
        const Result<std::vector<std::string>> names = list_directory(directory);
        if (!names) return;
        for (const std::string& name : std::span(*names).first(std::min(names->size(), most_names))) {
            const std::string path = concat(directory, "/", name);
            if (count_ < most_of_account && name.ends_with(".conf") && !is_ours(path))
                add(place, Foreign::Kind::drop_in, unit, path);
        }
    }

    void add(const Place& place, Foreign::Kind kind, const std::string& unit, const std::string& path) {
        Foreign foreign{.kind = kind, .service = {}, .account = account_, .unit = unit, .path = path};
        if (const auto known = place.names.find(unit); known != place.names.end()) foreign.service = known->second;
        if (kind != Foreign::Kind::mask) foreign.text = text_of(path);
        if (found_.try_emplace(path, std::move(foreign)).second) ++count_;
    }

    std::optional<std::string> text_of(const std::string& path) const {
        Result<std::optional<SeenFile>> seen = read_file(path, largest_text + 1);
        if (!seen || !*seen || (*seen)->bytes.size() > largest_text || !is_text((*seen)->bytes)) return std::nullopt;
        const FileStatus& status = (*seen)->status;
        const bool told_anyway = status.links == 1 && (status.mode & 004) != 0;
        if (!told_anyway || (status.owner.uid != 0 && status.owner.uid != uid_)) return std::nullopt;
        return std::move((*seen)->bytes);
    }

    const state::HostState& state_;
    const state::Deployed& deployed_;
    const ForeignRoots& roots_;
    std::map<std::string, Foreign> found_;
    Names managers_;  // system units that our accounts stand on
    std::string account_;
    uint32_t uid_ = 0;
    size_t count_ = 0;
};

}  // namespace

std::vector<Foreign> find_foreign(const state::HostState& state, const state::Deployed& deployed,
                                  const ForeignRoots& roots) {
    return Search(state, deployed, roots).run();
}

}  // namespace nagaya::host
