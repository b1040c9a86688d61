#include "base/text.hpp"
#include "butane/translation.hpp"
#include "ignition/print.hpp"

namespace nagaya::butane {

namespace {

bool given(const Text& text) { return text && !text->empty(); }

/// Lines of a file without line breaks, the empty ones left out.
std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    for (std::string_view line : split(text, '\n')) {
        if (line.ends_with('\r') && line.data() + line.size() != text.data() + text.size()) line.remove_suffix(1);
        if (!line.empty()) lines.push_back(line);
    }
    return lines;
}

}  // namespace

void Translation::error(const Place& place, std::string message) {
    entries_.push_back({.severity = Severity::error, .path = place.path(), .message = std::move(message)});
}

void Translation::add(Severity severity, const ignition::Path& path, std::string message) {
    entries_.push_back({.severity = severity, .path = provenance_.find(config_, path), .message = std::move(message)});
}

ignition::Compress Translation::compress() const {
    bool unsupported = dialect_.openshift > 0 && dialect_.openshift < 10;
    return unsupported ? ignition::Compress::never : ignition::Compress::when_smaller;
}

ignition::Resource Translation::translate(Resource& from, const Place& place) {
    ignition::Resource to{.compression = from.compression,
                          .http_headers = std::move(from.http_headers),
                          .source = std::move(from.source),
                          .verification = std::move(from.verification)};
    auto embed = [&](std::string_view bytes) {
        if (given(to.compression) || dialect_.level() == 0) {
            to.source = dialect_.level() == 0 ? concat("data:,", ignition::escape_data(bytes))
                                              : ignition::plain_data_url(bytes);
            return;
        }
        ignition::Resource made = ignition::data_resource(bytes, compress());
        to.source = std::move(made.source);
        to.compression = std::move(made.compression);
    };
    if (from.local) {
        auto bytes = read_local(files_, *from.local);
        if (!bytes) {
            error(place.in("local"), std::move(bytes.error()));
            return to;
        }
        embed(*bytes);
    }
    if (from.inline_text) embed(*from.inline_text);
    return to;
}

void Translation::translate_ignition() {
    Ignition& from = file_.ignition;
    Place section;
    Place place = section.in("ignition");
    Place config = place.in("config");
    Place merge = config.in("merge");
    ignition::Ignition& to = config_.ignition;
    for (size_t index = 0; index < from.config.merge.size(); ++index)
        to.config.merge.push_back(translate(from.config.merge[index], merge.in(index)));
    to.config.replace = translate(from.config.replace, config.in("replace"));
    to.proxy = std::move(from.proxy);
    Place security = place.in("security");
    Place tls = security.in("tls");
    Place authorities = tls.in("certificate_authorities");
    auto& list = from.security.tls.certificate_authorities;
    for (size_t index = 0; index < list.size(); ++index)
        to.security.tls.certificate_authorities.push_back(translate(list[index], authorities.in(index)));
    to.timeouts = from.timeouts;
    to.version = ignition::version_text(dialect_.ignition);
}

ignition::User Translation::translate(User& from, size_t index, const Place& place) {
    ignition::User to{.gecos = std::move(from.gecos),
                      .groups = std::move(from.groups),
                      .home_dir = std::move(from.home_dir),
                      .name = std::move(from.name),
                      .no_create_home = from.no_create_home,
                      .no_log_init = from.no_log_init,
                      .no_user_group = from.no_user_group,
                      .password_hash = std::move(from.password_hash),
                      .primary_group = std::move(from.primary_group),
                      .ssh_authorized_keys = from.ssh_authorized_keys,
                      .shell = std::move(from.shell),
                      .should_exist = from.should_exist,
                      .system = from.system,
                      .uid = from.uid};
    if (from.ssh_authorized_keys_local.empty()) return to;
    Place list = place.in("ssh_authorized_keys_local");
    if (!files_) {
        error(list, find_local(nullptr, "").error());
        return to;
    }
    std::vector<size_t> origins;
    for (size_t file = 0; file < from.ssh_authorized_keys_local.size(); ++file) {
        auto bytes = read_local(files_, from.ssh_authorized_keys_local[file]);
        if (!bytes) {
            error(list.in(file), std::move(bytes.error()));
            continue;
        }
        for (std::string_view line : lines_of(*bytes)) {
            to.ssh_authorized_keys.emplace_back(line);
            origins.push_back(file);
        }
    }
    provenance_.add_keys(index, std::move(origins));
    return to;
}

