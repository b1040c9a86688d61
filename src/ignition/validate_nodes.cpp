// Files, directories and links.
#include <unordered_map>

#include "ignition/validator.hpp"

namespace nagaya::ignition {

namespace {

using Counts = std::unordered_map<std::string_view, size_t>;

/// How many of `links` are above `path`.
size_t count_above(std::string_view path, const Counts& links) {
    size_t count = 0;
    for (size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1))
        if (auto found = links.find(path.substr(0, slash)); found != links.end()) count += found->second;
    return count;
}

}  // namespace

void Validator::check_path(std::string_view path, const Place& place) {
    if (path.empty())
        error(place, "path not specified");
    else if (!path.starts_with('/'))
        error(place, "path not absolute");
    else if (clean_path(path) != path)
        error(place, "path is not fully simplified");
}

void Validator::check_mode(const Number& mode, const Place& place) {
    if (!mode) return;
    if (*mode < 0 || *mode > 07777) error(place.in("mode"), "illegal file mode");
    if (!is(6) && (static_cast<uint32_t>(*mode) & 07000))
        warning(place.in("mode"),
                "setuid/setgid/sticky bits are not supported or functional in spec versions older than 3.6.0");
}

void Validator::check(const File& file, const Place& place) {
    check_path(file.path, place.in("path"));
    check_mode(file.mode, place);
    if (file.overwrite == true && !file.contents.source)
        error(place.in("overwrite"), "overwrite must be false if source is unspecified");
}

void Validator::check(const Directory& directory, const Place& place) {
    check_path(directory.path, place.in("path"));
    check_mode(directory.mode, place);
}

void Validator::check(const Link& link, const Place& place) { check_path(link.path, place.in("path")); }

void Validator::check(const Owner& owner, const Place& place) {
    if (owner.id && given(owner.name)) error(place, "cannot set both id and name");
}

void Validator::check_links(const Storage& storage, const Place& place) {
    Counts links;
    Counts directories;
    for (const Link& link : storage.links) ++links[link.path];
    for (const Directory& directory : storage.directories) ++directories[directory.path];
    auto check_above = [&](const auto& node, const Place& at, std::string_view message) {
        for (size_t times = links.empty() ? 0 : count_above(node.path, links); times > 0; --times) error(at, message);
    };
    Place list = place.in("directories");
    for (size_t index = 0; index < storage.directories.size(); ++index)
        check_above(storage.directories[index], list.in(index), "directory path includes link in config");
    Place files = place.in("files");
    for (size_t index = 0; index < storage.files.size(); ++index)
        check_above(storage.files[index], files.in(index), "file path includes link in config");
    Place all_links = place.in("links");
    for (size_t index = 0; index < storage.links.size(); ++index) {
        const Link& link = storage.links[index];
        Place at = all_links.in(index);
        check_above(link, at, "link path includes link in config");
        if (is(3) && !given(link.target)) {
            error(at.in("target"), "link target is required");
            continue;
        }
        if (link.hard != true) continue;
        std::string target = clean_path(link.target.value_or(""));
        if (!target.starts_with('/')) target = clean_path(link.path + "/" + link.target.value_or(""));
        if (auto found = directories.find(target); found != directories.end())
            for (size_t times = found->second; times > 0; --times) error(at, "hard link target is a directory");
        auto warn_of_owner = [&](bool is_given, std::string_view who, std::string_view by) {
            if (is_given) warning(at.in(who).in(by), "user/group ignored for hard link");
        };
        warn_of_owner(link.user.id.has_value(), "user", "id");
        warn_of_owner(link.user.name.has_value(), "user", "name");
        warn_of_owner(link.group.id.has_value(), "group", "id");
        warn_of_owner(link.group.name.has_value(), "group", "name");
    }
}

void Validator::check(const Storage& storage, const Place& place) {
    check_links(storage, place);
    check_overwritten_disks(storage, place);
}

}  // namespace nagaya::ignition
