// services/<name>/: every file of the directory has one meaning, by its place and name; what has none is reported.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "load/compose_file.hpp"
#include "load/keys.hpp"
#include "load/names.hpp"
#include "load/overlay.hpp"
#include "load/read_table.hpp"
#include "load/reading.hpp"
#include "load/unit_types.hpp"

namespace nagaya::load {

namespace {

using model::UnitPlace;

/// A service's files by meaning. Maps, so that a stage's file takes the place of the common one.
struct Directory {
    const TreeEntry* manifest = nullptr;
    const TreeEntry* overlay = nullptr;
    struct Unit {
        const TreeEntry* entry;
        bool drop_in;
        bool staged;
    };
    std::map<std::pair<UnitPlace, std::string>, Unit> units;
    struct Config {
        const TreeEntry* entry;
        bool staged;
    };
    std::map<std::string_view, Config> files;
    std::vector<ContextFile> image;
    std::vector<std::pair<const TreeEntry*, std::string_view>> proxy;  // by path below proxy/
    std::vector<std::pair<const TreeEntry*, std::string_view>> strays;
    std::vector<const TreeEntry*> compose;  // compose.yaml, and the file that overrides it
};

/// Puts each file of one service where it belongs.
class Sorter {
public:
    explicit Sorter(const Reading& reading) : reading_(reading) {}

    void add(const TreeEntry& entry, std::string_view path) {
        if (reading_.walked) return add_walked(entry, path);
        const size_t slash = path.find('/');
        const bool taken = slash == std::string_view::npos
                               ? add_top(entry, path)
                               : add_below(entry, path.substr(0, slash), path.substr(slash + 1));
        if (!taken) directory_.strays.emplace_back(&entry, path);
    }

    Directory& directory() { return directory_; }

private:
    void add_walked(const TreeEntry& entry, std::string_view path) {
        const size_t slash = path.rfind('/');
        const std::string_view name = path.substr(slash + 1);
        std::string_view directory = slash == std::string_view::npos ? "" : path.substr(0, slash);
        directory.remove_prefix(directory.rfind('/') + 1);
        const bool taken =
            directory.ends_with(".d") ? add_drop_in(entry, UnitPlace::quadlet, directory, name) : add_top(entry, name);
        if (!taken) directory_.strays.emplace_back(&entry, path);
    }

    bool add_top(const TreeEntry& entry, std::string_view name) {
        const StagedName manifest = staged_manifest(name);
        if (manifest.name == "service.toml") {
            if (!knows(manifest.stage)) return false;
            if (manifest.stage.empty()) {
                directory_.manifest = &entry;
            } else if (manifest.stage == reading_.stage) {
                directory_.overlay = &entry;
            }
            return true;
        }
        if (is_compose_name(name)) {
            directory_.compose.push_back(&entry);
            return true;
        }
        if (!is_quadlet_name(name)) return false;
        add_unit(entry, UnitPlace::quadlet, std::string(name), false, false);
        return true;
    }

    bool add_below(const TreeEntry& entry, std::string_view head, std::string_view rest) {
        const StagedName files = staged_files(head);
        if (files.name == "files") {
            if (!knows(files.stage)) return false;
            if (chosen(files.stage)) add_file(entry, rest, !files.stage.empty());
            return true;
        }
        if (head == "image") {
            directory_.image.push_back({&entry, rest});
            return true;
        }
        if (head == "proxy") {
            const bool known = rest.starts_with("http/") || rest.starts_with("https/");
            const std::string_view name = rest.substr(rest.find('/') + 1);
            if (!known || name.contains('/') || !name.ends_with(".conf") || name == ".conf") return false;
            directory_.proxy.emplace_back(&entry, rest);
            return true;
        }
        if (head == "units") {
            const size_t slash = rest.find('/');
            if (slash == std::string_view::npos) return false;
            const std::string_view manager = rest.substr(0, slash);
            const std::string_view unit = rest.substr(slash + 1);
            if (manager == "user") return add_unit_file(entry, UnitPlace::user_unit, unit);
            if (manager == "root") return add_unit_file(entry, UnitPlace::root_unit, unit);
            return false;
        }
        return add_drop_in(entry, UnitPlace::quadlet, head, rest);
    }

