#include "quadlet/search.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"

namespace nagaya::quadlet {
namespace {

constexpr std::string_view admin_users = "/etc/containers/systemd/users";
constexpr size_t most_directories = 100'000;

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Which directories of a tree are left out.
enum class Filter { none, system, users };

class Walk {
public:
    Walk(const Surroundings& surroundings, Files& files, Log& log, Listings& listings)
        : around_(surroundings), files_(files), log_(log), listings_(listings) {}

    void tree(const std::string& path, Filter filter) {
        if (found_.size() >= most_directories) return;
        const auto real = files_.real_path(path);
        if (!real) {
            if (!real.error().missing)
                log_.debug(concat("Error occurred resolving path ", quoted(path), ": ", real.error().message));
            put(path);
            return;
        }
        if (seen_.contains(*real) || skipped(*real, filter)) return;
        put(*real);
        auto entries = files_.list(*real);
        if (!entries) {
            log_.debug(concat("Error occurred walking sub directories ", quoted(path), ": ", entries.error().message));
            return;
        }
        for (const Entry& entry : *entries) {
            if (extension_of(entry.name) == ".d" ||
                (entry.kind != Entry::Kind::directory && entry.kind != Entry::Kind::link))
                continue;
            const auto below = concat(*real == "/" ? "" : *real, "/", entry.name);
            if (entry.kind == Entry::Kind::link && !files_.is_directory(below)) continue;
            tree(below, filter);
        }
        listings_[*real] = std::move(*entries);
    }

    void put(const std::string& path) {
        if (seen_.insert(path).second) found_.push_back(path);
    }

    std::vector<std::string> take() { return std::move(found_); }

private:
    bool skipped(std::string_view path, Filter filter) const {
        if (filter == Filter::system) return path.starts_with(admin_users);
        if (filter != Filter::users || !path.starts_with(admin_users)) return false;
        auto rest = path.substr(admin_users.size());
        if (!rest.starts_with('/')) return false;
        rest.remove_prefix(1);
        const auto name = rest.substr(0, rest.find('/'));
        return all_digits(name) && name != concat(around_.uid);
    }

    const Surroundings& around_;
    Files& files_;
    Log& log_;
    Listings& listings_;
    std::vector<std::string> found_;
    std::set<std::string, std::less<>> seen_;
};

void user_directories(const Surroundings& around, Release release, Walk& walk, Log& log) {
    if (release >= Release{5, 3, 0} && !around.runtime_dir.empty())
        walk.tree(clean_path(around.runtime_dir + "/containers/systemd"), Filter::none);
    std::string config = around.config_home;
    if (config.empty() && !around.home.empty()) config = around.home + "/.config";
    if (config.empty()) {
        log.warn("Warning: neither $XDG_CONFIG_HOME nor $HOME are defined");
        return;
    }
    walk.tree(clean_path(config + "/containers/systemd"), Filter::none);
    std::vector<std::string> shared = {std::string(admin_users)};
    if (release >= Release{6, 0, 0}) shared.emplace_back("/usr/share/containers/systemd/users");
    for (const std::string& users : shared) {
        if (around.uid_known)
            walk.tree(users, Filter::users);
        else
            walk.put(users);
        if (around.uid_known) walk.tree(concat(users, "/", around.uid), Filter::none);
    }
}

}  // namespace

std::vector<std::string> search_directories(const Surroundings& around, Release release, Files& files, Log& log,
                                            Listings& listings) {
    Walk walk(around, files, log, listings);
    if (!around.unit_dirs.empty()) {
        for (const auto directory : split(around.unit_dirs, ':')) {
            if (!directory.starts_with('/')) {
                log.warn(concat(directory, " not a valid file path"));
                break;
            }
            walk.tree(std::string(directory), Filter::none);
        }
        return walk.take();
    }
    if (around.user) {
        user_directories(around, release, walk, log);
        return walk.take();
    }
    if (release >= Release{5, 3, 0}) walk.tree("/run/containers/systemd", Filter::system);
    walk.tree("/etc/containers/systemd", Filter::system);
    walk.tree("/usr/share/containers/systemd", Filter::system);
    return walk.take();
}

std::string_view extension_of(std::string_view name) {
    const size_t slash = name.rfind('/');
    const size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || (slash != std::string_view::npos && dot < slash)) return {};
    return name.substr(dot);
}

std::string clean_path(std::string_view path) {
    if (path.empty()) return ".";
    const bool rooted = path[0] == '/';
    std::vector<std::string_view> parts;
    for (const auto part : split(path, '/')) {
        if (part.empty() || part == ".") continue;
        if (part == ".." && !parts.empty() && parts.back() != "..")
            parts.pop_back();
        else if (part != ".." || !rooted)
            parts.push_back(part);
    }
    std::string clean = rooted ? "/" : "";
    for (size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) clean += '/';
        clean += parts[i];
    }
    return clean.empty() ? "." : clean;
}

std::string directory_of(std::string_view path) {
    const size_t slash = path.rfind('/');
    return clean_path(slash == std::string_view::npos ? std::string_view() : path.substr(0, slash + 1));
}

std::string quoted(std::string_view text) {
    constexpr std::string_view special = "\a\b\f\n\r\t\v\\\"";
    constexpr std::string_view letters = "abfnrtv\\\"";
    constexpr std::string_view hex = "0123456789abcdef";
    const bool whole = is_text(text);
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (const size_t at = special.find(c); at != std::string_view::npos) {
            out += '\\';
            out += letters[at];
        } else if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !whole)) {
            out += "\\x";
            out += hex[byte >> 4];
            out += hex[byte & 0xf];
        } else {
            out += c;
        }
    }
    return out + '"';
}

}  // namespace nagaya::quadlet
