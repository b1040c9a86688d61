#include "butane/provenance.hpp"

#include <algorithm>
#include <optional>
#include <span>

namespace nagaya::butane {

namespace {

using ignition::Path;
using ignition::Step;

/// The snake-case names of fields.hpp, which live on; other names stay views of their text.
std::string_view snake_name(std::string_view json) {
    static const auto names = [] {
        std::map<std::string_view, std::string_view> made;
        auto note = [&]<class T>(auto&& self, const T*) -> void {
            ignition::for_each_field<T>([&](const auto& field) {
                made[field.json] = field.snake;
                using Member = std::remove_cvref_t<decltype(std::declval<T>().*(field.member))>;
                if constexpr (ignition::Described<Member>) {
                    self(self, static_cast<const Member*>(nullptr));
                } else if constexpr (ignition::is_list<Member>) {
                    if constexpr (ignition::Described<typename Member::value_type>)
                        self(self, static_cast<const typename Member::value_type*>(nullptr));
                }
            });
        };
        note(note, static_cast<const ignition::Config*>(nullptr));
        return made;
    }();
    auto found = names.find(json);
    return found == names.end() ? json : found->second;
}

Path snake_path(const Path& path) {
    Path out = path;
    for (Step& step : out)
        if (!step.is_index) step.name = snake_name(step.name);
    return out;
}

template <class T>
bool is_set_at(const T& value, std::span<const Step> rest) {
    if (rest.empty()) return ignition::populated(value);
    if constexpr (ignition::Described<T>) {
        bool set = false;
        ignition::for_each_field<T>([&](const auto& field) {
            if (!rest[0].is_index && field.json == rest[0].name)
                set = is_set_at(value.*(field.member), rest.subspan(1));
        });
        return set;
    } else if constexpr (ignition::is_list<T>) {
        return rest[0].is_index && rest[0].index < value.size() && is_set_at(value[rest[0].index], rest.subspan(1));
    } else {
        return false;
    }
}

bool begins_with(const Path& path, const Path& beginning) {
    return path.size() >= beginning.size() && std::equal(beginning.begin(), beginning.end(), path.begin());
}

/// The origin of the longest beginning of `path` that has one.
std::optional<Path> find_origin(const Origins& origins, const Path& path) {
    Path beginning = path;
    while (true) {
        if (auto found = origins.find(beginning); found != origins.end()) {
            Path out = found->second.source;
            if (!found->second.whole)
                for (size_t at = beginning.size(); at < path.size(); ++at) {
                    out.push_back(path[at]);
                    if (!path[at].is_index) out.back().name = snake_name(path[at].name);
                }
            return out;
        }
        if (beginning.empty()) return std::nullopt;
        beginning.pop_back();
    }
}

/// `path` of a merged config in the side that it comes from; true for the parent.
bool trace_back(const ignition::MergeTrace& trace, Path& path) {
    Path in_parent = path;
    Path in_child = path;
    bool from_parent = false;
    for (const Path& taken : trace.from_parent) from_parent = from_parent || begins_with(path, taken);
    for (const auto& list : trace.lists) {
        if (path.size() <= list.path.size() || !begins_with(path, list.path)) continue;
        size_t at = list.path.size();
        if (path[at].index >= list.entries.size()) continue;
        const auto& entry = list.entries[path[at].index];
        if (entry.child == ignition::MergeTrace::nowhere) from_parent = true;
        if (entry.child != ignition::MergeTrace::nowhere) in_child[at].index = entry.child;
        if (entry.parent != ignition::MergeTrace::nowhere) in_parent[at].index = entry.parent;
    }
    path = from_parent ? in_parent : in_child;
    return from_parent;
}

const Resource* resource_at(const Config& file, const Path& path) {
    auto name = [&](size_t at) { return at < path.size() && !path[at].is_index ? path[at].name : std::string_view(); };
    auto entry = [&](const auto& list, size_t at) {
        return at < path.size() && path[at].is_index && path[at].index < list.size() ? &list[path[at].index] : nullptr;
    };
    if (name(0) == "storage" && name(1) == "files") {
        const File* found = entry(file.storage.files, 2);
        if (found && name(3) == "contents" && path.size() == 5) return &found->contents;
        if (found && name(3) == "append" && path.size() == 6) return entry(found->append, 4);
    }
    if (name(0) == "storage" && name(1) == "luks" && name(3) == "keyFile" && path.size() == 5) {
        const Luks* found = entry(file.storage.luks, 2);
        return found ? &found->key_file : nullptr;
    }
    if (name(0) == "ignition" && name(1) == "config") {
        if (name(2) == "merge" && path.size() == 5) return entry(file.ignition.config.merge, 3);
        if (name(2) == "replace" && path.size() == 4) return &file.ignition.config.replace;
    }
    if (name(0) == "ignition" && name(1) == "security" && path.size() == 6)
        return entry(file.ignition.security.tls.certificate_authorities, 4);
    return nullptr;
}

/// Did the contents of a unit or drop-in come from a file?
bool has_local_contents(const Config& file, const Path& path) {
    if (path.size() < 4 || path[0].name != "systemd" || path[1].name != "units") return false;
    if (path[2].index >= file.systemd.units.size()) return false;
    const Unit& unit = file.systemd.units[path[2].index];
    if (path.size() == 4) return path[3].name == "contents" && unit.contents_local && !unit.contents_local->empty();
    if (path.size() != 6 || path[3].name != "dropins" || path[4].index >= unit.dropins.size()) return false;
    const Dropin& dropin = unit.dropins[path[4].index];
    return path[5].name == "contents" && dropin.contents_local && !dropin.contents_local->empty();
}

}  // namespace

bool PathLess::operator()(const Path& a, const Path& b) const {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](const Step& one, const Step& other) {
        if (one.is_index != other.is_index) return other.is_index;
        return one.is_index ? one.index < other.index : one.name < other.name;
    });
}

