// Disks and what is made on them.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/text.hpp"
#include "ignition/json_scan.hpp"
#include "ignition/url.hpp"
#include "ignition/validator.hpp"

namespace nagaya::ignition {

namespace {

int64_t last_mib(const Partition& partition) {
    int64_t size = *partition.size_mib;
    return size == 0 ? *partition.start_mib : *partition.start_mib + size - 1;
}

bool has_place(const Partition& partition) {
    return partition.start_mib && partition.size_mib && *partition.start_mib != 0;
}

/// The first partition that another lies on, searched as Ignition does it.
std::optional<size_t> find_overlap(const std::vector<Partition>& partitions) {
    for (const Partition& one : partitions) {
        if (!has_place(one)) continue;
        for (size_t index = 0; index < partitions.size(); ++index) {
            const Partition& other = partitions[index];
            if (!has_place(other) || &one == &other) continue;
            int64_t begin = *one.start_mib;
            int64_t end = last_mib(one);
            int64_t other_begin = *other.start_mib;
            int64_t other_end = last_mib(other);
            bool begins_inside = begin >= other_begin && begin <= other_end;
            bool ends_inside = end >= other_begin && end <= other_end;
            if (begins_inside || ends_inside || (begin < other_begin && end > other_end)) return index;
        }
    }
    return std::nullopt;
}

bool is_guid(std::string_view text) {
    if (text.empty()) return true;
    if (text.size() != 36) return false;
    for (size_t at = 0; at < text.size(); ++at) {
        bool dash = at == 8 || at == 13 || at == 18 || at == 23;
        if (dash ? text[at] != '-' : !std::string_view("0123456789abcdefABCDEF").contains(text[at])) return false;
    }
    return true;
}

struct LabelLimit {
    std::string_view format;
    size_t most;
};
constexpr LabelLimit label_limits[] = {{"ext4", 16}, {"btrfs", 256}, {"xfs", 12}, {"swap", 15}, {"vfat", 11}};

bool clevis_is_present(const Clevis& clevis) {
    return given(clevis.custom.pin) || !clevis.tang.empty() || clevis.tpm2 == true || clevis.threshold.value_or(0) != 0;
}

}  // namespace

void Validator::check_overwritten_disks(const Storage& storage, const Place& place) {
    std::unordered_map<std::string_view, const Disk*> disks;
    for (const Disk& disk : storage.disks) disks[disk.device] = &disk;
    Place list = place.in("filesystems");
    for (size_t index = 0; index < storage.filesystems.size(); ++index) {
        const Filesystem& filesystem = storage.filesystems[index];
        auto found = disks.find(filesystem.device);
        if (found == disks.end()) continue;
        Place at = list.in(index);
        if (!found->second->partitions.empty())
            warning(at.in("device"), "filesystem overwrites partitioned device");
        else if (filesystem.wipe_filesystem != true && found->second->wipe_table == true)
            warning(at.in("device"), "device matches disk with wipeTable enabled; filesystem will be wiped");
    }
}

void Validator::check_partitions(const Disk& disk, const Place& place) {
    Place list = place.in("partitions");
    std::unordered_set<int64_t> numbers;
    for (size_t index = 0; index < disk.partitions.size(); ++index) {
        int64_t number = disk.partitions[index].number;
        if (number == 0 || numbers.insert(number).second) continue;
        error(list.in(index), "partition numbers collide");
        break;
    }
    if (auto overlap = find_overlap(disk.partitions)) error(list.in(*overlap), "partitions overlap");
    bool absent = false;
    bool unnumbered = false;
    for (const Partition& partition : disk.partitions) {
        absent = absent || partition.should_exist == false;
        unnumbered = unnumbered || partition.number == 0;
    }
    if (absent && unnumbered)
        error(list, "shouldExist is false for a partition and other partition(s) has start or size 0");
    std::unordered_set<std::string_view> labels;
    for (size_t index = 0; index < disk.partitions.size(); ++index) {
        const Text& label = disk.partitions[index].label;
        if (!label || labels.insert(*label).second) continue;
        error(list.in(index), "cannot use the same partition label twice");
        break;
    }
}

void Validator::check(const Disk& disk, const Place& place) {
    if (disk.device.empty()) {
        error(place.in("device"), "disk device is required");
        return;
    }
    check_path(disk.device, place.in("device"));
    check_partitions(disk, place);
}

void Validator::check(const Partition& partition, const Place& place) {
    if (partition.should_exist == false && (partition.label || given(partition.type_guid) || given(partition.guid) ||
                                            partition.start_mib || partition.size_mib))
        error(place, "shouldExist specified false with other options also specified");
    if (partition.number == 0 && !partition.label) error(place, "a partition number >= 1 or a label must be specified");
    if (partition.label) {
        if (partition.label->size() > 36)
            error(place.in("label"), "partition labels may not exceed 36 characters");
        else if (partition.label->contains(':'))
            error(place.in("label"), "partition label will be truncated to text before the colon");
    }
    constexpr std::string_view no_guid = "doesn't match the form \"01234567-89AB-CDEF-EDCB-A98765432101\"";
    if (partition.guid && !is_guid(*partition.guid)) error(place.in("guid"), no_guid);
    if (partition.type_guid && !is_guid(*partition.type_guid)) error(place.in("typeGuid"), no_guid);
}

void Validator::check(const Raid& raid, const Place& place) {
    std::string_view level = raid.level ? std::string_view(*raid.level) : "";
    auto one_of = [&](std::initializer_list<std::string_view> names) {
        return std::find(names.begin(), names.end(), level) != names.end();
    };
    Place at = place.in("level");
    if (level.empty() && is(3)) {
        error(at, "raid level is required");
    } else if (one_of({"linear", "raid0", "0", "stripe"})) {
        if (raid.spares.value_or(0) != 0) error(at, "spares unsupported for linear and raid0 arrays");
    } else if (!one_of({"raid1", "1", "mirror", "raid4", "4", "raid5", "5", "raid6", "6", "raid10", "10"})) {
        error(at, "unrecognized raid level");
    }
    Place devices = place.in("devices");
    if (raid.devices.empty()) error(devices, "raid devices required");
    for (size_t index = 0; index < raid.devices.size(); ++index) check_path(raid.devices[index], devices.in(index));
}

void Validator::check(const Filesystem& filesystem, const Place& place) {
    if (given(filesystem.path)) check_path(*filesystem.path, place.in("path"));
    check_path(filesystem.device, place.in("device"));
    std::string_view format = filesystem.format ? std::string_view(*filesystem.format) : "";
    auto limit = std::find_if(std::begin(label_limits), std::end(label_limits),
                              [&](const LabelLimit& known) { return known.format == format; });
    if (format.empty()) {
        if (given(filesystem.path) || given(filesystem.label) || given(filesystem.uuid) ||
            filesystem.wipe_filesystem == true || !filesystem.mount_options.empty() || !filesystem.options.empty())
            error(
                place.in("format"),
                "format cannot be empty when path, label, uuid, wipeFilesystem, options, or mountOptions is specified");
    } else if (limit == std::end(label_limits) && !(format == "none" && is(3))) {
        error(place.in("format"), "invalid filesystem format");
    }
    if (!given(filesystem.label)) return;
    if (format.empty())
        error(place.in("label"), "filesystem must specify format if label is specified");
    else if (limit != std::end(label_limits) && filesystem.label->size() > limit->most)
        error(place.in("label"),
              concat("filesystem labels cannot be longer than ", limit->most, " characters when using ", format));
}

void Validator::check(const Luks& luks, const Place& place) {
    if (luks.name.contains('/')) error(place.in("name"), "device names cannot contain slashes");
    if (given(luks.label) && luks.label->size() > 47)
        error(place.in("label"), "luks device labels cannot be longer than 47 characters");
    if (!given(luks.device))
        error(place.in("device"), "disk device is required");
    else
        check_path(*luks.device, place.in("device"));
    const Clevis& clevis = luks.clevis;
    bool custom = is(3) ? given(clevis.custom.pin) : populated(clevis.custom);
    if (custom && (!clevis.tang.empty() || clevis.tpm2 == true || clevis.threshold.value_or(0) != 0))
        error(place.in("clevis"), "cannot use custom clevis config with tpm2, tang, or threshold");
    if (given(luks.key_file.source) && check_source(*luks.key_file.source, version_))
        error(place.in("keys"), "invalid key-file source");
    if (luks.cex.enabled != true || !is(5)) return;
    if (clevis_is_present(clevis)) error(place.in("cex"), "cannot use cex with clevis");
    if (given(luks.key_file.source)) error(place.in("cex"), "cannot use key file with cex");
}

void Validator::check(const ClevisCustom& custom, const Place& place) {
    bool network = is(3) && custom.needs_network == true;
    if (!given(custom.pin) && !given(custom.config) && !network) return;
    bool known = custom.pin == "tpm2" || custom.pin == "tang" || custom.pin == "sss";
    if (!given(custom.pin) && is(3))
        error(place.in("pin"), "missing required custom clevis pin");
    else if (!known && !is(6))
        error(place.in("pin"), "unsupported clevis pin");
    if (!given(custom.config)) error(place.in("config"), "missing required custom clevis config");
}

void Validator::check(const Tang& tang, const Place& place) {
    auto url = parse_url(tang.url);
    if (!url)
        error(place.in("url"), "unable to parse url");
    else if (url->scheme != "http" && url->scheme != "https")
        error(place.in("url"), "invalid url scheme");
    if (!given(tang.thumbprint)) error(place.in("thumbprint"), "thumbprint is required");
    if (is(4) && given(tang.advertisement) && !check_json(*tang.advertisement).empty())
        error(place.in("advertisement"), "advertisement is not valid JSON");
}

}  // namespace nagaya::ignition
