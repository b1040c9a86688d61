#include <algorithm>
#include <set>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "load/keys.hpp"
#include "load/load.hpp"
#include "load/names.hpp"
#include "load/read_table.hpp"
#include "load/reading.hpp"
#include "load/selinux_file.hpp"

namespace nagaya::load {

namespace {

using Entries = std::vector<const TreeEntry*>;

/// The tree's entries whose path starts with `directory` ("hosts/"), in order. A common prefix makes them neighbours.
Entries below(const model::Tree& tree, std::string_view directory) {
    Entries entries;
    for (auto at = tree.lower_bound(std::string(directory)); at != tree.end() && at->first.starts_with(directory);
         ++at) {
        entries.push_back(&*at);
    }
    return entries;
}

const TreeEntry* find_entry(const model::Tree& tree, const std::string& path) {
    auto found = tree.find(path);
    return found == tree.end() ? nullptr : &*found;
}

void fill_defaults(model::SiteSettings& settings) {
    const auto otherwise = [&](Located<std::string>& field, std::string_view text) {
        if (field.value.empty()) field = {std::string(text), settings.at};
    };
    otherwise(settings.prefix, settings.name.value);
    otherwise(settings.domain, "localhost");
    otherwise(settings.install_root, "/srv/nagaya");
    otherwise(settings.data_root, "/srv/data");
    otherwise(settings.secrets_dir, "../secrets");
    for (Located<uint32_t>* number :
         {&settings.first_uid, &settings.last_uid, &settings.subid_base, &settings.subid_size}) {
        if (number->at == Span{}) number->at = settings.at;
    }
    for (Located<uint16_t>* number : {&settings.first_loopback_port, &settings.last_loopback_port}) {
        if (number->at == Span{}) number->at = settings.at;
    }
}

model::SiteSettings read_settings(Reading& reading) {
    model::SiteSettings settings;
    if (const TreeEntry* entry = find_entry(reading.tree, "nagaya.toml")) {
        if (auto file = read_toml(reading, *entry)) {
            settings.at = start_of(file->file);
            read_keys(FileKind::site, file->table, &settings, settings.at, reading.report);
        }
    } else {
        settings.at = start_of(reading.sources.add("nagaya.toml", {}));
        reading.report.add(
            {.code = "missing-site",
             .message = "there is no `nagaya.toml` here, so this directory is not a site",
             .at = settings.at,
             .help = "go to the site's directory or name it with --site, or make a new one with `nagaya init`"});
    }
    fill_defaults(settings);
    return settings;
}

std::optional<model::Host> read_host(Reading& reading, const TreeEntry& entry, std::string_view name) {
    auto file = read_toml(reading, entry);
    if (!file) return std::nullopt;
    model::Host host;
    host.name = name;
    host.at = start_of(file->file);
    if (!is_name(name)) {
        reading.report.add(
            {.code = "bad-name",
             .message = concat(in_backticks(name), " is not a host's name"),
             .at = host.at,
             .help = "rename the file: small letters, digits and `-`, first a letter, at most 31 characters"});
    }
    read_keys(FileKind::host, file->table, &host, host.at, reading.report);
    if (host.os.value.empty()) host.os = {"debian", host.at};
    if (host.host_loopback.value.empty()) host.host_loopback = {"169.254.1.3", host.at};
    for (Located<std::string>* field : {&host.address, &host.stage, &host.podman}) {
        if (field->value.empty()) field->at = host.at;
    }
    return host;
}

void read_hosts(Reading& reading, model::Site& site) {
    constexpr std::string_view directory = "hosts/";
    constexpr std::string_view suffix = ".toml";
    for (const TreeEntry* entry : below(reading.tree, directory)) {
        std::string_view name = std::string_view(entry->first).substr(directory.size());
        if (!name.ends_with(suffix) || name.contains('/')) {
            // Renders for Ignition read it (app/host_butane.hpp).
            const bool is_butane = name.ends_with(".bu") &&
                                   reading.tree.contains(concat(directory, name.substr(0, name.size() - 3), suffix));
            if (!is_note(name) && !is_butane) report_stray(reading, *entry, "a host is one file hosts/NAME.toml");
            continue;
        }
        name.remove_suffix(suffix.size());
        auto host = read_host(reading, *entry, name);
        if (!host) continue;
        if (!host->stage.value.empty()) reading.stages.insert(host->stage.value);
        site.hosts.emplace(name, std::move(*host));
    }
}

/// Calls `each` with a subdirectory's name and the entries below it, for every subdirectory of `directory`.
template <class Each>
void for_each_directory(Reading& reading, std::string_view directory, std::string_view stray_help_text,
                        const Each& each) {
    const Entries all = below(reading.tree, directory);
    for (size_t i = 0; i < all.size();) {
        const std::string_view rest = std::string_view(all[i]->first).substr(directory.size());
        const size_t slash = rest.find('/');
        if (slash == std::string_view::npos) {
            if (!is_note(rest)) report_stray(reading, *all[i], std::string(stray_help_text));
            ++i;
            continue;
        }
        const std::string_view head = std::string_view(all[i]->first).substr(0, directory.size() + slash + 1);
        size_t end = i;
        while (end < all.size() && all[end]->first.starts_with(head)) ++end;
        each(rest.substr(0, slash),
             Entries(all.begin() + static_cast<ptrdiff_t>(i), all.begin() + static_cast<ptrdiff_t>(end)));
        i = end;
    }
}

void read_services(Reading& reading, model::Site& site) {
    constexpr std::string_view help = "a service is a directory; move the file to services/NAME/";
    for_each_directory(reading, "services/", help, [&](std::string_view name, const Entries& entries) {
        if (name.starts_with('.')) return;
        if (auto service = read_service(reading, name, entries)) site.services.emplace(name, std::move(*service));
    });
}

void read_images(Reading& reading, model::Site& site) {
    constexpr std::string_view help = "an image is a directory; move the file to images/NAME/";
    for_each_directory(reading, "images/", help, [&](std::string_view name, const Entries& entries) {
        if (name.starts_with('.')) return;
        std::vector<ContextFile> files;
        files.reserve(entries.size());
        const size_t prefix = std::string_view("images//").size() + name.size();
        for (const TreeEntry* entry : entries) {
            files.push_back({.entry = entry, .path = std::string_view(entry->first).substr(prefix)});
        }
        model::ImageSource image = read_image(reading, std::string(name), concat("images/", name), files);
        if (!is_name(name)) {
            reading.report.add(
                {.code = "bad-name",
                 .message = concat(in_backticks(name), " is not an image's name"),
                 .at = start_of(image.containerfile.file),
                 .help = "rename the directory: small letters, digits and `-`, first a letter, at most 31 characters"});
        }
        site.images.emplace(name, std::move(image));
    });
    for (auto& [name, image] : reading.images) {
        const bool is_there = site.find_image(name) != nullptr;
        if (is_there)
            reading.report.add({.code = "compose-unit",
                                .message = concat("the site has an image ", in_backticks(name),
                                                  ", and a build of this Compose file is called like it"),
                                .at = image.containerfile,
                                .help = "rename one of them"});
        else
            site.images.emplace(name, std::move(image));
    }
}

/// A site may hold anything else at its top, but not names that are nearly ours.
void report_near_misses(Reading& reading) {
    const std::vector<std::string> ours = {"nagaya.toml", "nagaya.lock", "hosts", "services", "images", "secrets"};
    std::string_view last;
    for (const TreeEntry& entry : reading.tree) {
        const std::string_view head = std::string_view(entry.first).substr(0, entry.first.find('/'));
        if (head == last) continue;
        last = head;
        if (std::ranges::find(ours, head) != ours.end() || is_note(head)) continue;
        if (std::string meant = did_you_mean(head, ours); !meant.empty())
            report_stray(reading, entry, std::move(meant));
    }
}

model::Site read_site(Reading reading) {
    const model::Tree& tree = reading.tree;
    model::Site site;
    site.settings = read_settings(reading);
    reading.secrets_dir = site.settings.secrets_dir.value;
    if (const TreeEntry* lock = find_entry(tree, "nagaya.lock")) site.lock = read_lock(reading, *lock);
    read_hosts(reading, site);
    reading.secret_files = read_secret_files(reading);
    read_services(reading, site);
    site.secret_files = std::move(reading.secret_files);
    read_images(reading, site);
    site.selinux = read_selinux(reading);
    report_near_misses(reading);
    take_locked_ports(site);
    return site;
}

}  // namespace

model::Site load_site(const model::Tree& tree, const model::Tree& secrets, std::string_view stage, Sources& sources,
                      Report& report) {
    Reading reading{.tree = tree, .secrets = secrets, .stage = stage, .sources = sources, .report = report};
    if (!stage.empty()) reading.stages.emplace(stage);
    return read_site(std::move(reading));
}

model::Site load_walked(const model::Tree& tree, Sources& sources, Report& report) {
    const model::Tree none;
    return read_site(
        {.tree = tree, .secrets = none, .stage = "", .sources = sources, .report = report, .walked = true});
}

}  // namespace nagaya::load
