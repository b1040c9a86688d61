// What the openshift dialects add to an Ignition config, and what the machine-config operator could not make of it.
#include <algorithm>

#include "base/text.hpp"
#include "butane/translation.hpp"
#include "ignition/url.hpp"

namespace nagaya::butane {

namespace {

using ignition::Path;
using ignition::Step;

constexpr std::string_view user_fields =
    "fields other than \"name\", \"ssh_authorized_keys\", and \"password_hash\" (4.13.0+) are not supported in this "
    "spec "
    "version";

Path path(std::initializer_list<Step> steps) { return Path(steps); }

}  // namespace

/// User names for Grub are written with `append`, which the operator does not know.
void Translation::move_grub_file() {
    for (ignition::File& file : config_.storage.files) {
        if (file.path != "/boot/grub2/user.cfg") continue;
        if (file.append.size() == 1) {
            file.contents = std::move(file.append[0]);
            file.append.clear();
        }
        return;
    }
}

/// FIPS 140-2 does not allow the default cipher mode; what the user chose stays.
void Translation::add_fips_options() {
    if (file_.openshift.fips != true || dialect_.openshift > 19) return;
    Origins origins;
    for (size_t index = 0; index < config_.storage.luks.size(); ++index) {
        Texts& options = config_.storage.luks[index].options;
        bool chosen = std::any_of(options.begin(), options.end(), [](const std::string& option) {
            return option == "--cipher" || option.starts_with("--cipher=") || option == "-c";
        });
        if (chosen) continue;
        for (std::string_view option : {"--cipher", "aes-cbc-essiv:sha256"}) {
            origins[path({Step::of("storage"), Step::of("luks"), Step::of(index), Step::of("options"),
                          Step::of(options.size())})] = {.source = {Step::of("openshift"), Step::of("fips")}};
            options.emplace_back(option);
        }
    }
    provenance_.add(std::move(origins));
}

void Translation::check_openshift() {
    for (size_t index = 0; index < config_.storage.filesystems.size(); ++index) {
        Path at = path({Step::of("storage"), Step::of("filesystems"), Step::of(index), Step::of("format")});
        if (config_.storage.filesystems[index].format == "btrfs")
            add(Severity::error, at, "btrfs is not supported in this spec version");
    }
    for (size_t index = 0; index < config_.storage.filesystems.size(); ++index) {
        Path at = path({Step::of("storage"), Step::of("filesystems"), Step::of(index), Step::of("format")});
        if (config_.storage.filesystems[index].format == "none" && dialect_.openshift >= 14)
            add(Severity::error, at, "format \"none\" is not supported in this spec version");
    }
    for (size_t index = 0; index < config_.storage.files.size(); ++index) {
        const ignition::File& file = config_.storage.files[index];
        if (file.contents.source)
            if (auto url = ignition::parse_url(*file.contents.source); url && url->scheme != "data")
                add(Severity::error,
                    path({Step::of("storage"), Step::of("files"), Step::of(index), Step::of("contents"),
                          Step::of("source")}),
                    "file contents source must be data URL in this spec version");
        if (dialect_.openshift >= 10 && file.mode && (*file.mode & ~int64_t{0777}) != 0)
            add(Severity::error, path({Step::of("storage"), Step::of("files"), Step::of(index), Step::of("mode")}),
                "special mode bits are not supported in this spec version");
    }
    for (size_t index = 0; index < config_.passwd.users.size(); ++index)
        if (config_.passwd.users[index].name != "core")
            add(Severity::error, path({Step::of("passwd"), Step::of("users"), Step::of(index), Step::of("name")}),
                "users other than \"core\" are not supported in this spec version");
}

void Translation::openshift() {
    if (dialect_.openshift >= 23) move_grub_file();
    add_fips_options();
    check_openshift();
}

/// Sections of which nothing may be said.
void Translation::filter() {
    auto refuse = [&](const auto& value, Path at, std::string_view message) {
        if (ignition::populated(value)) add(Severity::error, at, std::string(message));
    };
    ignition::Storage& storage = config_.storage;
    if (dialect_.variant == Variant::r4e || dialect_.variant == Variant::fiot) {
        refuse(config_.kernel_arguments, {Step::of("kernelArguments")},
               "kernel argument customization is not supported in this spec version");
        refuse(storage.disks, {Step::of("storage"), Step::of("disks")},
               "disk customization is not supported in this spec version");
        refuse(storage.filesystems, {Step::of("storage"), Step::of("filesystems")},
               "filesystem customization is not supported in this spec version");
        refuse(storage.luks, {Step::of("storage"), Step::of("luks")}, "luks is not supported in this spec version");
        refuse(storage.raid, {Step::of("storage"), Step::of("raid")}, "raid is not supported in this spec version");
        return;
    }
    if (dialect_.variant == Variant::flatcar) {
        bool early = dialect_.level() < 7;
        for (size_t index = 0; index < storage.luks.size(); ++index) {
            Path at = {Step::of("storage"), Step::of("luks"), Step::of(index)};
            at.push_back(Step::of(early ? "clevis" : "cex"));
            if (early)
                refuse(storage.luks[index].clevis, at, "clevis is not supported in this spec version");
            else
                refuse(storage.luks[index].cex, at, "cex is not currently supported on the target platform");
        }
        return;
    }
    if (dialect_.variant != Variant::openshift) return;
    if (dialect_.openshift >= 14)
        refuse(config_.kernel_arguments, {Step::of("kernelArguments")},
               "this section cannot be used for kernel arguments in this spec version; use openshift.kernel_arguments "
               "instead");
    refuse(config_.passwd.groups, {Step::of("passwd"), Step::of("groups")},
           "groups are not supported in this spec version");
    for (size_t index = 0; index < config_.passwd.users.size(); ++index) {
        const ignition::User& user = config_.passwd.users[index];
        ignition::for_each_field<ignition::User>([&](const auto& field) {
            bool allowed = field.json == "name" || field.json == "sshAuthorizedKeys" ||
                           (field.json == "passwordHash" && dialect_.openshift >= 13);
            if (!allowed)
                refuse(user.*(field.member),
                       {Step::of("passwd"), Step::of("users"), Step::of(index), Step::of(field.json)}, user_fields);
        });
    }
    refuse(storage.directories, {Step::of("storage"), Step::of("directories")},
           "directories are not supported in this spec version");
    for (size_t index = 0; index < storage.files.size(); ++index) {
        const ignition::File& file = storage.files[index];
        Path at = {Step::of("storage"), Step::of("files"), Step::of(index)};
        auto in = [&](std::initializer_list<std::string_view> names) {
            Path made = at;
            for (std::string_view name : names) made.push_back(Step::of(name));
            return made;
        };
        refuse(file.append, in({"append"}), "appending to files is not supported in this spec version");
        if (dialect_.openshift < 10 && file.contents.compression && !file.contents.compression->empty())
            refuse(file.contents.compression, in({"contents", "compression"}),
                   "file compression is not supported in this spec version");
        refuse(file.contents.http_headers, in({"contents", "httpHeaders"}),
               "file HTTP headers are not supported in this spec version");
    }
    refuse(storage.links, {Step::of("storage"), Step::of("links")}, "links are not supported in this spec version");
}

}  // namespace nagaya::butane
