#include "host/podman_storage.hpp"

#include "base/text.hpp"
#include "host/safe_files.hpp"

namespace nagaya::host {
namespace {

constexpr size_t largest_index = size_t{16} << 20;
constexpr size_t largest_conf = size_t{256} << 10;

Result<std::vector<StoredImage>> images_below(const std::string& root) {
    for (const char* driver : {"overlay", "vfs", "btrfs", "zfs"}) {
        const std::string path = concat(root, "/", driver, "-images/images.json");
        const Result<std::optional<SeenFile>> seen = read_file(path, largest_index);
        // An account may have put anything there; what is not an index is no images, and podman will say more.
        if (!seen || !*seen) continue;
        return parse_images_index((*seen)->bytes);
    }
    return std::vector<StoredImage>{};
}

std::string configured_root(const std::string& conf) {
    const Result<std::optional<SeenFile>> seen = read_file(conf, largest_conf);
    return seen && *seen ? graph_root((*seen)->bytes) : std::string();
}

}  // namespace

std::string graph_root(std::string_view storage_conf) {
    bool in_storage = false;
    for (std::string_view line : split(storage_conf, '\n')) {
        line = trim(line);
        if (line.starts_with('[')) in_storage = line.starts_with("[storage]");
        const size_t equals = line.find('=');
        if (!in_storage || equals == std::string_view::npos || trim(line.substr(0, equals)) != "graphroot") continue;
        const std::string_view value = trim(line.substr(equals + 1));
        const size_t close = value.size() > 1 ? value.find(value[0], 1) : std::string_view::npos;
        if (close == std::string_view::npos || (value[0] != '"' && value[0] != '\'')) return {};
        return std::string(value.substr(1, close - 1));
    }
    return {};
}

std::string storage_of_account(const std::string& home) {
    std::string configured = configured_root(concat(home, "/.config/containers/storage.conf"));
    return configured.starts_with('/') ? configured : concat(home, "/.local/share/containers/storage");
}

std::string storage_of_root() {
    std::string configured = configured_root("/etc/containers/storage.conf");
    return configured.starts_with('/') ? configured : "/var/lib/containers/storage";
}

Result<std::vector<StoredImage>> images_of_account(const std::string& home) {
    return images_below(storage_of_account(home));
}

Result<std::vector<StoredImage>> images_of_root() { return images_below(storage_of_root()); }

}  // namespace nagaya::host