void Provenance::add(Origins origins) {
    if (!origins.empty()) stages_.push_back({.is_merge = false, .trace = {}, .origins = std::move(origins)});
}

void Provenance::add_merge(ignition::MergeTrace trace, Origins parent) {
    stages_.push_back({.is_merge = true, .trace = std::move(trace), .origins = std::move(parent)});
}

void Provenance::add_keys(size_t user, std::vector<size_t> files) { keys_[user] = std::move(files); }

Path Provenance::find(const ignition::Config& config, const Path& path) const {
    if (!is_set_at(config, path)) return snake_path(path);
    Path here = path;
    for (auto stage = stages_.rbegin(); stage != stages_.rend(); ++stage) {
        bool from_parent = stage->is_merge && trace_back(stage->trace, here);
        if (stage->is_merge && !from_parent) continue;
        if (auto origin = find_origin(stage->origins, here)) return *origin;
        if (from_parent) return snake_path(path);
    }
    return find_in_file(here);
}

Path Provenance::find_in_file(const Path& path) const {
    Path out = snake_path(path);
    if (path.empty() || path.back().is_index) {
        bool is_key = path.size() == 5 && path[0].name == "passwd" && path[3].name == "sshAuthorizedKeys";
        if (!is_key || path[2].index >= file_.passwd.users.size()) return out;
        size_t written = file_.passwd.users[path[2].index].ssh_authorized_keys.size();
        auto found = keys_.find(path[2].index);
        if (path[4].index < written || found == keys_.end()) return out;
        out[3].name = "ssh_authorized_keys_local";
        out[4].index = found->second.at(path[4].index - written);
        return out;
    }
    if (has_local_contents(file_, path)) out.back().name = "contents_local";
    bool is_source = path.back().name == "source";
    if (!is_source && path.back().name != "compression") return out;
    const Resource* resource = resource_at(file_, path);
    if (!resource || (!is_source && resource->compression && !resource->compression->empty())) return out;
    if (resource->local) out.back().name = "local";
    if (resource->inline_text) out.back().name = "inline";
    return out;
}

}  // namespace nagaya::butane
