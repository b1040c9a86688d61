#include "butane/check_source.hpp"

#include <algorithm>
#include <unordered_set>

#include "base/text.hpp"
#include "butane/inner_config.hpp"
#include "butane/known_field.hpp"
#include "butane/quadlets.hpp"

namespace nagaya::butane {

namespace {

using ignition::Described;
using ignition::Place;

constexpr std::string_view boot_disk = "/dev/disk/by-id/coreos-boot-disk";
constexpr std::string_view cex_argument = "rd.luks.key=/etc/luks/cex.key";
constexpr std::string_view role_label = "machineconfiguration.openshift.io/role";

bool given(const Text& text) { return text && !text->empty(); }

/// /etc, /var or below.
bool may_be_mounted(std::string_view path) {
    for (std::string_view root : {"/etc", "/var"})
        if (path == root || (path.starts_with(root) && path[root.size()] == '/')) return true;
    return false;
}

/// Does `device` end in "/dev/sd" and one letter more, say?
bool ends_in_disk(std::string_view device, std::string_view head) {
    if (device.ends_with('\n')) return false;
    if (device.size() <= head.size()) return false;
    char letter = device.back();
    device.remove_suffix(1);
    return letter >= 'a' && letter <= 'z' && device.ends_with(head);
}

/// Is this a mode that people give? Whoever is nearer to the owner has at least what others have, and what may be run or
/// written may be read.
bool is_usual(int64_t mode, bool directory) {
    if (mode == 0) return true;
    bool had_read = false;
    bool had_write = false;
    bool had_run = false;
    for (int shift : {0, 3, 6}) {
        bool read = mode >> shift & 4;
        bool write = mode >> shift & 2;
        bool run = mode >> shift & 1;
        if ((had_read && !read) || (had_write && !write) || (had_run && !run)) return false;
        if (run && had_read && !had_run) return false;
        if ((write || run) && !read) return false;
        had_read = had_read || read;
        had_write = had_write || write;
        had_run = had_run || run;
    }
    if (!had_read) return false;
    if (directory) return had_run && !(mode & 04000) && (!(mode & 03000) || had_write);
    if ((mode & 06000) && (!had_run || (mode & 2))) return false;
    return !(mode & 01000);
}

class SourceCheck {
public:
    SourceCheck(const Dialect& dialect, Entries& entries) : dialect_(dialect), entries_(entries) {}

    template <Described T>
    void walk(const T& value, const Place& place) {
        if constexpr (requires { check(value, place); }) check(value, place);
        ignition::for_each_field<T>([&](const auto& field) {
            const auto& inner = value.*(field.member);
            using Member = std::remove_cvref_t<decltype(inner)>;
            if constexpr (Described<Member>) walk(inner, place.in(field.snake));
            if constexpr (ignition::is_list<Member>) {
                if constexpr (Described<typename Member::value_type>) {
                    Place list = place.in(field.snake);
                    for (size_t index = 0; index < inner.size(); ++index) walk(inner[index], list.in(index));
                }
            }
        });
    }

private:
    bool is(int level) const { return dialect_.level() >= level; }
    void add(Severity severity, const Place& place, std::string_view message) {
        entries_.push_back({.severity = severity, .path = place.path(), .message = std::string(message)});
    }
    void error(const Place& place, std::string_view message) { add(Severity::error, place, message); }

    void check(const Config& file, const Place& place);
    void check_fcos(const Config& file, const Place& place);
    void check(const Resource& resource, const Place& place);
    void check(const Filesystem& filesystem, const Place& place);
    void check(const BootDevice& device, const Place& place);
    void check_layout(const BootDevice& device, const Place& place);
    void check_cex(const BootDevice& device, const Place& place);
    void check(const BootDeviceLuks& luks, const Place& place);
    void check(const Quadlet& quadlet, const Place& place);

