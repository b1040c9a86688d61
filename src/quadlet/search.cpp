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

/// Which directories of a tree are left out: none, all of the users', or those that belong to one user's number.
enum class Filter { none, system, users };

class Walk {
public:
    Walk(Files& files, Log& log, Listings& listings)
        : files_(files),
          log_(log),
          listings_(listings),
          users_(files.real_path(std::string(admin_users)).value_or(std::string(admin_users))) {}

    void tree(const std::string& path, Filter filter) {
        const auto real = files_.real_path(path);
        if (real) {
            if (!seen_.contains(*real) && files_.is_directory(*real)) directory(*real, path, filter);
            return;
        }
        if (!real.error().missing)
            log_.debug(concat("Error occurred resolving path ", quoted(path), ": ", real.error().message));
        put(path);
    }

    void put(const std::string& path) {
        if (seen_.insert(path).second) found_.push_back(path);
    }

    std::vector<std::string> take() { return std::move(found_); }

private:
    /// `real` is a directory without links on its way, and was asked for as `path`.
    void directory(const std::string& real, const std::string& path, Filter filter) {
        if (found_.size() >= most_directories || real.ends_with(".d") || skipped(real, filter)) return;
        put(real);
        auto entries = files_.list(real);
        if (!entries) {
            log_.debug(concat("Error occurred walking sub directories ", quoted(path), ": ", entries.error().message));
            return;
        }
        for (const Entry& entry : *entries) {
            if (entry.kind == Entry::Kind::file) continue;
            const auto below = concat(real == "/" ? "" : real, "/", entry.name);
            if (entry.kind == Entry::Kind::directory) {
                if (!seen_.contains(below)) directory(below, below, filter);
            } else {
                tree(below, filter);
            }
        }
        listings_[real] = std::move(*entries);
    }

    bool skipped(std::string_view path, Filter filter) const {
        if (filter == Filter::none || !path.starts_with(users_)) return false;
        const auto rest = path.substr(users_.size());
        if (filter == Filter::system) return true;
        if (!rest.starts_with('/')) return false;
        return all_digits(rest.substr(1, rest.find('/', 1) - 1));
    }

    Files& files_;
    Log& log_;
    Listings& listings_;
    std::string users_;  ///< admin_users, without links
    std::vector<std::string> found_;
    std::set<std::string, std::less<>> seen_;
};

/// As Go's path.Join: an empty part is none.
std::string joined(std::string_view directory, std::string_view name) {
    return clean_path(directory.empty() ? std::string(name) : concat(directory, "/", name));
}

void user_directories(const Surroundings& around, Release release, Walk& walk, Log& log) {
    if (release >= Release{5, 3, 0} && around.runtime_dir)
        walk.tree(joined(*around.runtime_dir, "containers/systemd"), Filter::none);
    std::string config = around.config_home;
    if (config.empty() && !around.home.empty()) config = around.home + "/.config";
    const std::string_view end = release >= Release{5, 5, 0} ? "\n" : "";
    if (config.empty()) return log.warn_bare(concat("Warning: neither $XDG_CONFIG_HOME nor $HOME are defined", end));
    if (!around.config_home.empty() && !config.starts_with('/'))
        return log.warn_bare(concat("Warning: path in $XDG_CONFIG_HOME is relative", end));
    walk.tree(joined(config, "containers/systemd"), Filter::none);
    std::vector<std::string> shared = {std::string(admin_users)};
    if (release >= Release{6, 0, 0}) shared.emplace_back("/usr/share/containers/systemd/users");
    if (!around.uid_known) log.warn_bare(concat("Warning: user: unknown userid ", around.uid, end));
    for (const std::string& users : shared) {
        if (!around.uid_known) {
            walk.put(users);
            continue;
        }
        walk.tree(users, Filter::users);
        walk.tree(concat(users, "/", around.uid), Filter::none);
    }
}

}  // namespace

std::vector<std::string> search_directories(const Surroundings& around, Release release, Files& files, Log& log,
                                            Listings& listings) {
    Walk walk(files, log, listings);
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

std::vector<std::string> directories_below(const std::string& directory, Files& files, Log& log, Listings& listings) {
    Walk walk(files, log, listings);
    walk.tree(directory, Filter::none);
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
