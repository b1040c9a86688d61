#include "ignition/validate.hpp"

#include "base/text.hpp"

namespace nagaya::ignition {
namespace {

/// "$.path: message" for each finding, with "warning " before those.
std::vector<std::string> findings(const Config& config, Version version) {
    Findings found;
    validate(config, version, found);
    std::vector<std::string> out;
    for (const Finding& finding : found)
        out.push_back(concat(finding.severity == Severity::warning ? "warning " : "", print_path(finding.path), ": ",
                             finding.message));
    return out;
}

using Sentences = std::vector<std::string>;

Sentences of_file(const File& file, Version version = {4}) { return findings({.storage = {.files = {file}}}, version); }
Sentences of_partitions(std::vector<Partition> partitions) {
    return findings({.storage = {.disks = {{.device = "/dev/a", .partitions = std::move(partitions)}}}}, {4});
}
Sentences of_unit(Unit unit) { return findings({.systemd = {.units = {std::move(unit)}}}, {4}); }
Sentences of_luks(Luks luks, Version version = {5}) {
    luks.name = "n";
    luks.device = "/dev/a";
    return findings({.storage = {.luks = {std::move(luks)}}}, version);
}
Sentences of_source(Text source, Version version = {4}) {
    return of_file({.path = "/a", .contents = {.source = std::move(source)}}, version);
}

TEST(Validate, Paths) {
    EXPECT_EQ(of_file({.path = ""}), Sentences{"$.storage.files.0.path: path not specified"});
    EXPECT_EQ(of_file({.path = "a"}), Sentences{"$.storage.files.0.path: path not absolute"});
    for (const char* path : {"/a/", "//a", "/a/./b", "/a/../b"})
        EXPECT_EQ(of_file({.path = path}), Sentences{"$.storage.files.0.path: path is not fully simplified"}) << path;
    EXPECT_EQ(of_file({.path = "/a/..b"}), Sentences{});
    EXPECT_EQ(
        findings({.storage = {.directories = {{.path = "d"}}, .links = {{.path = "l", .target = "x"}}}}, {4}),
        (Sentences{"$.storage.directories.0.path: path not absolute", "$.storage.links.0.path: path not absolute"}));
}

TEST(Validate, Modes) {
    EXPECT_EQ(of_file({.path = "/a", .mode = 07777}, {6}), Sentences{});
    EXPECT_EQ(of_file({.path = "/a", .mode = 010000}, {6}), Sentences{"$.storage.files.0.mode: illegal file mode"});
    EXPECT_EQ(of_file({.path = "/a", .mode = -1}, {6}), Sentences{"$.storage.files.0.mode: illegal file mode"});
    const std::string bits =
        "setuid/setgid/sticky bits are not supported or functional in spec versions older than 3.6.0";
    EXPECT_EQ(of_file({.path = "/a", .mode = 01000}, {5}), Sentences{"warning $.storage.files.0.mode: " + bits});
    EXPECT_EQ(of_file({.path = "/a", .mode = 0777}, {5}), Sentences{});
    EXPECT_EQ(findings({.storage = {.directories = {{.path = "/a", .mode = 02755}}}}, {5}),
              Sentences{"warning $.storage.directories.0.mode: " + bits});
}

TEST(Validate, FilesThatContradictThemselves) {
    EXPECT_EQ(of_file({.overwrite = true, .path = "/a"}),
              Sentences{"$.storage.files.0.overwrite: overwrite must be false if source is unspecified"});
    EXPECT_EQ(of_file({.overwrite = true, .path = "/a", .contents = {.source = ""}}), Sentences{});
    EXPECT_EQ(of_file({.overwrite = false, .path = "/a"}), Sentences{});
    EXPECT_EQ(of_file({.path = "/a", .user = {.id = 0, .name = "root"}}),
              Sentences{"$.storage.files.0.user: cannot set both id and name"});
    EXPECT_EQ(of_file({.path = "/a", .user = {.id = 0, .name = ""}}), Sentences{});
}

TEST(Validate, Sources) {
    EXPECT_EQ(of_source("ftp://a/b"), Sentences{"$.storage.files.0.contents.source: invalid url scheme"});
    EXPECT_EQ(of_source("data:,a b"), Sentences{"$.storage.files.0.contents.source: invalid data character"});
    EXPECT_EQ(of_source(""), Sentences{});
    EXPECT_EQ(of_source("gs://b/o", {1}), Sentences{"$.storage.files.0.contents.source: invalid url scheme"});
    EXPECT_EQ(of_source("gs://b/o", {2}), Sentences{});
    EXPECT_EQ(of_file({.path = "/a", .contents = {.compression = "xz", .source = "data:,"}}),
              Sentences{"$.storage.files.0.contents.compression: invalid compression method"});
    EXPECT_EQ(of_file({.path = "/a", .contents = {.compression = "gzip", .source = "data:,"}}), Sentences{});
    EXPECT_EQ(of_file({.path = "/a", .contents = {.verification = {.hash = "sha256-" + std::string(64, '0')}}}),
              Sentences{"$.storage.files.0.contents.verification.hash: source must be specified if verification is "
                        "specified"});
}

TEST(Validate, Hashes) {
    const auto of_hash = [](std::string hash, Version version) {
        Sentences found = of_file(
            {.path = "/a", .contents = {.source = "data:,", .verification = {.hash = std::move(hash)}}}, version);
        return found.empty() ? "" : found.size() > 1 ? "many" : found[0].substr(found[0].find(": ") + 2);
    };
    EXPECT_EQ(of_hash("sha512" + std::string(128, '0'), {4}), "malformed hash specifier");
    EXPECT_EQ(of_hash("md5-" + std::string(32, '0'), {4}), "unrecognized hash function");
    EXPECT_EQ(of_hash("sha512-" + std::string(127, '0'), {4}), "incorrect size for hash sum");
    EXPECT_EQ(of_hash("sha512-" + std::string(128, '0'), {4}), "");
    EXPECT_EQ(of_hash("sha256-" + std::string(64, '0'), {1}), "");
    EXPECT_EQ(of_hash("sha256-" + std::string(64, '0'), {0}), "unrecognized hash function");
    EXPECT_EQ(of_hash("sha256-" + std::string(65, '0'), {1}), "incorrect size for hash sum");
}

TEST(Validate, HttpHeaders) {
    const auto of_headers = [](Text source, HttpHeader header) {
        return of_file({.path = "/a", .contents = {.http_headers = {std::move(header)}, .source = std::move(source)}});
    };
    const std::string at = "$.storage.files.0.contents.httpHeaders";
    EXPECT_EQ(of_headers("https://a/b", {.name = "A", .value = "b"}), Sentences{});
    EXPECT_EQ(of_headers("data:,", {.name = "A", .value = "b"}),
              Sentences{at + ": cannot use HTTP headers with this source scheme"});
    EXPECT_EQ(of_headers({}, {.name = "A", .value = "b"}), Sentences{at + ": unable to parse url"});
    EXPECT_EQ(of_headers("http://a/", {.name = "", .value = "b"}),
              Sentences{at + ".0.name: HTTP header name can't be empty"});
    EXPECT_EQ(of_headers("http://a/", {.name = "A", .value = ""}),
              Sentences{at + ".0.value: unable to parse HTTP header"});
    EXPECT_EQ(of_headers("http://a/", {.name = "A"}), Sentences{});
}

TEST(Validate, ReferencesAndProxies) {
    EXPECT_EQ(
        findings({.ignition = {.config = {.merge = {{.source = "data:,"}, {}, {.source = "x://y"}}}}}, {1}),
        (Sentences{"$.ignition.config.merge.1: source is required", "$.ignition.config.merge.2: invalid url scheme",
                   "$.ignition.config.merge.2.source: invalid url scheme"}));
    EXPECT_EQ(findings({.ignition = {.config = {.merge = {{}}}}}, {0}), Sentences{});
    EXPECT_EQ(findings({.ignition = {.security = {.tls = {.certificate_authorities = {{}}}}}}, {0}),
              Sentences{"$.ignition.security.tls.certificateAuthorities.0.source: invalid url scheme"});
    EXPECT_EQ(findings({.ignition = {.security = {.tls = {.certificate_authorities = {{}}}}}}, {1}),
              Sentences{"$.ignition.security.tls.certificateAuthorities.0: source is required"});
    EXPECT_EQ(
        findings({.ignition = {.proxy = {.http_proxy = "http://p", .https_proxy = "http://p"}}}, {1}),
        Sentences{"warning $.ignition.proxy.httpsProxy: insecure plaintext HTTP proxy specified for HTTPS resources"});
    EXPECT_EQ(findings({.ignition = {.proxy = {.http_proxy = "socks://p", .https_proxy = "https://["}}}, {1}),
              (Sentences{"$.ignition.proxy.httpProxy: proxies must be http(s)",
                         "$.ignition.proxy.httpsProxy: unable to parse url"}));
}

TEST(Validate, Links) {
    Config config{.storage = {.directories = {{.path = "/d"}, {.path = "/l/d"}},
                              .files = {{.path = "/l/x"}, {.path = "/l"}, {.path = "/lx/y"}},
                              .links = {{.path = "/l", .target = "/d"}, {.path = "/l/m", .target = ""}}}};
    EXPECT_EQ(findings(config, {3}), (Sentences{"$.storage.directories.1: directory path includes link in config",
                                                "$.storage.files.0: file path includes link in config",
                                                "$.storage.links.1: link path includes link in config",
                                                "$.storage.links.1.target: link target is required"}));
    EXPECT_EQ(findings({.storage = {.links = {{.path = "/l", .target = ""}}}}, {2}), Sentences{});
    EXPECT_EQ(findings({.storage = {.directories = {{.path = "/d"}},
                                    .links = {{.path = "/l", .hard = true, .target = "/e/../d"},
                                              {.path = "/m", .hard = true, .target = "../d"},
                                              {.path = "/n", .hard = false, .target = "/d"}}}},
                       {3}),
              (Sentences{"$.storage.links.0: hard link target is a directory",
                         "$.storage.links.1: hard link target is a directory"}));
    EXPECT_EQ(
        findings(
            {.storage =
                 {.links = {{.group = {.name = "g"}, .path = "/l", .user = {.id = 1}, .hard = true, .target = "/t"}}}},
            {3}),
        (Sentences{"warning $.storage.links.0.user.id: user/group ignored for hard link",
                   "warning $.storage.links.0.group.name: user/group ignored for hard link"}));
}

TEST(Validate, UnitsAndWhatStandsInTheirPlace) {
    EXPECT_EQ(of_unit({.name = "a.servic"}), Sentences{"$.systemd.units.0.name: invalid systemd unit extension"});
    EXPECT_EQ(of_unit({.name = "a.d/b"}), Sentences{"$.systemd.units.0.name: invalid systemd unit extension"});
    for (const char* name : {"a.snapshot", "a.scope", "a.automount"}) EXPECT_EQ(of_unit({.name = name}), Sentences{});
    EXPECT_EQ(of_unit({.dropins = {{.contents = "[Service]\nX", .name = "a.con"}}, .name = "a.service"}),
              (Sentences{"$.systemd.units.0.dropins.0.contents: invalid unit content: EOF",
                         "$.systemd.units.0.dropins.0.name: invalid systemd drop-in extension"}));
    EXPECT_EQ(
        of_unit({.contents = "[Service]\nA=b\n", .enabled = true, .name = "a.service"}),
        Sentences{"warning $.systemd.units.0.contents: unit \"a.service\" is enabled, but has no install section so "
                  "enable does nothing"});
    EXPECT_EQ(of_unit({.contents = "[Install]\nA=b\n", .enabled = true, .name = "a.service"}), Sentences{});
    EXPECT_EQ(of_unit({.contents = "[Service]\nA=b\n", .enabled = false, .name = "a.service"}), Sentences{});
    const Config config{.storage = {.files = {{.path = "/etc/systemd/system/a.service"},
                                              {.path = "/etc/systemd/system/a.service.d/b.conf"},
                                              {.path = "/etc/systemd/system/c.service"}}},
                        .systemd = {.units = {{.contents = "[A]\nb=c\n",
                                               .dropins = {{.contents = "[A]\nb=c\n", .name = "b.conf"}},
                                               .name = "a.service"},
                                              {.name = "c.service"}}}};
    EXPECT_EQ(findings(config, {4}), (Sentences{"$.storage.files.0.path: path conflicts with systemd unit or dropin",
                                                "$.storage.files.1.path: path conflicts with systemd unit or dropin"}));
}

TEST(Validate, InstancesOfTemplatesWithoutInstall) {
    const auto of_template = [](std::string contents, const char* instance) {
        return findings({.systemd = {.units = {{.contents = std::move(contents), .name = "t@.service"},
                                               {.enabled = true, .name = instance}}}},
                        {4});
    };
    EXPECT_EQ(
        of_template("[Service]\nA=b\n", "t@i.service"),
        Sentences{"warning $.systemd.units.1.contents: template unit \"t@.service\" for \"t@i.service\" doesn't have "
                  "Install section"});
    EXPECT_EQ(of_template("[Install]\nA=b\n", "t@i.service"), Sentences{});
    EXPECT_EQ(of_template("[Service]\nA=b\n", "u@i.service"), Sentences{});
    EXPECT_EQ(of_template("[Service]\nA=b\n", "t@i.socket"), Sentences{});
    EXPECT_EQ(
        findings(
            {.systemd = {.units = {{.contents = "[Service]\nA=b\n", .name = "t@.service"}, {.name = "t@i.service"}}}},
            {4}),
        Sentences{});
}

TEST(Validate, Partitions) {
    const std::string list = "$.storage.disks.0.partitions";
    EXPECT_EQ(findings({.storage = {.disks = {{}}}}, {4}),
              Sentences{"$.storage.disks.0.device: disk device is required"});
    EXPECT_EQ(of_partitions({{.number = 1}, {.number = 1}}), Sentences{list + ".1: partition numbers collide"});
    EXPECT_EQ(of_partitions({{.label = "a"}, {.label = "b"}}), Sentences{});
    EXPECT_EQ(of_partitions({{.label = "a"}, {.label = "a"}}),
              Sentences{list + ".1: cannot use the same partition label twice"});
    EXPECT_EQ(of_partitions({{}}), Sentences{list + ".0: a partition number >= 1 or a label must be specified"});
    EXPECT_EQ(of_partitions({{.label = "a:b"}}),
              Sentences{list + ".0.label: partition label will be truncated to text before the colon"});
    EXPECT_EQ(of_partitions({{.label = std::string(36, 'x')}}), Sentences{});
    EXPECT_EQ(of_partitions({{.label = std::string(37, 'x')}}),
              Sentences{list + ".0.label: partition labels may not exceed 36 characters"});
    EXPECT_EQ(of_partitions({{.number = 1, .should_exist = false, .size_mib = 0}}),
              Sentences{list + ".0: shouldExist specified false with other options also specified"});
    EXPECT_EQ(of_partitions({{.number = 1, .should_exist = false}, {.label = "b"}}),
              Sentences{list + ": shouldExist is false for a partition and other partition(s) has start or size 0"});
    EXPECT_EQ(of_partitions({{.guid = "0", .number = 1, .type_guid = "01234567-89AB-cdef-EDCB-A98765432101"}}),
              Sentences{list + ".0.guid: doesn't match the form \"01234567-89AB-CDEF-EDCB-A98765432101\""});
    EXPECT_EQ(of_partitions({{.guid = "", .number = 1, .type_guid = "01234567-89AB-CDEF-EDCB-A9876543210G"}}),
              Sentences{list + ".0.typeGuid: doesn't match the form \"01234567-89AB-CDEF-EDCB-A98765432101\""});
    EXPECT_EQ(of_partitions({{.guid = "01234567-89AB-CDEF-EDCB_A98765432101", .number = 1}}).size(), 1U);
}

TEST(Validate, PartitionsThatOverlap) {
    const auto overlap = [](int64_t begin, int64_t size, int64_t other_begin, int64_t other_size) {
        return !of_partitions({{.number = 1, .size_mib = size, .start_mib = begin},
                               {.number = 2, .size_mib = other_size, .start_mib = other_begin}})
                    .empty();
    };
    EXPECT_FALSE(overlap(1, 10, 11, 10));
    EXPECT_TRUE(overlap(1, 11, 11, 10));
    EXPECT_TRUE(overlap(11, 10, 1, 11));
    EXPECT_FALSE(overlap(11, 10, 1, 10));
    EXPECT_TRUE(overlap(1, 100, 10, 10));
    EXPECT_TRUE(overlap(10, 10, 1, 100));
    EXPECT_FALSE(overlap(0, 100, 10, 10));  // wherever there is room
    EXPECT_TRUE(overlap(5, 0, 5, 1));
}

TEST(Validate, Raids) {
    const auto of_raid = [](Text level, Number spares, Version version) {
        Sentences found = findings(
            {.storage = {.raid = {{.devices = {"/dev/a"}, .level = std::move(level), .name = "n", .spares = spares}}}},
            version);
        return found.empty() ? "" : found[0];
    };
    EXPECT_EQ(of_raid({}, {}, {3}), "$.storage.raid.0.level: raid level is required");
    EXPECT_EQ(of_raid({}, {}, {2}), "$.storage.raid.0.level: unrecognized raid level");
    EXPECT_EQ(of_raid("raid7", {}, {3}), "$.storage.raid.0.level: unrecognized raid level");
    EXPECT_EQ(of_raid("stripe", 1, {3}), "$.storage.raid.0.level: spares unsupported for linear and raid0 arrays");
    EXPECT_EQ(of_raid("raid0", 0, {3}), "");
    EXPECT_EQ(of_raid("raid10", 1, {3}), "");
    EXPECT_EQ(findings({.storage = {.raid = {{.level = "1", .name = "n"}, {.devices = {"a"}, .level = "1"}}}}, {3}),
              (Sentences{"$.storage.raid.0.devices: raid devices required",
                         "$.storage.raid.1.devices.0: path not absolute"}));
}

TEST(Validate, Filesystems) {
    const auto of_filesystem = [](Filesystem filesystem, Version version = {4}) {
        filesystem.device = "/dev/a";
        Sentences found = findings({.storage = {.filesystems = {std::move(filesystem)}}}, version);
        return found.empty() ? "" : found[0].substr(found[0].find("0.") + 2);
    };
    const std::string empty =
        "format: format cannot be empty when path, label, uuid, wipeFilesystem, options, or mountOptions is specified";
    EXPECT_EQ(of_filesystem({}), "");
    EXPECT_EQ(of_filesystem({.path = "/a"}), empty);
    EXPECT_EQ(of_filesystem({.label = "a"}), empty);
    EXPECT_EQ(of_filesystem({.uuid = "a"}), empty);
    EXPECT_EQ(of_filesystem({.wipe_filesystem = true}), empty);
    EXPECT_EQ(of_filesystem({.wipe_filesystem = false}), "");
    EXPECT_EQ(of_filesystem({.mount_options = {"a"}}), empty);
    EXPECT_EQ(of_filesystem({.options = {"a"}}), empty);
    EXPECT_EQ(of_filesystem({.format = "ntfs"}), "format: invalid filesystem format");
    EXPECT_EQ(of_filesystem({.format = "none"}, {2}), "format: invalid filesystem format");
    EXPECT_EQ(of_filesystem({.format = "none"}, {3}), "");
    EXPECT_EQ(of_filesystem({.format = "xfs", .path = "a"}), "path: path not absolute");
    struct Limit {
        const char* format;
        size_t most;
    };
    for (const auto& [format, most] : {Limit{"ext4", 16}, {"btrfs", 256}, {"xfs", 12}, {"swap", 15}, {"vfat", 11}}) {
        EXPECT_EQ(of_filesystem({.format = format, .label = std::string(most, 'x')}), "");
        EXPECT_EQ(of_filesystem({.format = format, .label = std::string(most + 1, 'x')}),
                  concat("label: filesystem labels cannot be longer than ", most, " characters when using ", format));
    }
    const auto on_disk = [](Disk disk, Flag wipe) {
        disk.device = "/dev/a";
        return findings({.storage = {.disks = {std::move(disk)},
                                     .filesystems = {{.device = "/dev/a", .format = "xfs", .wipe_filesystem = wipe}}}},
                        {4});
    };
    EXPECT_EQ(on_disk({.partitions = {{.number = 1}}}, true),
              Sentences{"warning $.storage.filesystems.0.device: filesystem overwrites partitioned device"});
    EXPECT_EQ(
        on_disk({.wipe_table = true}, {}),
        Sentences{"warning $.storage.filesystems.0.device: device matches disk with wipeTable enabled; filesystem "
                  "will be wiped"});
    EXPECT_EQ(on_disk({.wipe_table = true}, true), Sentences{});
    EXPECT_EQ(on_disk({}, {}), Sentences{});
}

TEST(Validate, Luks) {
    const std::string at = "$.storage.luks.0";
    EXPECT_EQ(findings({.storage = {.luks = {{.name = "a/b"}}}}, {4}),
              (Sentences{at + ".name: device names cannot contain slashes", at + ".device: disk device is required"}));
    EXPECT_EQ(of_luks({.label = std::string(47, 'x')}), Sentences{});
    EXPECT_EQ(of_luks({.label = std::string(48, 'x')}),
              Sentences{at + ".label: luks device labels cannot be longer than 47 characters"});
    EXPECT_EQ(of_luks({.cex = {.enabled = true}, .clevis = {.tpm2 = true}, .key_file = {.source = "data:,x"}}),
              (Sentences{at + ".cex: cannot use cex with clevis", at + ".cex: cannot use key file with cex"}));
    EXPECT_EQ(of_luks({.cex = {.enabled = true}, .clevis = {.threshold = 1}}, {4}), Sentences{});
    EXPECT_EQ(of_luks({.cex = {.enabled = true}, .clevis = {.threshold = 0}}), Sentences{});
    EXPECT_EQ(of_luks({.cex = {.enabled = true}, .clevis = {.threshold = 1}}),
              Sentences{at + ".cex: cannot use cex with clevis"});
    const ClevisCustom custom{.config = "c", .pin = "tang"};
    for (const Clevis& clevis : {Clevis{.custom = custom, .tpm2 = true}, Clevis{.custom = custom, .threshold = 1}})
        EXPECT_EQ(of_luks({.clevis = clevis}),
                  Sentences{at + ".clevis: cannot use custom clevis config with tpm2, tang, or threshold"});
    EXPECT_EQ(of_luks({.clevis = {.custom = {.config = "c", .pin = "x"}}}),
              Sentences{at + ".clevis.custom.pin: unsupported clevis pin"});
    EXPECT_EQ(of_luks({.clevis = {.custom = {.config = "c", .pin = "x"}}}, {6}), Sentences{});
    EXPECT_EQ(of_luks({.clevis = {.custom = {.needs_network = true}}}),
              (Sentences{at + ".clevis.custom.pin: missing required custom clevis pin",
                         at + ".clevis.custom.config: missing required custom clevis config"}));
    EXPECT_EQ(of_luks({.clevis = {.custom = {.needs_network = true}}}, {2}), Sentences{});
    EXPECT_EQ(of_luks({.key_file = {.source = "x:"}}),
              (Sentences{at + ".keys: invalid key-file source", at + ".keyFile.source: invalid url scheme"}));
    EXPECT_EQ(
        of_luks({.clevis = {.tang = {{.advertisement = "{", .url = "ftp://t"}, {.thumbprint = "t", .url = ":"}}}}),
        (Sentences{at + ".clevis.tang.0.url: invalid url scheme",
                   at + ".clevis.tang.0.thumbprint: thumbprint is required",
                   at + ".clevis.tang.0.advertisement: advertisement is not valid JSON",
                   at + ".clevis.tang.1.url: unable to parse url"}));
    EXPECT_EQ(of_luks({.clevis = {.tang = {{.advertisement = "{", .thumbprint = "t", .url = "http://t"}}}}, {3}),
              Sentences{});
}

TEST(Validate, EntriesThatStandTwice) {
    const auto duplicates = [](const Config& config) {
        Findings found;
        find_duplicates(config, found);
        std::vector<std::string> out;
        for (const Finding& finding : found) out.push_back(print_path(finding.path));
        return out;
    };
    EXPECT_EQ(duplicates({.storage = {.directories = {{.path = "/a"}},
                                      .files = {{.path = "/a"}, {.path = "/b"}, {.path = "/b"}},
                                      .links = {{.path = "/b"}}}}),
              (Sentences{"$.storage.files.0", "$.storage.files.2", "$.storage.links.0"}));
    EXPECT_EQ(duplicates({.kernel_arguments = {.should_exist = {"a"}, .should_not_exist = {"a"}}}),
              Sentences{"$.kernelArguments.shouldNotExist.0"});
    EXPECT_EQ(duplicates({.passwd = {.groups = {{.name = "a"}}, .users = {{.name = "a"}, {.name = "a"}}}}),
              Sentences{"$.passwd.users.1"});
    EXPECT_EQ(duplicates({.storage = {.disks = {{.device = "/dev/a",
                                                 .partitions = {{.label = "1"},
                                                                {.label = "x", .number = 1},
                                                                {.label = "y", .number = 1},
                                                                {.label = "1"}}}}}}),
              (Sentences{"$.storage.disks.0.partitions.2", "$.storage.disks.0.partitions.3"}));
}

}  // namespace
}  // namespace nagaya::ignition
