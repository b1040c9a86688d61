// What a Butane file says (https://coreos.github.io/butane/specs), sugar included, in the order of the reference's checks.
// What is Ignition's own is Ignition's structure; `since` of a field is the minor version of the Ignition spec that the
// dialect writes, which grows with every version of Butane.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ignition/fields.hpp"

namespace nagaya::butane {

using ignition::Flag;
using ignition::Number;
using ignition::Text;
using ignition::Texts;

struct Resource {
    Text compression = {};
    std::vector<ignition::HttpHeader> http_headers = {};
    Text source = {};
    Text inline_text = {};  ///< sugar: the content itself
    Text local = {};        ///< sugar: a file below the files directory
    ignition::Verification verification = {};
};

struct File {
    ignition::Owner group = {};
    Flag overwrite = {};
    std::string path = {};
    ignition::Owner user = {};
    std::vector<Resource> append = {};
    Resource contents = {};
    Number mode = {};
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
    Flag with_mount_unit = {};  ///< sugar: a unit that mounts it
};

struct Luks {
    ignition::Cex cex = {};
    ignition::Clevis clevis = {};
    Text device = {};
    Flag discard = {};
    Resource key_file = {};
    Text label = {};
    std::string name = {};
    Texts open_options = {};
    Texts options = {};
    Text uuid = {};
    Flag wipe_volume = {};
};

/// Sugar: a directory below the files directory with all that is in it.
struct Tree {
    ignition::Owner group = {};
    std::string local = {};
    Text path = {};
    ignition::Owner user = {};
    Number file_mode = {};
    Number dir_mode = {};
};

struct Storage {
    std::vector<ignition::Directory> directories = {};
    std::vector<ignition::Disk> disks = {};
    std::vector<File> files = {};
    std::vector<Filesystem> filesystems = {};
    std::vector<ignition::Link> links = {};
    std::vector<Luks> luks = {};
    std::vector<ignition::Raid> raid = {};
    std::vector<Tree> trees = {};
};

struct Dropin {
    Text contents = {};
    Text contents_local = {};
    std::string name = {};
};

struct Unit {
    Text contents = {};
    Text contents_local = {};
    std::vector<Dropin> dropins = {};
    Flag enabled = {};
    Flag mask = {};
    std::string name = {};
};

/// Sugar: a Quadlet file and its drop-ins where Podman looks for them.
struct Quadlet {
    Text contents = {};
    Text contents_local = {};
    std::string name = {};
    bool rootful = false;
    std::vector<Dropin> dropins = {};
};

struct Systemd {
    std::vector<Unit> units = {};
    std::vector<Quadlet> quadlets = {};
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
    Flag should_exist = {};
    Texts ssh_authorized_keys = {};
    Texts ssh_authorized_keys_local = {};  ///< sugar: files with one key a line
    Text shell = {};
    Flag system = {};
    Number uid = {};
};

struct Passwd {
    std::vector<ignition::Group> groups = {};
    std::vector<User> users = {};
};

struct ConfigReferences {
    std::vector<Resource> merge = {};
    Resource replace = {};
};

struct Tls {
    std::vector<Resource> certificate_authorities = {};
};

struct Security {
    Tls tls = {};
};

struct Ignition {
    ConfigReferences config = {};
    ignition::Proxy proxy = {};
    Security security = {};
    ignition::Timeouts timeouts = {};
};

struct BootDeviceLuks {
    ignition::Cex cex = {};
    Flag discard = {};
    Text device = {};
    std::vector<ignition::Tang> tang = {};
    Number threshold = {};
    Flag tpm2 = {};
};

struct BootDeviceMirror {
    Texts devices = {};
};

/// Sugar: an encrypted or mirrored root disk.
struct BootDevice {
    Text layout = {};
    BootDeviceLuks luks = {};
    BootDeviceMirror mirror = {};
};

struct GrubUser {
    std::string name = {};
    Text password_hash = {};
};

/// Sugar: who may change boot entries.
struct Grub {
    std::vector<GrubUser> users = {};
};

using Labels = std::vector<std::pair<std::string, std::string>>;

struct Metadata {
    std::string name = {};
    Labels labels = {};
};

struct OpenShift {
    Texts kernel_arguments = {};
    Texts extensions = {};
    Flag fips = {};
    Text kernel_type = {};
};

struct Config {
    std::string version = {};
    std::string variant = {};
    Ignition ignition = {};
    ignition::KernelArguments kernel_arguments = {};
    Passwd passwd = {};
    Storage storage = {};
    Systemd systemd = {};
    BootDevice boot_device = {};
    Grub grub = {};
    Metadata metadata = {};
    OpenShift openshift = {};
};

/// All that is read before the dialect is known.
struct Header {
    std::string version = {};
    std::string variant = {};
};

}  // namespace nagaya::butane