    void check(const File& file, const Place& place) { check_mode(file.mode, false, place); }
    void check(const ignition::Directory& directory, const Place& place) { check_mode(directory.mode, true, place); }
    void check_mode(const Number& mode, bool directory, const Place& place) {
        if (mode && looks_decimal(*mode, directory))
            add(Severity::warning, place.in("mode"),
                "unreasonable mode would be reasonable if specified in octal; remember to add a leading zero");
    }
    void check(const Tree& tree, const Place& place) {
        if (tree.local.empty()) error(place, "local is required");
    }
    void check(const Unit& unit, const Place& place) { check_contents(unit.contents, unit.contents_local, place); }
    void check(const Dropin& dropin, const Place& place) {
        check_contents(dropin.contents, dropin.contents_local, place);
    }
    void check_contents(const Text& written, const Text& local, const Place& place) {
        if (written && local)
            error(place.in("contents_local"), "only one of the following can be set: contents, contents_local");
    }
    void check(const BootDeviceMirror& mirror, const Place& place) {
        if (mirror.devices.size() == 1) error(place.in("devices"), "mirroring requires at least two devices");
    }
    void check(const GrubUser& user, const Place& place) {
        if (user.name.empty()) error(place.in("name"), "field \"name\" is required");
        if (!given(user.password_hash)) error(place.in("password_hash"), "field \"password_hash\" is required");
    }
    void check(const Metadata& metadata, const Place& place) {
        if (dialect_.openshift == 0) return;
        if (metadata.name.empty()) error(place.in("name"), "metadata.name is required");
        auto role = std::find_if(metadata.labels.begin(), metadata.labels.end(),
                                 [](const auto& label) { return label.first == role_label; });
        if (role == metadata.labels.end() || role->second.empty())
            error(place.in("labels"), "machineconfiguration.openshift.io/role label is required");
    }
    void check(const OpenShift& openshift, const Place& place) {
        const Text& type = openshift.kernel_type;
        if (given(type) && *type != "default" && *type != "realtime")
            error(place.in("kernel_type"), "must be empty, \"default\", or \"realtime\"");
    }

