#include "load/compose_file.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/text.hpp"
#include "compose/project.hpp"
#include "compose/quadlet.hpp"
#include "load/compose_builds.hpp"
#include "load/made_text.hpp"
#include "load/names.hpp"
#include "syntax/made_file.hpp"

namespace nagaya::load {

namespace {

constexpr std::array<std::string_view, 4> names{"compose.yaml", "compose.yml", "docker-compose.yml",
                                                "docker-compose.yaml"};
constexpr std::array<std::string_view, 4> override_names{"compose.override.yml", "compose.override.yaml",
                                                         "docker-compose.override.yml", "docker-compose.override.yaml"};

/// The tree as absolute paths: TREE/services/NAME/…. No host has such a path, so what points elsewhere in the tree is seen.
constexpr std::string_view tree_root = "/@tree@";
constexpr std::string_view home = "/@home@";

class TreeFiles : public compose::Files {
public:
    TreeFiles(Reading& reading, std::set<const TreeEntry*>& used) : reading_(reading), used_(used) {}

    Read read(std::string_view path) override {
        const TreeEntry* entry = find(path);
        if (entry == nullptr) return {.file = {}, .error = "No such file or directory", .missing = true};
        used_.insert(entry);
        const auto file = read_text(reading_, *entry);
        const std::string why = entry->second.problem.empty() ? "it is not text" : concat("it ", entry->second.problem);
        return {.file = file, .error = file ? "" : why, .missing = false};
    }
    bool is_file(std::string_view path) override { return find(path) != nullptr; }
    std::string shown(std::string_view path) const override {
        const bool inside = path.starts_with(tree_root) && path.size() > tree_root.size();
        return std::string(inside ? path.substr(tree_root.size() + 1) : path);
    }

private:
    const TreeEntry* find(std::string_view path) const {
        if (!path.starts_with(tree_root) || path.size() == tree_root.size()) return nullptr;
        const auto found = reading_.tree.find(std::string(path.substr(tree_root.size() + 1)));
        return found != reading_.tree.end() ? &*found : nullptr;
    }

