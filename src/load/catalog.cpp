#include "load/catalog.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "load/load.hpp"
#include "load/unit_types.hpp"

namespace nagaya::load {

namespace {

constexpr std::string_view images = "images/";

std::string_view entry_of(const CatalogFile& file) { return file.path.substr(0, file.path.find('/')); }
std::string_view inner_path(const CatalogFile& file) { return file.path.substr(file.path.find('/') + 1); }

bool part_of_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.' || c == '@';
}

bool in_stem(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; }

/// Is what begins with the entry's name and goes on with `rest` a unit: "git.container", "git-dump.timer"?
bool ends_as_unit(std::string_view rest) {
    if (!rest.starts_with('-') && !rest.starts_with('.')) return false;
    rest.remove_prefix(static_cast<size_t>(std::ranges::find_if_not(rest, in_stem) - rest.begin()));
    if (!rest.starts_with('.')) return false;
    rest.remove_prefix(1);
    const std::string_view type(rest.begin(), std::ranges::find_if_not(rest, in_stem));
    return is_quadlet_type(type) || is_unit_type(type);
}

/// `text` with the names of the entry's units as those of `service`.
std::string renamed(std::string_view text, std::string_view entry, std::string_view service) {
    std::string out;
    size_t copied = 0;
    for (size_t at = text.find(entry); at != std::string_view::npos; at = text.find(entry, at + 1)) {
        if (at < copied) continue;
        const std::string_view before = text.substr(0, at);
        const std::string_view rest = text.substr(at + entry.size());
        // Quadlet calls the container of git.container "systemd-git".
        const bool container = before.ends_with("systemd-") && (rest.empty() || rest[0] == '-' || !in_stem(rest[0]));
        const bool begins = before.empty() || !part_of_name(before.back());
        if (!container && !(begins && ends_as_unit(rest))) continue;
        out += concat(text.substr(copied, at - copied), service);
        copied = at + entry.size();
    }
    return out + std::string(text.substr(copied));
}

/// Only paths whose unit is called like the entry: the stem of a component before ".container", ".container.d" and so on.
std::string renamed_path(std::string_view path, std::string_view entry, std::string_view service) {
    if (path.starts_with("files/") || path.starts_with("image/")) return std::string(path);
    return renamed(path, entry, service);
}

/// What stands behind the value of `name` on its line, without "#".
std::string comment_of(std::string_view text, std::string_view name) {
    for (std::string_view line : split(text, '\n')) {
        if (!line.starts_with(name) || !trim(line.substr(name.size())).starts_with('=')) continue;
        const size_t hash = line.rfind(" # ");
        return hash == std::string_view::npos ? std::string() : std::string(trim(line.substr(hash + 3)));
    }
    return {};
}

std::string_view manifest_of(std::string_view entry) {
    const std::string path = concat(entry, "/service.toml");
    for (const CatalogFile& file : catalog_files())
        if (file.path == path) return file.bytes;
    return {};
}

CatalogEntry summary(const model::Service& service) {
    CatalogEntry entry{.name = service.name, .description = service.description.value};
    for (const model::Need& need : service.needs) entry.needs.push_back(need.service.value);
    for (const auto& secret : service.secrets) entry.secrets.push_back(secret.name.value);
    for (const model::Port& port : service.ports)
        if (port.listen) entry.listens.push_back(concat(port.name.value, ' ', port.listen->value));
    const std::string_view manifest = manifest_of(service.name);
    for (const auto& [name, value] : service.vars)
        entry.vars.push_back({.name = name, .value = value.value, .comment = comment_of(manifest, name)});
    return entry;
}

/// A site of nothing but the catalogue.
model::Tree catalog_site() {
    model::Tree tree;
    tree["nagaya.toml"].bytes = "[site]\nname = \"catalog\"\n";
    for (const CatalogFile& file : catalog_files()) tree[concat("services/", file.path)].bytes = file.bytes;
    return tree;
}

}  // namespace

std::vector<CatalogEntry> catalog_entries() {
    Sources sources;
    Report unused;  // a site that takes an entry is checked as a whole
    const model::Site site = load_site(catalog_site(), {}, "", sources, unused);
    std::vector<CatalogEntry> entries;
    for (const auto& [name, service] : site.services) entries.push_back(summary(service));
    return entries;
}

std::optional<CatalogEntry> find_catalog_entry(std::string_view name) {
    for (CatalogEntry& entry : catalog_entries())
        if (entry.name == name) return std::move(entry);
    return std::nullopt;
}

std::string_view catalog_readme(std::string_view name) {
    const std::string path = concat(name, "/README.md");
    for (const CatalogFile& file : catalog_files())
        if (file.path == path) return file.bytes;
    return {};
}

NewFiles catalog_service_files(std::string_view entry, std::string_view service) {
    NewFiles files;
    for (const CatalogFile& file : catalog_files()) {
        if (entry_of(file) != entry) continue;
        const std::string_view path = inner_path(file);
        const bool rename = entry != service && is_text(file.bytes) && !path.ends_with(".md");
        std::string text = rename ? renamed(file.bytes, entry, service) : std::string(file.bytes);
        if (path.starts_with(images)) {
            files[std::string(path)] = std::string(file.bytes);
        } else {
            files[concat("services/", service, "/", renamed_path(path, entry, service))] = std::move(text);
        }
    }
    return files;
}

bool is_script(std::string_view bytes) { return bytes.starts_with("#!"); }

}  // namespace nagaya::load
