#include "quadlet/files.hpp"

#include "base/text.hpp"

namespace nagaya::quadlet {
namespace {

FileTrouble missing(std::string_view verb, std::string_view path) {
    return {.message = concat(verb, " ", path, ": no such file or directory"), .missing = true};
}

}  // namespace

bool MemoryFiles::is_directory(const std::string& path) {
    const auto below = files_.lower_bound(path + "/");
    return below != files_.end() && below->first.starts_with(path + "/");
}

bool MemoryFiles::exists(const std::string& path) { return files_.contains(path) || is_directory(path); }

std::expected<std::string, FileTrouble> MemoryFiles::real_path(const std::string& path) {
    if (!exists(path)) return std::unexpected(missing("lstat", path));
    return path;
}

std::expected<std::vector<Entry>, FileTrouble> MemoryFiles::list(const std::string& path) {
    const std::string prefix = path + "/";
    std::vector<Entry> entries;
    for (auto at = files_.lower_bound(prefix); at != files_.end() && at->first.starts_with(prefix);) {
        const auto rest = std::string_view(at->first).substr(prefix.size());
        const auto name = rest.substr(0, rest.find('/'));
        const bool directory = name.size() < rest.size();
        entries.push_back({.name = std::string(name), .kind = directory ? Entry::Kind::directory : Entry::Kind::file});
        // '0' follows '/': past everything below the directory.
        if (directory)
            at = files_.lower_bound(concat(prefix, name, "0"));
        else
            ++at;
    }
    std::ranges::sort(entries, {}, &Entry::name);
    if (entries.empty()) {
        if (files_.contains(path))
            return std::unexpected(FileTrouble{.message = concat("open ", path, ": not a directory")});
        return std::unexpected(missing("open", path));
    }
    return entries;
}

std::expected<std::string, FileTrouble> MemoryFiles::read(const std::string& path, bool /*plain*/) {
    const auto found = files_.find(path);
    if (found != files_.end()) return found->second;
    if (is_directory(path)) return std::unexpected(FileTrouble{.message = concat("read ", path, ": is a directory")});
    return std::unexpected(missing("open", path));
}

}  // namespace nagaya::quadlet