    bool add_unit_file(const TreeEntry& entry, UnitPlace place, std::string_view path) {
        const size_t slash = path.find('/');
        if (slash != std::string_view::npos) {
            return add_drop_in(entry, place, path.substr(0, slash), path.substr(slash + 1));
        }
        if (!is_plain_unit_name(path)) return false;
        add_unit(entry, place, std::string(path), false, false);
        return true;
    }

    /// x.container.d/10-more.conf, and container.d/10-more.conf for every unit of a type.
    bool add_drop_in(const TreeEntry& entry, UnitPlace place, std::string_view head, std::string_view file) {
        if (!head.ends_with(".d") || file.contains('/') || !file.ends_with(".conf")) return false;
        const StagedName directory =
            staged_drop_in(head, [&](std::string_view word) { return reading_.is_stage(word); });
        const std::string_view unit = std::string_view(directory.name).substr(0, directory.name.size() - 2);
        const bool of_type = place == UnitPlace::quadlet ? is_quadlet_type(unit) : is_unit_type(unit);
        const bool of_unit = place == UnitPlace::quadlet ? is_quadlet_name(unit) : is_plain_unit_name(unit);
        if (!of_type && !of_unit) return false;
        if (chosen(directory.stage)) {
            add_unit(entry, place, concat(directory.name, '/', file), true, !directory.stage.empty());
        }
        return true;
    }

    void add_unit(const TreeEntry& entry, UnitPlace place, std::string name, bool drop_in, bool staged) {
        auto [at, added] =
            directory_.units.try_emplace({place, std::move(name)}, Directory::Unit{&entry, drop_in, staged});
        if (!added && staged) at->second = {&entry, drop_in, staged};
    }

    void add_file(const TreeEntry& entry, std::string_view path, bool staged) {
        auto [at, added] = directory_.files.try_emplace(path, Directory::Config{&entry, staged});
        if (!added && staged) at->second = {&entry, staged};
    }

    bool knows(std::string_view stage) const { return stage.empty() || reading_.is_stage(stage); }
    bool chosen(std::string_view stage) const { return stage.empty() || stage == reading_.stage; }

