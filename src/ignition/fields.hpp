// Every field of every structure of config.hpp in the order of Ignition's JSON, as data: printing, reading, merging,
// checking and Butane's reader all follow these lists.
#pragma once

#include <string_view>
#include <tuple>
#include <type_traits>

#include "ignition/config.hpp"

namespace nagaya::ignition {

/// Whether a list's entries with equal keys are one entry (they merge, and twice is an error), or just stand in a row.
enum class Keys { unique, none };

template <class Struct, class Member>
struct Field {
    std::string_view json;   ///< "homeDir"
    std::string_view snake;  ///< "home_dir", Butane's and ours
    Member Struct::* member;
    int since = 0;  ///< the minor version of spec 3 that brought it
    Keys keys = Keys::unique;
};

template <class Struct, class Member>
Field(std::string_view, std::string_view, Member Struct::*, int = 0, Keys = Keys::unique) -> Field<Struct, Member>;

/// `Fields<T>::list` is a tuple of Field.
template <class T>
struct Fields;

template <class T>
concept Described = requires { Fields<T>::list; };

/// Calls `visit(field)` for each field of T, in order.
template <Described T, class Visit>
constexpr void for_each_field(Visit&& visit) {
    std::apply([&](const auto&... field) { (visit(field), ...); }, Fields<T>::list);
}

template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

#define NAGAYA_IGNITION_FIELDS(T, ...)                              \
    template <>                                                     \
    struct Fields<T> {                                              \
        static constexpr std::tuple list = std::tuple{__VA_ARGS__}; \
    }

NAGAYA_IGNITION_FIELDS(Verification, Field{"hash", "hash", &Verification::hash});
NAGAYA_IGNITION_FIELDS(HttpHeader, Field{"name", "name", &HttpHeader::name},
                       Field{"value", "value", &HttpHeader::value});
NAGAYA_IGNITION_FIELDS(Resource, Field{"compression", "compression", &Resource::compression},
                       Field{"httpHeaders", "http_headers", &Resource::http_headers, 1},
                       Field{"source", "source", &Resource::source},
                       Field{"verification", "verification", &Resource::verification});
NAGAYA_IGNITION_FIELDS(Owner, Field{"id", "id", &Owner::id}, Field{"name", "name", &Owner::name});
NAGAYA_IGNITION_FIELDS(Directory, Field{"group", "group", &Directory::group},
                       Field{"overwrite", "overwrite", &Directory::overwrite}, Field{"path", "path", &Directory::path},
                       Field{"user", "user", &Directory::user}, Field{"mode", "mode", &Directory::mode});
NAGAYA_IGNITION_FIELDS(File, Field{"group", "group", &File::group}, Field{"overwrite", "overwrite", &File::overwrite},
                       Field{"path", "path", &File::path}, Field{"user", "user", &File::user},
                       Field{"append", "append", &File::append, 0, Keys::none},
                       Field{"contents", "contents", &File::contents}, Field{"mode", "mode", &File::mode});
NAGAYA_IGNITION_FIELDS(Link, Field{"group", "group", &Link::group}, Field{"overwrite", "overwrite", &Link::overwrite},
                       Field{"path", "path", &Link::path}, Field{"user", "user", &Link::user},
                       Field{"hard", "hard", &Link::hard}, Field{"target", "target", &Link::target});
NAGAYA_IGNITION_FIELDS(Partition, Field{"guid", "guid", &Partition::guid}, Field{"label", "label", &Partition::label},
                       Field{"number", "number", &Partition::number}, Field{"resize", "resize", &Partition::resize, 2},
                       Field{"shouldExist", "should_exist", &Partition::should_exist},
                       Field{"sizeMiB", "size_mib", &Partition::size_mib},
                       Field{"startMiB", "start_mib", &Partition::start_mib},
                       Field{"typeGuid", "type_guid", &Partition::type_guid},
                       Field{"wipePartitionEntry", "wipe_partition_entry", &Partition::wipe_partition_entry});
NAGAYA_IGNITION_FIELDS(Disk, Field{"device", "device", &Disk::device},
                       Field{"partitions", "partitions", &Disk::partitions},
                       Field{"wipeTable", "wipe_table", &Disk::wipe_table});
NAGAYA_IGNITION_FIELDS(Filesystem, Field{"device", "device", &Filesystem::device},
                       Field{"format", "format", &Filesystem::format}, Field{"label", "label", &Filesystem::label},
                       Field{"mountOptions", "mount_options", &Filesystem::mount_options, 1, Keys::none},
                       Field{"options", "options", &Filesystem::options, 0, Keys::none},
                       Field{"path", "path", &Filesystem::path}, Field{"uuid", "uuid", &Filesystem::uuid},
                       Field{"wipeFilesystem", "wipe_filesystem", &Filesystem::wipe_filesystem});
NAGAYA_IGNITION_FIELDS(Raid, Field{"devices", "devices", &Raid::devices}, Field{"level", "level", &Raid::level},
                       Field{"name", "name", &Raid::name}, Field{"options", "options", &Raid::options, 0, Keys::none},
                       Field{"spares", "spares", &Raid::spares});
NAGAYA_IGNITION_FIELDS(Cex, Field{"enabled", "enabled", &Cex::enabled, 5});
NAGAYA_IGNITION_FIELDS(ClevisCustom, Field{"config", "config", &ClevisCustom::config},
                       Field{"needsNetwork", "needs_network", &ClevisCustom::needs_network},
                       Field{"pin", "pin", &ClevisCustom::pin});
NAGAYA_IGNITION_FIELDS(Tang, Field{"advertisement", "advertisement", &Tang::advertisement, 4},
                       Field{"thumbprint", "thumbprint", &Tang::thumbprint}, Field{"url", "url", &Tang::url});
NAGAYA_IGNITION_FIELDS(Clevis, Field{"custom", "custom", &Clevis::custom}, Field{"tang", "tang", &Clevis::tang},
                       Field{"threshold", "threshold", &Clevis::threshold}, Field{"tpm2", "tpm2", &Clevis::tpm2});
NAGAYA_IGNITION_FIELDS(Luks, Field{"cex", "cex", &Luks::cex, 5}, Field{"clevis", "clevis", &Luks::clevis},
                       Field{"device", "device", &Luks::device}, Field{"discard", "discard", &Luks::discard, 4},
                       Field{"keyFile", "key_file", &Luks::key_file}, Field{"label", "label", &Luks::label},
                       Field{"name", "name", &Luks::name}, Field{"openOptions", "open_options", &Luks::open_options, 4},
                       Field{"options", "options", &Luks::options, 0, Keys::none}, Field{"uuid", "uuid", &Luks::uuid},
                       Field{"wipeVolume", "wipe_volume", &Luks::wipe_volume});
NAGAYA_IGNITION_FIELDS(Storage, Field{"directories", "directories", &Storage::directories},
                       Field{"disks", "disks", &Storage::disks}, Field{"files", "files", &Storage::files},
                       Field{"filesystems", "filesystems", &Storage::filesystems},
                       Field{"links", "links", &Storage::links}, Field{"luks", "luks", &Storage::luks, 2},
                       Field{"raid", "raid", &Storage::raid});
NAGAYA_IGNITION_FIELDS(Dropin, Field{"contents", "contents", &Dropin::contents}, Field{"name", "name", &Dropin::name});
NAGAYA_IGNITION_FIELDS(Unit, Field{"contents", "contents", &Unit::contents},
                       Field{"dropins", "dropins", &Unit::dropins}, Field{"enabled", "enabled", &Unit::enabled},
                       Field{"mask", "mask", &Unit::mask}, Field{"name", "name", &Unit::name});
NAGAYA_IGNITION_FIELDS(Systemd, Field{"units", "units", &Systemd::units});
NAGAYA_IGNITION_FIELDS(Group, Field{"gid", "gid", &Group::gid}, Field{"name", "name", &Group::name},
                       Field{"passwordHash", "password_hash", &Group::password_hash},
                       Field{"shouldExist", "should_exist", &Group::should_exist, 2},
                       Field{"system", "system", &Group::system});
NAGAYA_IGNITION_FIELDS(User, Field{"gecos", "gecos", &User::gecos}, Field{"groups", "groups", &User::groups},
                       Field{"homeDir", "home_dir", &User::home_dir}, Field{"name", "name", &User::name},
                       Field{"noCreateHome", "no_create_home", &User::no_create_home},
                       Field{"noLogInit", "no_log_init", &User::no_log_init},
                       Field{"noUserGroup", "no_user_group", &User::no_user_group},
                       Field{"passwordHash", "password_hash", &User::password_hash},
                       Field{"primaryGroup", "primary_group", &User::primary_group},
                       Field{"sshAuthorizedKeys", "ssh_authorized_keys", &User::ssh_authorized_keys},
                       Field{"shell", "shell", &User::shell},
                       Field{"shouldExist", "should_exist", &User::should_exist, 2},
                       Field{"system", "system", &User::system}, Field{"uid", "uid", &User::uid});
NAGAYA_IGNITION_FIELDS(Passwd, Field{"groups", "groups", &Passwd::groups}, Field{"users", "users", &Passwd::users});
NAGAYA_IGNITION_FIELDS(KernelArguments, Field{"shouldExist", "should_exist", &KernelArguments::should_exist, 3},
                       Field{"shouldNotExist", "should_not_exist", &KernelArguments::should_not_exist, 3});
NAGAYA_IGNITION_FIELDS(ConfigReferences, Field{"merge", "merge", &ConfigReferences::merge},
                       Field{"replace", "replace", &ConfigReferences::replace});
NAGAYA_IGNITION_FIELDS(Proxy, Field{"httpProxy", "http_proxy", &Proxy::http_proxy, 1},
                       Field{"httpsProxy", "https_proxy", &Proxy::https_proxy, 1},
                       Field{"noProxy", "no_proxy", &Proxy::no_proxy, 1});
NAGAYA_IGNITION_FIELDS(Tls, Field{"certificateAuthorities", "certificate_authorities", &Tls::certificate_authorities});
NAGAYA_IGNITION_FIELDS(Security, Field{"tls", "tls", &Security::tls});
NAGAYA_IGNITION_FIELDS(Timeouts,
                       Field{"httpResponseHeaders", "http_response_headers", &Timeouts::http_response_headers},
                       Field{"httpTotal", "http_total", &Timeouts::http_total});
NAGAYA_IGNITION_FIELDS(Ignition, Field{"config", "config", &Ignition::config},
                       Field{"proxy", "proxy", &Ignition::proxy, 1}, Field{"security", "security", &Ignition::security},
                       Field{"timeouts", "timeouts", &Ignition::timeouts},
                       Field{"version", "version", &Ignition::version});
NAGAYA_IGNITION_FIELDS(Config, Field{"ignition", "ignition", &Config::ignition},
                       Field{"kernelArguments", "kernel_arguments", &Config::kernel_arguments, 3},
                       Field{"passwd", "passwd", &Config::passwd}, Field{"storage", "storage", &Config::storage},
                       Field{"systemd", "systemd", &Config::systemd});

#undef NAGAYA_IGNITION_FIELDS

/// Is there anything in it? A structure is empty when all of it is; 0 and "" that stand for themselves are nothing.
template <class T>
bool populated(const T& value) {
    if constexpr (Described<T>) {
        bool any = false;
        for_each_field<T>([&](const auto& field) { any = any || populated(value.*(field.member)); });
        return any;
    } else if constexpr (is_optional<T>) {
        return value.has_value();
    } else if constexpr (is_list<T>) {
        return !value.empty();
    } else {
        return value != T{};
    }
}

/// What makes an entry of a list the same as another (util.CallKey of Ignition).
inline std::string_view key(const std::string& entry) { return entry; }
inline std::string_view key(const HttpHeader& entry) { return entry.name; }
inline std::string_view key(const Resource& entry) { return entry.source ? std::string_view(*entry.source) : ""; }
inline std::string_view key(const Directory& entry) { return entry.path; }
inline std::string_view key(const File& entry) { return entry.path; }
inline std::string_view key(const Link& entry) { return entry.path; }
inline std::string_view key(const Disk& entry) { return entry.device; }
inline std::string_view key(const Filesystem& entry) { return entry.device; }
inline std::string_view key(const Raid& entry) { return entry.name; }
inline std::string_view key(const Tang& entry) { return entry.url; }
inline std::string_view key(const Luks& entry) { return entry.name; }
inline std::string_view key(const Dropin& entry) { return entry.name; }
inline std::string_view key(const Unit& entry) { return entry.name; }
inline std::string_view key(const Group& entry) { return entry.name; }
inline std::string_view key(const User& entry) { return entry.name; }
/// "number:3", "label:root" or "".
std::string key(const Partition& entry);

}  // namespace nagaya::ignition
