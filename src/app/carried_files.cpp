#include "app/carried_files.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "compose/short_forms.hpp"

namespace nagaya::app {

namespace {

using Kind = host::FilesDirectory::Kind;

constexpr size_t most_bytes = 16 << 20;
constexpr size_t most_files = 500;
constexpr size_t most_looked_at = 100'000;
constexpr size_t most_named = 10;

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// Where containers keep what they write; a directory that is mounted there, and not only to be read, is no configuration.
bool is_data(std::string_view target, std::string_view source) {
    for (const std::string_view place : {"/data", "/var/lib", "/var/log", "/var/cache", "/var/spool", "/backup"})
        if (target.starts_with(place) && (target.size() == place.size() || target[place.size()] == '/')) return true;
    for (const auto path : {target, source})
        for (const auto part : split(path, '/'))
            if (part == "data" || part == "logs" || part == "uploads" || part == "storage" || part == "cache")
                return true;
    return false;
}

/// "a, b, c and 5 more".
std::string name_some(const std::set<std::string>& names) {
    std::string out;
    size_t named = 0;
    for (const auto& name : names) {
        if (++named > most_named) break;
        out += concat(out.empty() ? "" : ", ", name);
    }
    if (names.size() > most_named) out += concat(" and ", names.size() - most_named, " more");
    return out;
}

}  // namespace

/// One walk.
struct CarriedFiles::Copy {
    NewFiles made{};
    size_t bytes = 0;
    size_t looked_at = 0;
    std::string root{};                           // of a context, with a "/" unless it is the project's directory
    const syntax::IgnoreFile* ignored = nullptr;  // of a context
    std::set<std::string> left_out{};             // what it names
};

CarriedFiles::CarriedFiles(const compose::Project& project, const std::set<std::string>& read)
    : start_(project.directory + "/"), directory_(project.directory), project_(project) {
    for (const auto& path : read)
        if (const auto own = below(path); !own.empty()) own_.insert(own);
    if (const auto* secrets = project.file.find("secrets"))
        for (const auto& entry : secrets->entries)
            if (const auto own = below(entry.value.text_of("file")); !own.empty()) secrets_.insert(own);
}

/// The path below the project's directory, or "" for what is elsewhere.
std::string CarriedFiles::below(std::string_view path) const {
    if (!path.starts_with(start_) || compose::clean_path(path) != path) return "";
    return std::string(path.substr(start_.size()));
}

void CarriedFiles::see(std::string_view path) { seen_.emplace(path.substr(0, path.find('/'))); }

void CarriedFiles::leave(const std::string& path, std::string_view why) {
    see(path);
    left_.push_back({path, std::string(why)});
}

bool CarriedFiles::is_left_out(Copy& how, const std::string& from, bool directory) {
    const std::string_view name = last_part(from);
    const bool of_git = name == ".git";
    if (of_git || name == ".env" || secrets_.contains(from)) {
        leave(directory ? from + "/" : from, of_git ? "the history is no part of a service" : "it may hold secrets");
        return true;
    }
    if (data_.contains(from)) return true;
    if (how.ignored == nullptr) return false;
    if (own_.contains(from)) {
        leave(from, "it belongs to the Compose project, not to an image");
        return true;
    }
    const bool ignored = how.ignored->ignores(std::string_view(from).substr(how.root.size()));
    // Something below it may come back.
    if (!ignored || (directory && how.ignored->takes_back())) return false;
    how.left_out.insert(directory ? from + "/" : from);
    see(from);
    return true;
}

/// False when it is too much.
bool CarriedFiles::copy(Copy& how, const std::string& from, const std::string& to, Kind kind, bool executable) {
    if (++how.looked_at > most_looked_at) return false;
    if (kind == Kind::regular) {
        auto read = directory_.read(from);
        if (!read) {
            leave(from, read.error().reason);
            return true;
        }
        how.bytes += read->size();
        how.made.emplace(to, NewFile{std::move(*read), executable ? 0755U : 0644U});
        see(from);
        return how.made.size() <= most_files && how.bytes <= most_bytes;
    }
    if (kind != Kind::directory) {
        leave(from, kind == Kind::symlink ? "a link" : "neither a file nor a directory");
        return true;
    }
    const auto entries = directory_.list(from);
    if (!entries) {
        leave(from + "/", entries.error().reason);
        return true;
    }
    for (const auto& entry : *entries) {
        const std::string path = from.empty() ? entry.name : concat(from, "/", entry.name);
        if (is_left_out(how, path, entry.kind == Kind::directory)) continue;
        if (!copy(how, path, concat(to, "/", entry.name), entry.kind, entry.executable)) return false;
    }
    return true;
}

void CarriedFiles::take_mount(const std::string& path, const std::string& to, compose::QuadletOptions& how) {
    if (path.empty() || how.carried.contains(path)) return;
    const auto kind = directory_.kind(path, false);
    if (!kind) return;
    Copy walk;
    if (!copy(walk, path, concat(to, "/files/", path), *kind, false))
        return leave(path, concat("more than ", most_files, " files or ", most_bytes >> 20, " MiB"));
    if (walk.made.empty()) return;
    files_.merge(walk.made);
    how.carried.insert(path);
}

void CarriedFiles::take_mounted(const std::string& to, compose::QuadletOptions& how) {
    if (const auto* services = project_.file.find("services"))
        for (const auto& entry : services->entries) {
            const auto* volumes = entry.value.find("volumes");
            if (volumes == nullptr) continue;
            for (const auto& item : volumes->items) {
                if (item.text_of("type") != "bind") continue;
                const std::string path = below(item.text_of("source"));
                const auto* read_only = item.find("read_only");
                const bool written = read_only == nullptr || !read_only->is_true();
                const auto kind =
                    path.empty() ? std::unexpected(host::FilesDirectory::Problem{}) : directory_.kind(path, false);
                if (written && kind && *kind == Kind::directory && is_data(item.text_of("target"), path)) {
                    if (!how.carried.contains(path) && data_.insert(path).second)
                        leave(path + "/", "data, which begins empty: copy what is in it to the host");
                } else {
                    take_mount(path, to, how);
                }
            }
        }
    if (const auto* configs = project_.file.find("configs"))
        for (const auto& entry : configs->entries) take_mount(below(entry.value.text_of("file")), to, how);
    for (const std::string& file : compose::unmounted_files(project_)) take_mount(below(file), to, how);
}

void CarriedFiles::leave_out(const Copy& how, std::string_view file) {
    if (!how.left_out.empty())
        leave(name_some(how.left_out), file.empty() ? "the build installs it anew" : concat(file, " names it"));
}

bool CarriedFiles::take_build(const compose::SiteBuild& build, const std::string& to, Report& report) {
    Copy walk;
    if (build.context + "/" != start_) {
        walk.root = below(build.context);
        if (walk.root.empty()) return false;
        walk.root += '/';
    }
    // As it is called in the context, where it stands in it.
    std::string chosen_name;
    std::string text = build.inline_text;
    if (!build.dockerfile.empty()) {
        const std::string path = below(build.dockerfile);
        const auto chosen = directory_.read(path);
        if (path.empty() || !chosen) return false;
        text = *chosen;
        see(path);
        if (path.starts_with(walk.root)) chosen_name = path.substr(walk.root.size());
    }
    // Docker asks for the first of these, Podman for the second.
    std::string ignore_file;
    syntax::IgnoreFile ignored("node_modules\n**/node_modules\n");
    for (const std::string& name :
         {chosen_name + ".dockerignore", std::string(".containerignore"), std::string(".dockerignore")}) {
        const auto names = directory_.read(walk.root + name);
        if (!names || !ignore_file.empty()) continue;
        ignored = syntax::IgnoreFile(*names);
        ignore_file = name;
    }
    walk.ignored = &ignored;
    const std::string context = walk.root.substr(0, walk.root.empty() ? 0 : walk.root.size() - 1);
    if (!copy(walk, context, to, Kind::directory, false)) {
        leave(context.empty() ? "." : context + "/",
              concat("more than ", most_files, " files or ", most_bytes >> 20, " MiB to build from"));
        return false;
    }
    // Both get their usual names.
    if (!chosen_name.empty()) walk.made.erase(concat(to, "/", chosen_name));
    if (!walk.made.emplace(to + "/Containerfile", NewFile{compose::with_build_options(text, build, report)}).second) {
        leave(walk.root + "Containerfile", "another one is built");
        walk.made[to + "/Containerfile"] = NewFile{compose::with_build_options(text, build, report)};
    }
    if (!ignore_file.empty()) {
        auto chosen = walk.made.extract(concat(to, "/", ignore_file));
        if (!chosen.empty()) walk.made[to + "/.dockerignore"] = std::move(chosen.mapped());
    }
    leave_out(walk, ignore_file);
    files_.merge(walk.made);
    return true;
}

void CarriedFiles::tell_rest() {
    for (const auto* names : {&own_, &secrets_})
        for (const auto& path : *names) see(path);
    const auto entries = directory_.list("");
    if (!entries) return;
    std::set<std::string> rest;
    for (const auto& entry : *entries)
        if (!seen_.contains(entry.name)) rest.insert(entry.kind == Kind::directory ? entry.name + "/" : entry.name);
    if (!rest.empty()) leave(name_some(rest), "nothing mounts or builds it");
}

}  // namespace nagaya::app