namespace nagaya::ignition {

#define NAGAYA_BUTANE_FIELDS(T, ...)                                \
    template <>                                                     \
    struct Fields<butane::T> {                                      \
        using S = butane::T;                                        \
        static constexpr std::tuple list = std::tuple{__VA_ARGS__}; \
    }

NAGAYA_BUTANE_FIELDS(Resource, Field{"compression", "compression", &S::compression},
                     Field{"httpHeaders", "http_headers", &S::http_headers, 1}, Field{"source", "source", &S::source},
                     Field{"inline", "inline", &S::inline_text}, Field{"local", "local", &S::local, 1},
                     Field{"verification", "verification", &S::verification});
NAGAYA_BUTANE_FIELDS(File, Field{"group", "group", &S::group}, Field{"overwrite", "overwrite", &S::overwrite},
                     Field{"path", "path", &S::path}, Field{"user", "user", &S::user},
                     Field{"append", "append", &S::append}, Field{"contents", "contents", &S::contents},
                     Field{"mode", "mode", &S::mode});
NAGAYA_BUTANE_FIELDS(Filesystem, Field{"device", "device", &S::device}, Field{"format", "format", &S::format},
                     Field{"label", "label", &S::label}, Field{"mountOptions", "mount_options", &S::mount_options, 1},
                     Field{"options", "options", &S::options}, Field{"path", "path", &S::path},
                     Field{"uuid", "uuid", &S::uuid}, Field{"wipeFilesystem", "wipe_filesystem", &S::wipe_filesystem},
                     Field{"withMountUnit", "with_mount_unit", &S::with_mount_unit, 1});
NAGAYA_BUTANE_FIELDS(Luks, Field{"cex", "cex", &S::cex, 5}, Field{"clevis", "clevis", &S::clevis},
                     Field{"device", "device", &S::device}, Field{"discard", "discard", &S::discard, 4},
                     Field{"keyFile", "key_file", &S::key_file}, Field{"label", "label", &S::label},
                     Field{"name", "name", &S::name}, Field{"openOptions", "open_options", &S::open_options, 4},
                     Field{"options", "options", &S::options}, Field{"uuid", "uuid", &S::uuid},
                     Field{"wipeVolume", "wipe_volume", &S::wipe_volume});
NAGAYA_BUTANE_FIELDS(Tree, Field{"group", "group", &S::group, 6}, Field{"local", "local", &S::local},
                     Field{"path", "path", &S::path}, Field{"user", "user", &S::user, 6},
                     Field{"fileMode", "file_mode", &S::file_mode, 6}, Field{"dirMode", "dir_mode", &S::dir_mode, 6});
NAGAYA_BUTANE_FIELDS(Storage, Field{"directories", "directories", &S::directories}, Field{"disks", "disks", &S::disks},
                     Field{"files", "files", &S::files}, Field{"filesystems", "filesystems", &S::filesystems},
                     Field{"links", "links", &S::links}, Field{"luks", "luks", &S::luks, 2},
                     Field{"raid", "raid", &S::raid}, Field{"trees", "trees", &S::trees, 1});
NAGAYA_BUTANE_FIELDS(Dropin, Field{"contents", "contents", &S::contents},
                     Field{"contentsLocal", "contents_local", &S::contents_local, 4}, Field{"name", "name", &S::name});
NAGAYA_BUTANE_FIELDS(Unit, Field{"contents", "contents", &S::contents},
                     Field{"contentsLocal", "contents_local", &S::contents_local, 4},
                     Field{"dropins", "dropins", &S::dropins}, Field{"enabled", "enabled", &S::enabled},
                     Field{"mask", "mask", &S::mask}, Field{"name", "name", &S::name});
NAGAYA_BUTANE_FIELDS(Quadlet, Field{"contents", "contents", &S::contents},
                     Field{"contentsLocal", "contents_local", &S::contents_local}, Field{"name", "name", &S::name},
                     Field{"rootful", "rootful", &S::rootful}, Field{"dropins", "dropins", &S::dropins});
NAGAYA_BUTANE_FIELDS(Systemd, Field{"units", "units", &S::units}, Field{"quadlets", "quadlets", &S::quadlets, 7});
NAGAYA_BUTANE_FIELDS(User, Field{"gecos", "gecos", &S::gecos}, Field{"groups", "groups", &S::groups},
                     Field{"homeDir", "home_dir", &S::home_dir}, Field{"name", "name", &S::name},
                     Field{"noCreateHome", "no_create_home", &S::no_create_home},
                     Field{"noLogInit", "no_log_init", &S::no_log_init},
                     Field{"noUserGroup", "no_user_group", &S::no_user_group},
                     Field{"passwordHash", "password_hash", &S::password_hash},
                     Field{"primaryGroup", "primary_group", &S::primary_group},
                     Field{"shouldExist", "should_exist", &S::should_exist, 2},
                     Field{"sshAuthorizedKeys", "ssh_authorized_keys", &S::ssh_authorized_keys},
                     Field{"sshAuthorizedKeysLocal", "ssh_authorized_keys_local", &S::ssh_authorized_keys_local, 4},
                     Field{"shell", "shell", &S::shell}, Field{"system", "system", &S::system},
                     Field{"uid", "uid", &S::uid});
NAGAYA_BUTANE_FIELDS(Passwd, Field{"groups", "groups", &S::groups}, Field{"users", "users", &S::users});
NAGAYA_BUTANE_FIELDS(ConfigReferences, Field{"merge", "merge", &S::merge}, Field{"replace", "replace", &S::replace});
NAGAYA_BUTANE_FIELDS(Tls, Field{"certificateAuthorities", "certificate_authorities", &S::certificate_authorities});
NAGAYA_BUTANE_FIELDS(Security, Field{"tls", "tls", &S::tls});
NAGAYA_BUTANE_FIELDS(Ignition, Field{"config", "config", &S::config}, Field{"proxy", "proxy", &S::proxy, 1},
                     Field{"security", "security", &S::security}, Field{"timeouts", "timeouts", &S::timeouts});
NAGAYA_BUTANE_FIELDS(BootDeviceLuks, Field{"cex", "cex", &S::cex, 5}, Field{"discard", "discard", &S::discard, 4},
                     Field{"device", "device", &S::device, 5}, Field{"tang", "tang", &S::tang},
                     Field{"threshold", "threshold", &S::threshold}, Field{"tpm2", "tpm2", &S::tpm2});
NAGAYA_BUTANE_FIELDS(BootDeviceMirror, Field{"devices", "devices", &S::devices});
NAGAYA_BUTANE_FIELDS(BootDevice, Field{"layout", "layout", &S::layout}, Field{"luks", "luks", &S::luks},
                     Field{"mirror", "mirror", &S::mirror});
NAGAYA_BUTANE_FIELDS(GrubUser, Field{"name", "name", &S::name},
                     Field{"passwordHash", "password_hash", &S::password_hash});
NAGAYA_BUTANE_FIELDS(Grub, Field{"users", "users", &S::users});
NAGAYA_BUTANE_FIELDS(Metadata, Field{"name", "name", &S::name}, Field{"labels", "labels", &S::labels});
NAGAYA_BUTANE_FIELDS(OpenShift, Field{"kernelArguments", "kernel_arguments", &S::kernel_arguments},
                     Field{"extensions", "extensions", &S::extensions}, Field{"fips", "fips", &S::fips},
                     Field{"kernelType", "kernel_type", &S::kernel_type});
NAGAYA_BUTANE_FIELDS(Config, Field{"version", "version", &S::version}, Field{"variant", "variant", &S::variant},
                     Field{"ignition", "ignition", &S::ignition},
                     Field{"kernelArguments", "kernel_arguments", &S::kernel_arguments, 3},
                     Field{"passwd", "passwd", &S::passwd}, Field{"storage", "storage", &S::storage},
                     Field{"systemd", "systemd", &S::systemd}, Field{"bootDevice", "boot_device", &S::boot_device},
                     Field{"grub", "grub", &S::grub}, Field{"metadata", "metadata", &S::metadata},
                     Field{"openshift", "openshift", &S::openshift});
NAGAYA_BUTANE_FIELDS(Header, Field{"version", "version", &S::version}, Field{"variant", "variant", &S::variant});

#undef NAGAYA_BUTANE_FIELDS

}  // namespace nagaya::ignition