void Translation::translate_passwd() {
    config_.passwd.groups = std::move(file_.passwd.groups);
    Place root;
    Place passwd = root.in("passwd");
    Place users = passwd.in("users");
    for (size_t index = 0; index < file_.passwd.users.size(); ++index)
        config_.passwd.users.push_back(translate(file_.passwd.users[index], index, users.in(index)));
}

void Translation::translate_storage() {
    Storage& from = file_.storage;
    ignition::Storage& to = config_.storage;
    Place root;
    Place storage = root.in("storage");
    to.directories = std::move(from.directories);
    to.disks = std::move(from.disks);
    Place files = storage.in("files");
    to.files.reserve(from.files.size());
    for (size_t index = 0; index < from.files.size(); ++index) {
        File& file = from.files[index];
        Place place = files.in(index);
        ignition::File& made = to.files.emplace_back(ignition::File{.group = std::move(file.group),
                                                                    .overwrite = file.overwrite,
                                                                    .path = std::move(file.path),
                                                                    .user = std::move(file.user),
                                                                    .mode = file.mode});
        Place append = place.in("append");
        for (size_t piece = 0; piece < file.append.size(); ++piece)
            made.append.push_back(translate(file.append[piece], append.in(piece)));
        made.contents = translate(file.contents, place.in("contents"));
    }
    for (const Filesystem& filesystem : from.filesystems)
        to.filesystems.push_back({.device = filesystem.device,
                                  .format = filesystem.format,
                                  .label = filesystem.label,
                                  .mount_options = filesystem.mount_options,
                                  .options = filesystem.options,
                                  .path = filesystem.path,
                                  .uuid = filesystem.uuid,
                                  .wipe_filesystem = filesystem.wipe_filesystem});
    to.links = std::move(from.links);
    if (dialect_.level() < 3)  // the target was no option then
        for (ignition::Link& link : to.links) link.target = link.target.value_or("");
    Place all_luks = storage.in("luks");
    for (size_t index = 0; index < from.luks.size(); ++index) {
        Luks& luks = from.luks[index];
        Place place = all_luks.in(index);
        to.luks.push_back({.cex = luks.cex,
                           .clevis = luks.clevis,
                           .device = luks.device,
                           .discard = luks.discard,
                           .key_file = translate(luks.key_file, place.in("key_file")),
                           .label = luks.label,
                           .name = luks.name,
                           .open_options = luks.open_options,
                           .options = luks.options,
                           .uuid = luks.uuid,
                           .wipe_volume = luks.wipe_volume});
    }
    to.raid = std::move(from.raid);
}

/// The text of a unit: as written, or from a file.
Text Translation::contents(Text& written, const Text& local, const Place& place) {
    if (!given(local)) return std::move(written);
    auto bytes = read_local(files_, *local);
    if (bytes) return std::move(*bytes);
    error(place.in("contents_local"), std::move(bytes.error()));
    return std::nullopt;
}

ignition::Dropin Translation::translate(Dropin& from, const Place& place) {
    Text text = contents(from.contents, from.contents_local, place);
    return {.contents = std::move(text), .name = std::move(from.name)};
}

ignition::Unit Translation::translate(Unit& from, const Place& place) {
    ignition::Unit to{.enabled = from.enabled, .mask = from.mask, .name = std::move(from.name)};
    Place dropins = place.in("dropins");
    for (size_t index = 0; index < from.dropins.size(); ++index)
        to.dropins.push_back(translate(from.dropins[index], dropins.in(index)));
    to.contents = contents(from.contents, from.contents_local, place);
    return to;
}

void Translation::translate_systemd() {
    Place root;
    Place systemd = root.in("systemd");
    Place units = systemd.in("units");
    for (size_t index = 0; index < file_.systemd.units.size(); ++index)
        config_.systemd.units.push_back(translate(file_.systemd.units[index], units.in(index)));
}

void Translation::base() {
    translate_ignition();
    config_.kernel_arguments = std::move(file_.kernel_arguments);
    translate_passwd();
    translate_storage();
    translate_systemd();
    add_mount_units();
    add_trees();
    add_quadlets();
}

void Translation::merge_over(ignition::Config parent, Origins origins) {
    ignition::MergeTrace trace;
    parent.ignition.version = config_.ignition.version;
    config_ = ignition::merge(std::move(parent), std::move(config_), &trace);
    provenance_.add_merge(std::move(trace), std::move(origins));
}

}  // namespace nagaya::butane