    const Reading& reading_;
    Directory directory_;
};

void read_manifest(Reading& reading, const Directory& directory, model::Service& service) {
    syntax::TomlTable table;
    bool found = false;
    for (const TreeEntry* entry : {directory.manifest, directory.overlay}) {
        if (entry == nullptr) continue;
        auto file = read_toml(reading, *entry);
        if (!file) continue;
        if (!found) service.at = start_of(file->file);
        found = true;
        merge_toml(table, std::move(file->table));
    }
    if (found) read_keys(FileKind::service, table, &service, service.at, reading.report);
}

/// Defaults that depend on other values.
void fill_defaults(model::Service& service) {
    if (service.description.value.empty()) service.description = {service.name, service.at};
    if (service.account.value.empty()) service.account = {service.name, service.at};
    for (model::Port& port : service.ports) {
        if (port.target.value != 0 || !port.listen) continue;
        const bool privileged = port.listen->value < 1024 && !service.rootful();
        const bool direct =
            port.via.value == model::Via::direct || (port.via.value == model::Via::automatic && !privileged);
        if (direct) port.target = *port.listen;
    }
    for (model::Data& data : service.data) {
        // A value that somebody wrote is at least one byte long.
        if (data.group.at == Span{}) data.group.value = data.owner.value;  // and no place: nobody named it
    }
}

void read_units(Reading& reading, const Directory& directory, model::Service& service) {
    service.units.reserve(directory.units.size());
    for (const auto& [key, unit] : directory.units) {
        const std::string_view name = std::string_view(key.second).substr(key.second.rfind('/') + 1);
        if (!is_unit_name(name)) {
            const FileId file = reading.sources.add(visible(unit.entry->first), {});
            reading.report.add({.code = "bad-name",
                                .message = concat(in_backticks(name), " is not a unit's name"),
                                .at = start_of(file),
                                .help = "use letters, digits and `:-_.\\@`, at most 255 characters"});
            continue;
        }
        if (auto file = read_text(reading, *unit.entry)) {
            service.units.push_back({.place = key.first, .name = key.second, .file = *file, .drop_in = unit.drop_in});
        }
    }
}

void read_fragments(Reading& reading, const Directory& directory, model::Service& service) {
    for (const auto& [entry, path] : directory.proxy) {
        const size_t slash = path.find('/');
        if (auto file = read_text(reading, *entry)) {
            service.proxy_fragments.push_back({.https = path.substr(0, slash) == "https",
                                               .name = std::string(path.substr(slash + 1)),
                                               .file = *file});
        }
    }
}

/// Where a service without service.toml is: its first file.
Span first_place(Reading& reading, const Directory& directory, const model::Service& service, const TreeEntry& entry) {
    // The first unit of a Compose file may be a volume at its end.
    if (!directory.compose.empty()) {
        const TreeEntry& compose = *directory.compose.front();
        return start_of(reading.sources.add(visible(compose.first), compose.second.bytes));
    }
    if (!service.units.empty()) return start_of(service.units.front().file);
    if (service.image) return start_of(service.image->containerfile.file);
    return start_of(reading.sources.add(visible(entry.first), {}));
}

}  // namespace

std::optional<model::Service> read_service(Reading& reading, std::string_view name,
                                           const std::vector<const TreeEntry*>& entries) {
    Sorter sorter(reading);
    const size_t prefix = std::string_view("services//").size() + name.size();
    for (const TreeEntry* entry : entries) sorter.add(*entry, std::string_view(entry->first).substr(prefix));
    Directory& directory = sorter.directory();
    std::set<const TreeEntry*> used;
    model::Service service;
    service.name = name;
    read_manifest(reading, directory, service);
    ComposeParts parts;
    if (!directory.compose.empty())
        parts = read_compose(reading, service, directory.compose, !directory.image.empty(), used);
    for (const auto& [entry, path] : directory.strays) {
        if (!parts.failed && !is_note(path) && !used.contains(entry))
            report_stray(reading, *entry, stray_help(reading, name, path));
    }
    const bool empty = directory.compose.empty() && directory.manifest == nullptr && directory.overlay == nullptr &&
                       directory.units.empty();
    if (empty && directory.files.empty() && directory.image.empty() && directory.proxy.empty()) return std::nullopt;

    read_units(reading, directory, service);
    read_fragments(reading, directory, service);
    take_compose(std::move(parts), service, reading.report);
    for (const auto& [path, file] : directory.files) {
        if (auto config = read_config_file(reading, *file.entry, path)) service.files.push_back(std::move(*config));
    }
    const bool is_taken = !directory.image.empty() && used.contains(directory.image.front().entry);
    if (!service.image && !directory.image.empty() && !is_taken) {
        service.image = read_image(reading, service.name, concat("services/", name, "/image"), directory.image);
    }
    if (service.at == Span{}) service.at = first_place(reading, directory, service, *entries.front());
    if (!is_name(name)) {
        reading.report.add(
            {.code = "bad-name",
             .message = concat(in_backticks(name), " is not a service's name"),
             .at = service.at,
             .help = "rename the directory: small letters, digits and `-`, first a letter, at most 31 characters"});
    }
    fill_defaults(service);
    read_secrets(reading, service);
    return service;
}

}  // namespace nagaya::load
