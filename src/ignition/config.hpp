// An Ignition config (https://coreos.github.io/ignition/specs/) as data: what first boot makes of a machine, in the shape
// of spec 3.7.0-experimental, which has every field of the older ones. Fill it by hand, check it with validate.hpp, print
// it with print.hpp. `nullopt` is "not said"; an empty text, 0 and false are said.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nagaya::ignition {

using Flag = std::optional<bool>;
using Number = std::optional<int64_t>;
using Text = std::optional<std::string>;
using Texts = std::vector<std::string>;

struct Verification {
    Text hash = {};  ///< "sha512-…" or "sha256-…" of the content, before decompression

    bool operator==(const Verification&) const = default;
};

struct HttpHeader {
    std::string name = {};
    Text value = {};  ///< in a child that is merged: none takes the parent's header away

    bool operator==(const HttpHeader&) const = default;
};

/// Bytes from somewhere; `data_resource` (data_url.hpp) makes one that carries them itself.
struct Resource {
    Text compression = {};  ///< "" or "gzip"
    std::vector<HttpHeader> http_headers = {};
    Text source = {};  ///< data:, http(s)://, tftp://, s3://, arn:, gs://
    Verification verification = {};

    bool operator==(const Resource&) const = default;
};

/// A user or group that something belongs to: by number or by name, not both.
struct Owner {
    Number id = {};
    Text name = {};

    bool operator==(const Owner&) const = default;
};

struct Directory {
    Owner group = {};
    Flag overwrite = {};
    std::string path = {};
    Owner user = {};
    Number mode = {};

    bool operator==(const Directory&) const = default;
};

struct File {
    Owner group = {};
    Flag overwrite = {};
    std::string path = {};
    Owner user = {};
    std::vector<Resource> append = {};
    Resource contents = {};
    Number mode = {};

    bool operator==(const File&) const = default;
};

struct Link {
    Owner group = {};
    Flag overwrite = {};
    std::string path = {};
    Owner user = {};
    Flag hard = {};
    Text target = {};

    bool operator==(const Link&) const = default;
};

struct Partition {
    Text guid = {};
    Text label = {};
    int64_t number = 0;  ///< 0: the next free one
    Flag resize = {};
    Flag should_exist = {};
    Number size_mib = {};
    Number start_mib = {};
    Text type_guid = {};
    Flag wipe_partition_entry = {};

    bool operator==(const Partition&) const = default;
};

struct Disk {
    std::string device = {};
    std::vector<Partition> partitions = {};
    Flag wipe_table = {};

    bool operator==(const Disk&) const = default;
};

struct Filesystem {
    std::string device = {};
    Text format = {};
    Text label = {};
    Texts mount_options = {};
    Texts options = {};
    Text path = {};
    Text uuid = {};
    Flag wipe_filesystem = {};

    bool operator==(const Filesystem&) const = default;
};

struct Raid {
    Texts devices = {};
    Text level = {};
    std::string name = {};
    Texts options = {};
    Number spares = {};

    bool operator==(const Raid&) const = default;
};

struct Cex {
    Flag enabled = {};

    bool operator==(const Cex&) const = default;
};

struct ClevisCustom {
    Text config = {};
    Flag needs_network = {};
    Text pin = {};

    bool operator==(const ClevisCustom&) const = default;
};

struct Tang {
    Text advertisement = {};
    Text thumbprint = {};
    std::string url = {};

    bool operator==(const Tang&) const = default;
};

struct Clevis {
    ClevisCustom custom = {};
    std::vector<Tang> tang = {};
    Number threshold = {};
    Flag tpm2 = {};

    bool operator==(const Clevis&) const = default;
};

struct Luks {
    Cex cex = {};
    Clevis clevis = {};
    Text device = {};
    Flag discard = {};
    Resource key_file = {};
    Text label = {};
    std::string name = {};
    Texts open_options = {};
    Texts options = {};
    Text uuid = {};
    Flag wipe_volume = {};

    bool operator==(const Luks&) const = default;
};

struct Storage {
    std::vector<Directory> directories = {};
    std::vector<Disk> disks = {};
    std::vector<File> files = {};
    std::vector<Filesystem> filesystems = {};
    std::vector<Link> links = {};
    std::vector<Luks> luks = {};
    std::vector<Raid> raid = {};

    bool operator==(const Storage&) const = default;
};

struct Dropin {
    Text contents = {};
    std::string name = {};

    bool operator==(const Dropin&) const = default;
};

struct Unit {
    Text contents = {};
    std::vector<Dropin> dropins = {};
    Flag enabled = {};
    Flag mask = {};
    std::string name = {};

    bool operator==(const Unit&) const = default;
};

struct Systemd {
    std::vector<Unit> units = {};

    bool operator==(const Systemd&) const = default;
};

struct Group {
    Number gid = {};
    std::string name = {};
    Text password_hash = {};
    Flag should_exist = {};
    Flag system = {};

    bool operator==(const Group&) const = default;
};

struct User {
    Text gecos = {};
    Texts groups = {};
    Text home_dir = {};
    std::string name = {};
    Flag no_create_home = {};
    Flag no_log_init = {};
    Flag no_user_group = {};
    Text password_hash = {};
    Text primary_group = {};
    Texts ssh_authorized_keys = {};
    Text shell = {};
    Flag should_exist = {};
    Flag system = {};
    Number uid = {};

    bool operator==(const User&) const = default;
};

struct Passwd {
    std::vector<Group> groups = {};
    std::vector<User> users = {};

    bool operator==(const Passwd&) const = default;
};

struct KernelArguments {
    Texts should_exist = {};
    Texts should_not_exist = {};

    bool operator==(const KernelArguments&) const = default;
};

struct ConfigReferences {
    std::vector<Resource> merge = {};
    Resource replace = {};

    bool operator==(const ConfigReferences&) const = default;
};

struct Proxy {
    Text http_proxy = {};
    Text https_proxy = {};
    Texts no_proxy = {};

    bool operator==(const Proxy&) const = default;
};

struct Tls {
    std::vector<Resource> certificate_authorities = {};

    bool operator==(const Tls&) const = default;
};

struct Security {
    Tls tls = {};

    bool operator==(const Security&) const = default;
};

struct Timeouts {
    Number http_response_headers = {};  ///< seconds
    Number http_total = {};             ///< seconds

    bool operator==(const Timeouts&) const = default;
};

/// The section that speaks of the config itself.
struct Ignition {
    ConfigReferences config = {};
    Proxy proxy = {};
    Security security = {};
    Timeouts timeouts = {};
    std::string version = {};  ///< `version_text` of version.hpp

    bool operator==(const Ignition&) const = default;
};

struct Config {
    Ignition ignition = {};
    KernelArguments kernel_arguments = {};
    Passwd passwd = {};
    Storage storage = {};
    Systemd systemd = {};

    bool operator==(const Config&) const = default;
};

}  // namespace nagaya::ignition