    const Dialect& dialect_;
    Entries& entries_;
};

void SourceCheck::check(const Config& file, const Place& place) {
    if (dialect_.is_fcos() && dialect_.fcos >= 6) check_fcos(file, place);
    if (dialect_.openshift < 19) return;
    const Texts& arguments = file.openshift.kernel_arguments;
    bool has_argument = std::find(arguments.begin(), arguments.end(), cex_argument) != arguments.end();
    bool root_uses_cex = std::any_of(file.storage.luks.begin(), file.storage.luks.end(),
                                     [](const Luks& luks) { return luks.cex.enabled == true && luks.name == "root"; });
    Place openshift = place.in("openshift");
    for (bool uses_cex : {file.boot_device.luks.cex.enabled == true, root_uses_cex})
        if (uses_cex && !has_argument)
            error(openshift.in("kernel_arguments"),
                  "'rd.luks.key=/etc/luks/cex.key' must be set as kernel argument when CEX is enabled for the boot "
                  "device");
}

void SourceCheck::check_fcos(const Config& file, const Place& place) {
    Place storage = place.in("storage");
    Place disks = storage.in("disks");
    const Texts& mirrors = file.boot_device.mirror.devices;
    std::unordered_set<std::string_view> mirrored(mirrors.begin(), mirrors.end());
    for (size_t number = 0; number < file.storage.disks.size(); ++number) {
        const ignition::Disk& disk = file.storage.disks[number];
        if (disk.device == boot_disk || disk.wipe_table == true || mirrored.contains(disk.device)) continue;
        Place at = disks.in(number);
        Place partitions = at.in("partitions");
        for (size_t index = 0; index < disk.partitions.size(); ++index) {
            if (disk.partitions[index].number != 0 || !disk.partitions[index].label) continue;
            Place partition = partitions.in(index);
            add(Severity::warning, partition.in("number"),
                "partitions cannot be reused by label; number must be specified except on boot disk "
                "(/dev/disk/by-id/coreos-boot-disk) or when wipe_table is true");
        }
    }
    Place filesystems = storage.in("filesystems");
    for (size_t index = 0; index < file.storage.filesystems.size(); ++index) {
        const Filesystem& filesystem = file.storage.filesystems[index];
        if (!filesystem.path || filesystem.with_mount_unit != true || may_be_mounted(*filesystem.path)) continue;
        Place at = filesystems.in(index);
        error(at.in("path"), "path must be under /etc or /var if with_mount_unit is true");
    }
}

void SourceCheck::check(const Resource& resource, const Place& place) {
    constexpr std::string_view too_many = "only one of the following can be set: inline, local, source";
    if (!is(1)) {
        if (resource.inline_text && resource.source) error(place.in("inline"), too_many);
        return;
    }
    int sources = 0;
    std::string_view last;
    for (auto [set, name] : {std::pair(resource.local.has_value(), std::string_view("local")),
                             std::pair(resource.inline_text.has_value(), std::string_view("inline")),
                             std::pair(resource.source.has_value(), std::string_view("source"))}) {
        if (!set) continue;
        ++sources;
        last = name;
    }
    if (sources > 1) {
        error(place.in(last), too_many);
        return;
    }
    ignition::Path path = place.path();
    bool is_config = path.size() >= 2 && path[0].name == "ignition" && path[1].name == "config";
    if (is_config && last == "inline") check_inner_config(*resource.inline_text, dialect_.ignition, path, entries_);
}

void SourceCheck::check(const Filesystem& filesystem, const Place& place) {
    if (filesystem.with_mount_unit != true) return;
    constexpr std::string_view no_path = "path is required if with_mount_unit is true and format is not swap";
    bool early = !is(3);
    if (early && !given(filesystem.path)) error(place.in("path"), no_path);
    if (!given(filesystem.format))
        error(place.in("format"), "format is required if with_mount_unit is true");
    else if (!early && *filesystem.format != "swap" && !given(filesystem.path))
        error(place.in("path"), no_path);
}

void SourceCheck::check_layout(const BootDevice& device, const Place& place) {
    std::string_view layout = *device.layout;
    Place at = place.in("layout");
    bool late = dialect_.fcos >= 6;
    if (layout == "aarch64" || layout == "ppc64le" || layout == "x86_64" || (late && layout == "s390x-virt")) {
    } else if (late && (layout == "s390x-eckd" || layout == "s390x-zfcp")) {
        std::string_view head = layout == "s390x-eckd" ? "/dev/dasd" : "/dev/sd";
        if (!given(device.luks.device))
            error(at, "device is required for layouts: s390x-eckd, s390x-zfcp");
        else if (!ends_in_disk(*device.luks.device, head))
            error(at, "device name must start with /dev/dasd on s390x-eckd layout or /dev/sd on s390x-zfcp layout");
    } else {
        error(at, late ? "layout must be one of: aarch64, ppc64le, s390x-eckd, s390x-virt, s390x-zfcp, x86_64"
                       : "layout must be one of: aarch64, ppc64le, x86_64");
    }
    if (late && layout.starts_with("s390x") && !device.mirror.devices.empty())
        error(at, "mirroring not supported on layouts: s390x-eckd, s390x-zfcp, s390x-virt");
}

void SourceCheck::check_cex(const BootDevice& device, const Place& place) {
    if (dialect_.fcos < 6 || device.luks.cex.enabled != true) return;
    constexpr std::string_view mismatch = "when using cex the targeted architecture must match s390x";
    Place luks = place.in("luks");
    if (!device.layout)
        error(luks.in("cex"), mismatch);
    else if (!device.layout->starts_with("s390x"))
        error(place.in("layout"), mismatch);
    if (!device.luks.tang.empty() || device.luks.tpm2 == true) error(luks, "cannot use cex with clevis");
}

void SourceCheck::check(const BootDevice& device, const Place& place) {
    if (!device.mirror.devices.empty() && !device.layout)
        add(dialect_.fcos >= 7 ? Severity::error : Severity::warning, place.in("mirror"),
            "boot_device.layout should be specified when boot_device.mirror is specified");
    if (device.layout) check_layout(device, place);
    check_cex(device, place);
    check(device.mirror, place.in("mirror"));  // and once more when the walk comes there: so it is in the reference
}

void SourceCheck::check(const BootDeviceLuks& luks, const Place& place) {
    if (dialect_.fcos < 7 || !given(luks.device) || luks.tpm2 == true || luks.cex.enabled == true) return;
    bool has_tang = std::any_of(luks.tang.begin(), luks.tang.end(),
                                [](const ignition::Tang& tang) { return ignition::populated(tang); });
    if (!has_tang) error(place.in("luks"), "no method specified for luks");
}

void SourceCheck::check(const Quadlet& quadlet, const Place& place) {
    if (!is_quadlet_name(quadlet.name)) {
        error(place.in("name"),
              "unsupported file extension for quadlet: must be one of .container, .volume, .network, .kube, .image, "
              ".build, .pod, or .artifact");
        return;
    }
    if (!quadlet_template(quadlet.name)) {
        check_contents(quadlet.contents, quadlet.contents_local, place);
        return;
    }
    constexpr std::string_view no_contents = "template instances cannot have contents or contents_local";
    if (quadlet.contents) error(place.in("contents"), no_contents);
    if (quadlet.contents_local) error(place.in("contents_local"), no_contents);
}

}  // namespace

bool looks_decimal(int64_t mode, bool directory) {
    if (mode < 0 || mode > 7777) return false;
    int64_t octal_mode = 0;
    for (int64_t divisor = 1000; divisor > 0; divisor /= 10) {
        int64_t digit = mode / divisor % 10;
        if (digit > 7) return false;
        octal_mode = octal_mode << 3 | digit;
    }
    return !is_usual(mode, directory) && is_usual(octal_mode, directory);
}

void check_source(const Config& file, const Dialect& dialect, Entries& entries) {
    SourceCheck(dialect, entries).walk(file, Place());
}

}  // namespace nagaya::butane
