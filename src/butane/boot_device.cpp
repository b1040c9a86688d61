// boot_device: the disk layout of Fedora CoreOS, mirrored or encrypted, under what the user says of the same disks.
#include "base/text.hpp"
#include "butane/translation.hpp"

namespace nagaya::butane {

namespace {

using ignition::Partition;
using ignition::Step;

constexpr std::string_view reserved_type = "8DA63339-0007-60C0-C436-083AC8230908";
constexpr std::string_view bios_type = "21686148-6449-6E6F-744E-656564454649";
constexpr std::string_view prep_type = "9E1A2D38-C612-4316-AA26-8B49521E5A8B";
constexpr std::string_view esp_type = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B";
constexpr int64_t least_root_mib = 8192;

Partition partition(std::string_view name, size_t number, int64_t size_mib, std::string_view type) {
    return {.label = concat(name, "-", number), .size_mib = size_mib, .type_guid = std::string(type)};
}

ignition::Filesystem filesystem(std::string device, std::string_view format, std::string label) {
    return {
        .device = std::move(device), .format = std::string(format), .label = std::move(label), .wipe_filesystem = true};
}

/// The two partitions before `boot`, by architecture; both sizes are those of the image that is replaced.
std::vector<Partition> first_partitions(std::string_view layout, size_t number) {
    std::vector<Partition> made;
    if (layout == "x86_64")
        made.push_back(partition("bios", number, 1, bios_type));
    else if (layout == "ppc64le")
        made.push_back(partition("prep", number, 4, prep_type));
    else
        made.push_back(partition("reserved", number, 1, reserved_type));
    if (layout == "x86_64" || layout == "aarch64")
        made.push_back(partition("esp", number, 127, esp_type));
    else
        made.push_back(partition("reserved", number, 1, reserved_type));
    return made;
}

bool has_efi(std::string_view layout) { return layout == "x86_64" || layout == "aarch64"; }

/// Renders boot_device, and notes what comes from what.
class BootDeviceRender {
public:
    BootDeviceRender(const BootDevice& from, ignition::Storage& storage, Origins& origins)
        : from_(from), storage_(storage), origins_(origins), layout_(from.layout.value_or("x86_64")) {}

    void mirror() {
        const Texts& devices = from_.mirror.devices;
        for (size_t index = 0; index < devices.size(); ++index) add_disk(devices[index], index);
        note({"storage", "disks"}, {"boot_device", "mirror", "devices"});
        storage_.raid = {array("md-boot", "boot", devices.size()), array("md-root", "root", devices.size())};
        // With its superblock at the end, GRUB on BIOS need not know that it is an array.
        storage_.raid[0].options = {"--metadata=1.0"};
        note({"storage", "raid"}, {"boot_device", "mirror"});
        add_filesystem(filesystem("/dev/md/md-boot", "ext4", "boot"), path({"boot_device", "mirror"}));
    }

    void luks(bool mirrored) {
        const BootDeviceLuks& from = from_.luks;
        std::string device = mirrored ? "/dev/md/md-root" : "/dev/disk/by-partlabel/root";
        if (layout_ == "s390x-eckd") device = from.device.value_or("") + "2";
        if (layout_ == "s390x-zfcp") device = from.device.value_or("") + "4";
        ignition::Luks made{.device = std::move(device),
                            .discard = from.discard,
                            .label = "luks-root",
                            .name = "root",
                            .wipe_volume = true};
        bool cex = from.cex.enabled == true;
        if (cex)
            made.cex = from.cex;
        else
            made.clevis = {.tang = from.tang, .threshold = from.threshold, .tpm2 = from.tpm2};
        storage_.luks = {std::move(made)};
        note({"storage", "luks"}, {"boot_device", "luks"});
        ignition::Path entry = path({"storage", "luks"});
        entry.push_back(Step::of(size_t{0}));
        auto note_in = [&](std::string_view name, Origin origin) {
            ignition::Path at = entry;
            at.push_back(Step::of(name));
            origins_[std::move(at)] = std::move(origin);
        };
        note_in("discard", {.source = path({"boot_device", "luks", "discard"})});
        note_in(cex ? "cex" : "clevis", {.source = path({"boot_device", "luks"}), .whole = false});
    }

    void root(bool encrypted) {
        add_filesystem(filesystem(encrypted ? "/dev/mapper/root" : "/dev/md/md-root", "xfs", "root"),
                       path({"boot_device"}));
        note({"storage", "filesystems"}, {"boot_device"});
    }

private:
    static ignition::Path path(std::initializer_list<std::string_view> names) {
        ignition::Path made;
        for (std::string_view name : names) made.push_back(Step::of(name));
        return made;
    }
    void note(std::initializer_list<std::string_view> part, std::initializer_list<std::string_view> source) {
        origins_[path(part)] = {.source = path(source)};
    }