    Reading& reading_;
    std::set<const TreeEntry*>& used_;
};

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// The first of the usual names that is there, and the first override.
std::vector<std::string> project_files(Reading& reading, const std::vector<const TreeEntry*>& entries) {
    std::vector<std::string> files;
    for (const auto& list : {names, override_names}) {
        const TreeEntry* chosen = nullptr;
        for (const auto name : list)
            for (const TreeEntry* entry : entries) {
                if (last_part(entry->first) != name) continue;
                if (chosen == nullptr)
                    chosen = entry;
                else
                    report_stray(reading, *entry, concat("`", visible(chosen->first), "` is read instead"));
            }
        if (chosen != nullptr) files.push_back(concat(tree_root, "/", chosen->first));
    }
    return files;
}

/// What containers mount of the directory and the tree has: it is carried to the host.
void find_carried(Reading& reading, const compose::Project& project, compose::QuadletOptions& options,
                  std::set<const TreeEntry*>& used, ComposeParts& parts) {
    std::set<std::string, std::less<>> taken;
    const std::string start = project.directory + "/";
    auto consider = [&](std::string_view source) {
        if (!source.starts_with(start) || source.size() == start.size()) return;
        const std::string_view path = source.substr(start.size());
        if (path.starts_with("files/")) return;
        bool found = false;
        const std::string key(source.substr(tree_root.size() + 1));
        for (auto at = reading.tree.lower_bound(key); at != reading.tree.end() && at->first.starts_with(key); ++at) {
            const std::string_view rest = std::string_view(at->first).substr(key.size());
            if (!rest.empty() && !rest.starts_with('/')) continue;
            found = true;
            used.insert(&*at);
            const std::string below = concat(path, rest);
            if (!taken.insert(below).second) continue;
            if (auto file = read_config_file(reading, *at, below)) parts.files.push_back(std::move(*file));
        }
        if (found) options.carried.emplace(path);
    };
    if (const auto* services = project.file.find("services"))
        for (const auto& entry : services->entries)
            if (const auto* volumes = entry.value.find("volumes"))
                for (const auto& item : volumes->items)
                    if (item.text_of("type") == "bind") consider(item.text_of("source"));
    // Not the files of secrets: what comes along is readable in plans, generations and every output.
    if (const auto* configs = project.file.find("configs"))
        for (const auto& entry : configs->entries) consider(entry.value.text_of("file"));
    for (const std::string& file : compose::unmounted_files(project)) consider(file);
}

/// "web-http" → "@@PUBLISH_WEB_HTTP@@".
std::string publish_placeholder(std::string_view port) {
    std::string name = concat("@@PUBLISH_", port, "@@");
    for (char& letter : name)
        if (letter == '-')
            letter = '_';
        else if (letter >= 'a' && letter <= 'z')
            letter = static_cast<char>(letter - 'a' + 'A');
    return name;
}

/// A secret of the project as one of the service. Its text is not read here: it belongs into secrets/, encrypted.
void take_secret(Reading& reading, const compose::UsedSecret& secret, std::set<const TreeEntry*>& used,
                 std::vector<model::Secret>& secrets) {
    if (!is_secret_name(secret.name)) {
        reading.report.add(
            {.code = "compose-value",
             .message = concat(in_backticks(secret.name), " cannot be the name of a secret"),
             .at = secret.at,
             .help = "use letters, digits and `._-`, first a letter or digit, without `.age` at its end"});
        return;
    }
    model::Secret& added =
        secrets.emplace_back(model::Secret{.name = {secret.name, secret.at}, .kind = model::SecretKind::podman});
    if (!secret.file.starts_with(tree_root)) return;
    const auto entry = reading.tree.find(secret.file.substr(tree_root.size() + 1));
    if (entry == reading.tree.end()) return;
    used.insert(&*entry);
    added.in_clear = entry->first;
}

/// A profile that no service has is a slip of the pen.
void report_unknown_profiles(const std::vector<Located<std::string>>& profiles, const compose::Project& project,
                             Report& report) {
    std::set<std::string_view> known{"*"};
    for (const auto* group : {project.file.find("services"), &project.disabled})
        if (group != nullptr)
            for (const auto& entry : group->entries)
                if (const auto* own = entry.value.find("profiles"))
                    for (const auto& item : own->items) known.insert(item.text);
    for (const auto& profile : profiles)
        if (!known.contains(profile.value))
            report.add(
                {.code = "compose-reference",
                 .message = concat("no service of the Compose file has the profile ", in_backticks(profile.value)),
                 .at = profile.at});
}

}  // namespace

bool is_compose_name(std::string_view name) {
    return std::ranges::find(names, name) != names.end() ||
           std::ranges::find(override_names, name) != override_names.end();
}

ComposeParts read_compose(Reading& reading, const model::Service& service, const std::vector<const TreeEntry*>& entries,
                          bool has_image, std::set<const TreeEntry*>& used) {
    ComposeParts parts;
    compose::ProjectOptions wanted;
    wanted.files = project_files(reading, entries);
    wanted.directory = concat(tree_root, "/services/", service.name);
    wanted.home = home;
    for (const auto& profile : service.compose_profiles) wanted.profiles.push_back(profile.value);
    wanted.name = compose::normalise_name(service.name);
    TreeFiles files(reading, used);
    Report findings;
    compose::Project project;
    compose::Quadlets made;
    compose::load_project(wanted, reading.sources, files, findings, project);
    if (project.good) {
        compose::QuadletOptions options{
            .site = true, .carried = {}, .tree = std::string(tree_root), .home = std::string(home)};
        find_carried(reading, project, options, used, parts);
        for (const auto& secret : service.secrets)
            if (secret.kind == model::SecretKind::file) options.mounted_secrets.insert(secret.name.value);
        for (const auto& port : service.ports)
            if (port.listen)
                options.ports.emplace(
                    concat(port.listen->value, "/", port.protocol.value == model::Protocol::udp ? "udp" : "tcp"),
                    port.via.value == model::Via::fd ? std::string() : publish_placeholder(port.name.value));
        take_builds(reading, {.service = service, .project = project, .root = tree_root, .has_image = has_image}, used,
                    options, parts);
        made = compose::lower_project(project, options, findings);
        for (auto& unit : made.units) {
            const FileId file = reading.sources.add(
                syntax::made_path(concat("services/", service.name, "/", unit.name)), std::move(unit.text));
            remember_origins(reading, file, {std::move(unit.origins), project.name, unit.name});
            parts.units.push_back({.place = model::UnitPlace::quadlet, .name = std::move(unit.name), .file = file});
        }
        for (auto& file : made.files)
            parts.files.push_back(
                {.path = std::move(file.path), .file = {}, .bytes = std::move(file.text), .binary = true});
        for (auto& data : made.data) {
            model::Data& added = parts.data.emplace_back();
            added.path = {std::move(data.path), data.at};
            added.at = data.at;
        }
    }
    for (const auto& secret : made.secrets) take_secret(reading, secret, used, parts.secrets);
    parts.failed = !project.good;
    if (project.good) report_unknown_profiles(service.compose_profiles, project, findings);
    for (auto& finding : findings.sorted(reading.sources)) reading.report.add(std::move(finding));
    return parts;
}

void take_compose(ComposeParts parts, model::Service& service, Report& report) {
    for (auto& unit : parts.units) {
        const auto there = std::ranges::find(service.units, unit.name, &model::UnitSource::name);
        if (there == service.units.end())
            service.units.push_back(std::move(unit));
        else
            report.add({.code = "compose-unit",
                        .message = concat("`", visible(unit.name), "` stands here, and the Compose file makes it too"),
                        .at = start_of(there->file),
                        .help = "change the Compose file, or write a drop-in"});
    }
    for (auto& secret : parts.secrets)
        if (std::ranges::none_of(service.secrets, [&](const model::Secret& own) {
                return own.kind != model::SecretKind::root && own.name.value == secret.name.value;
            }))
            service.secrets.push_back(std::move(secret));
    service.image = std::move(parts.image);
    for (auto& file : parts.files)
        if (std::ranges::find(service.files, file.path, &model::ConfigFile::path) == service.files.end())
            service.files.push_back(std::move(file));
    for (auto& data : parts.data)
        if (is_relative_path(data.path.value) && std::ranges::none_of(service.data, [&](const model::Data& own) {
                return own.path.value == data.path.value;
            }))
            service.data.push_back(std::move(data));
}

}  // namespace nagaya::load
