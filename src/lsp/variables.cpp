#include "lsp/variables.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "load/names.hpp"

namespace nagaya::lsp {
namespace {

constexpr auto fixed = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"SERVICE", "the service's name"},
    {"SERVICE_PATH", "its directory on the host"},
    {"FILES_PATH", "its configuration files on the host"},
    {"SECRETS_PATH", "its secrets, in memory"},
    {"INSTALL_ROOT", "where the site is on the host"},
    {"DATA_ROOT", "where data are on the host"},
    {"DATA_PATH", "the data of the service's account"},
    {"PREFIX", "of system units"},
    {"DOMAIN", "of the site"},
    {"DOMAIN_NAME", "of the site"},
    {"ACCOUNT", "the service's account"},
    {"HOME", "of the account"},
    {"HOST", "the host's name"},
    {"HOST_LOOPBACK", "the host's loopback, from inside"},
    {"UID", "of the account"},
    {"GID", "of the account"},
    {"CERTIFICATES", "the certificate store"},
});

/// Those that the site sets, or that have a default.
constexpr auto settable = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"CERT_PATH", "certificates inside the container"},
    {"LE_EMAIL", "address for the certificate authority"},
    {"LOG_LEVEL", "how much is logged"},
});

/// "my-port" → "MY_PORT", as in variables.
std::string in_capitals(std::string_view name) {
    std::string out(name);
    for (char& c : out) c = c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return out;
}

std::string_view unquoted(std::string_view value) {
    if (value.empty() || (value.front() != '"' && value.front() != '\'')) return {};
    const size_t end = value.find(value.front(), 1);
    return end == std::string_view::npos ? std::string_view() : value.substr(1, end - 1);
}

/// Calls each(key, value, place of the key) for the lines "key = value" below the header. The file may be one that is being written.
template <class Each>
void each_pair(const Files& files, const std::string& path, std::string_view header, const Each& each) {
    bool inside = false;
    size_t begin = 0;
    for (const std::string_view line : split(files.text(path), '\n')) {
        const std::string_view bare = trim(line);
        const size_t equals = bare.find('=');
        if (bare.starts_with('[')) {
            inside = trim(bare.substr(0, bare.find('#'))) == header;
        } else if (inside && !bare.starts_with('#') && equals != std::string_view::npos) {
            const std::string_view key = trim(bare.substr(0, equals));
            const size_t at = begin + static_cast<size_t>(bare.data() - line.data());
            each(key, trim(bare.substr(equals + 1)), Target{.path = path, .begin = at, .end = at + key.size()});
        }
        begin += line.size() + 1;
    }
}

std::string manifest_of(std::string_view service) { return concat(service_directory(service), "service.toml"); }

void add_ports(const Files& files, std::string_view service, std::vector<Variable>& found) {
    each_pair(
        files, manifest_of(service), "[[port]]",
        [&](std::string_view key, std::string_view value, const Target& where) {
            const std::string name = in_capitals(unquoted(value));
            if (key != "name" || name.empty()) return;
            found.push_back({concat("PUBLISH_", name), "what `PublishPort=` has left of the container's port", where});
            found.push_back({concat("PORT_", name), "the port's `target`", where});
            found.push_back({concat("LISTEN_", name), "the port's `listen`", where});
        });
}

void add_vars(const Files& files, const std::string& path, std::string_view meaning, std::vector<Variable>& found) {
    each_pair(files, path, "[vars]", [&](std::string_view key, std::string_view, Target where) {
        found.push_back({std::string(key), meaning, std::move(where)});
    });
}

void add_images(const Files& files, std::string_view service, std::vector<Variable>& found) {
    const std::string own = concat(service_directory(service), "image/Containerfile");
    if (files.tree.contains(own)) found.push_back({"IMAGE", "the image that the service builds", Target{.path = own}});
    constexpr std::string_view directory = "images/";
    constexpr std::string_view file = "/Containerfile";
    for (auto at = files.tree.lower_bound(std::string(directory));
         at != files.tree.end() && at->first.starts_with(directory); ++at) {
        std::string_view name = std::string_view(at->first).substr(directory.size());
        if (!name.ends_with(file)) continue;
        name.remove_suffix(file.size());
        if (!name.contains('/'))
            found.push_back(
                {concat("IMAGE_", in_capitals(name)), "a shared image of the site", Target{.path = at->first}});
    }
}

/// PORT_SERVICE_NAME, of every service of the site.
void add_others_ports(const Files& files, std::vector<Variable>& found) {
    constexpr std::string_view directory = "services/";
    constexpr std::string_view file = "/service.toml";
    for (auto at = files.tree.lower_bound(std::string(directory));
         at != files.tree.end() && at->first.starts_with(directory); ++at) {
        std::string_view service = std::string_view(at->first).substr(directory.size());
        if (!service.ends_with(file)) continue;
        service.remove_suffix(file.size());
        each_pair(files, at->first, "[[port]]", [&](std::string_view key, std::string_view value, Target where) {
            const std::string name = in_capitals(unquoted(value));
            if (key == "name" && !name.empty())
                found.push_back({concat("PORT_", in_capitals(service), "_", name),
                                 "the `target` of another service's port", std::move(where)});
        });
    }
}

}  // namespace

std::vector<Variable> variables_of(const Files& files, std::string_view service) {
    std::vector<Variable> found;
    if (files.loose) return found;
    if (!service.empty()) {
        add_ports(files, service, found);
        add_images(files, service, found);
        add_vars(files, manifest_of(service), "of the service", found);
    }
    add_vars(files, "nagaya.toml", "of the site", found);
    for (auto at = files.tree.lower_bound("hosts/"); at != files.tree.end() && at->first.starts_with("hosts/"); ++at)
        add_vars(files, at->first, "of a host", found);
    for (const auto& [name, meaning] : fixed) found.push_back({std::string(name), meaning, std::nullopt});
    for (const auto& [name, meaning] : settable) found.push_back({std::string(name), meaning, std::nullopt});
    add_others_ports(files, found);
    return found;
}

std::optional<Variable> find_variable(const Files& files, std::string_view service, std::string_view name) {
    std::vector<Variable> all = variables_of(files, service);
    const auto found = std::ranges::find(all, name, &Variable::name);
    return found == all.end() ? std::nullopt : std::optional(std::move(*found));
}

std::string_view variable_at(const Spot& spot) {
    for (size_t begin = spot.line.find("@@"); begin != std::string_view::npos && begin <= spot.column;) {
        const size_t end = spot.line.find("@@", begin + 2);
        if (end == std::string_view::npos) break;
        const std::string_view name = spot.line.substr(begin + 2, end - begin - 2);
        const bool is_name = load::is_variable_name(name);
        if (is_name && spot.column <= end + 2) return name;
        begin = is_name ? spot.line.find("@@", end + 2) : end;
    }
    return {};
}

}  // namespace nagaya::lsp