    void add_disk(const std::string& device, size_t index) {
        size_t number = index + 1;
        ignition::Path source = path({"boot_device", "mirror", "devices"});
        source.push_back(Step::of(index));
        ignition::Path place = path({"storage", "disks"});
        place.push_back(Step::of(index));
        origins_[std::move(place)] = {.source = source};
        ignition::Disk disk{.device = device, .partitions = first_partitions(layout_, number), .wipe_table = true};
        disk.partitions.push_back({.label = concat("boot-", number), .size_mib = 384});
        disk.partitions.push_back({.label = concat("root-", number)});
        storage_.disks.push_back(std::move(disk));
        if (has_efi(layout_))
            add_filesystem(filesystem(concat("/dev/disk/by-partlabel/esp-", number), "vfat", concat("esp-", number)),
                           std::move(source));
    }

    void add_filesystem(ignition::Filesystem made, ignition::Path source) {
        ignition::Path place = path({"storage", "filesystems"});
        place.push_back(Step::of(storage_.filesystems.size()));
        origins_[std::move(place)] = {.source = std::move(source)};
        storage_.filesystems.push_back(std::move(made));
    }

    static ignition::Raid array(std::string_view name, std::string_view label, size_t devices) {
        ignition::Raid made{.level = "raid1", .name = std::string(name)};
        for (size_t number = 1; number <= devices; ++number)
            made.devices.push_back(concat("/dev/disk/by-partlabel/", label, "-", number));
        return made;
    }

    const BootDevice& from_;
    ignition::Storage& storage_;
    Origins& origins_;
    std::string layout_;
};

struct ReservedLabel {
    std::string_view label;
    int64_t number;
};
constexpr ReservedLabel reserved_labels[] = {
    {"BIOS-BOOT", 1}, {"PowerPC-PReP-boot", 1}, {"EFI-SYSTEM", 2}, {"boot", 3}, {"root", 4}};

}  // namespace

void Translation::add_boot_device() {
    const BootDevice& from = file_.boot_device;
    bool encrypted = from.luks.tpm2 == true || !from.luks.tang.empty() || from.luks.cex.enabled == true;
    bool mirrored = !from.mirror.devices.empty();
    if (!encrypted && !mirrored) return;
    ignition::Config parent;
    Origins origins;
    BootDeviceRender render(from, parent.storage, origins);
    if (mirrored) render.mirror();
    if (encrypted) render.luks(mirrored);
    render.root(encrypted);
    origins[{Step::of("storage")}] = {.source = {Step::of("boot_device")}};
    merge_over(std::move(parent), std::move(origins));
}

void Translation::warn_of_partitions() {
    auto at = [](size_t disk, size_t index, std::string_view field) {
        return ignition::Path{Step::of("storage"),    Step::of("disks"), Step::of(disk),
                              Step::of("partitions"), Step::of(index),   Step::of(field)};
    };
    for (size_t number = 0; number < config_.storage.disks.size(); ++number) {
        const ignition::Disk& disk = config_.storage.disks[number];
        for (size_t index = 0; index < disk.partitions.size(); ++index) {
            const Partition& one = disk.partitions[index];
            if (!one.label) continue;
            if (*one.label == "root" && dialect_.has_boot_device()) {
                bool fills = one.size_mib.value_or(0) == 0;
                bool followed = false;
                for (size_t other = 0; other < disk.partitions.size(); ++other)
                    followed = followed || (other != index && disk.partitions[other].start_mib.value_or(0) == 0);
                if (fills && followed)
                    add(Severity::warning, at(number, index, "label"),
                        "root partition cannot expand; it is set to fill available space but is followed by an "
                        "auto-positioned partition");
                if (!fills && *one.size_mib < least_root_mib)
                    add(Severity::warning, at(number, index, "size_mib"), "root should have 8GiB of space assigned");
            }
            if (disk.wipe_table == true) continue;
            for (const ReservedLabel& reserved : reserved_labels)
                if (*one.label == reserved.label && one.number != reserved.number)
                    add(Severity::warning, at(number, index, "label"),
                        "incorrect partition number; a new partition will be created using reserved label");
        }
    }
}

void Translation::add_grub_users() {
    if (file_.grub.users.empty()) return;
    std::string names;
    std::string passwords;
    for (const GrubUser& user : file_.grub.users) {
        names += concat(names.empty() ? "" : " ", user.name);
        passwords += concat("password_pbkdf2 ", user.name, " ", user.password_hash.value_or(""), "\n");
    }
    std::string text = concat("# Generated by Butane\n\nset superusers=\"", names, "\"\n", passwords);
    ignition::Config parent;
    parent.storage.filesystems = {{.device = "/dev/disk/by-label/boot", .format = "ext4", .path = "/boot"}};
    parent.storage.files = {{.path = "/boot/grub2/user.cfg", .append = {ignition::data_resource(text, compress())}}};
    Origins origins;
    origins[{Step::of("storage")}] = {.source = {Step::of("grub"), Step::of("users")}};
    merge_over(std::move(parent), std::move(origins));
}

void Translation::fcos() {
    if (dialect_.has_boot_device()) add_boot_device();
    if (dialect_.is_fcos() || dialect_.openshift > 0) warn_of_partitions();
    if (dialect_.has_grub()) add_grub_users();
}

}  // namespace nagaya::butane
