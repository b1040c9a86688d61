// What a lab needs of this machine, checked before anything is done.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "base/text.hpp"
#include "host/process.hpp"
#include "lab/disk.hpp"
#include "lab/files.hpp"
#include "lab/lab.hpp"
#include "lab/network.hpp"
#include "lab/parts.hpp"
#include "lab/stop.hpp"

namespace nagaya::lab {
namespace {

// capabilities(7); linux/magic.h
constexpr unsigned cap_net_admin = 12;
constexpr unsigned cap_sys_admin = 21;
constexpr unsigned overlayfs_magic = 0x794c7630;

struct Need {
    std::string_view program;
    std::string_view package;
};

constexpr std::array needs = {
    Need{"systemd-nspawn", "systemd-container"},
    Need{"mmdebstrap", "mmdebstrap"},
    Need{"ip", "iproute2"},
    Need{"nft", "nftables"},
    Need{"nsenter", "util-linux"},
    Need{"setpriv", "util-linux"},
    Need{"ssh-keygen", "openssh-client"},
    Need{"tar", "tar"},
};

Result<> check_programs() {
    std::string missing;
    std::string packages;
    for (const Need& need : needs) {
        if (host::find_program(need.program)) continue;
        missing += concat(missing.empty() ? "`" : ", `", need.program, "`");
        if (!packages.contains(need.package)) packages += concat(" ", need.package);
    }
    if (missing.empty()) return {};
    return fail(ErrorKind::unsupported,
                concat("the lab needs ", missing, ", not installed here; on Debian: `apt-get install", packages, "`"));
}

Result<> check_rights() {
    if (geteuid() != 0)
        return fail(ErrorKind::denied,
                    "the lab needs root (it boots hosts, makes mounts and networks); run it with `sudo`");
    const std::string status = TRY(read_file("/proc/self/status"));
    for (const std::string_view line : split(status, '\n')) {
        if (!line.starts_with("CapEff:")) continue;
        const uint64_t effective = std::strtoull(std::string(trim(line.substr(7))).c_str(), nullptr, 16);
        if ((effective >> cap_sys_admin & 1) == 0 || (effective >> cap_net_admin & 1) == 0)
            return fail(ErrorKind::denied,
                        "root lacks CAP_SYS_ADMIN or CAP_NET_ADMIN here: this is a container without the rights to "
                        "boot hosts; use "
                        "a virtual machine, or give the container all rights (`--privileged`)");
    }
    return {};
}

bool has_file_system(std::string_view name) {
    const Result<std::string> known = read_file("/proc/filesystems");
    if (!known) return false;
    for (const std::string_view line : split(*known, '\n')) {
        const std::vector<std::string_view> words = split_words(line);
        if (!words.empty() && words.back() == name) return true;
    }
    return false;
}

/// A failure to load is seen when the thing is still missing.
void load_module(std::string_view name) {
    if (host::find_program("modprobe"))
        static_cast<void>(host::run({.argv = {"modprobe", "--quiet", std::string(name)}}));
}

Result<> check_kernel() {
    if (!has_file_system("overlay")) load_module("overlay");
    if (!has_file_system("overlay"))
        return fail(ErrorKind::unsupported, "this kernel has no overlayfs (CONFIG_OVERLAY_FS)");
    if (!exists("/dev/net/tun")) load_module("tun");
    if (!exists("/dev/net/tun"))
        return fail(ErrorKind::unsupported,
                    "`/dev/net/tun` is missing, which rootless Podman's network needs (CONFIG_TUN; in a container, "
                    "pass the device in)");
    const Result<std::string> most = read_file("/proc/sys/user/max_user_namespaces");
    if (!exists("/proc/self/ns/user") || (most && trim(*most) == "0"))
        return fail(ErrorKind::unsupported,
                    "this kernel gives no user namespaces, which rootless Podman needs; set the sysctl "
                    "user.max_user_namespaces");
    const Result<std::string> unprivileged = read_file("/proc/sys/kernel/unprivileged_userns_clone");
    if (unprivileged && trim(*unprivileged) == "0")
        return fail(ErrorKind::unsupported,
                    "user namespaces are for root only here, and rootless Podman needs them; set the sysctl "
                    "kernel.unprivileged_userns_clone=1");
    return {};
}

Result<std::string> find_directory() {
    const char* wish = std::getenv("NAGAYA_LAB_DIR");
    const std::string directory = wish != nullptr && *wish != '\0' ? wish : std::string(default_directory);
    // Overlay's mount options and nspawn's binds are lists.
    if (!directory.starts_with('/') || directory.find_first_of(",:\\ \t\n") != std::string::npos)
        return fail(ErrorKind::malformed, concat("NAGAYA_LAB_DIR `", visible(directory),
                                                 "` is no absolute path without blanks, `,`, `:` and `\\`"));
    return directory;
}

Result<> check_directory(const std::string& directory) {
    struct statfs status{};
    if (statfs(directory.c_str(), &status) != 0) return fail_errno(concat("`", directory, "`"));
    if (static_cast<unsigned>(status.f_type) == overlayfs_magic)
        return fail(ErrorKind::unsupported,
                    concat("`", directory,
                           "` is on an overlay file system (a container's?), which cannot carry another; set "
                           "NAGAYA_LAB_DIR to a directory on ext4, xfs, btrfs or tmpfs"));
    return {};
}

}  // namespace

Result<Lab> Lab::open(Progress progress, std::function<bool()> give_up) {
    TRY(check_rights());
    TRY(check_programs());
    TRY(check_kernel());
    auto parts = std::make_shared<Parts>();
    parts->place = make_place(TRY(find_directory()));
    parts->cgroups = TRY(find_cgroups());
    parts->progress = std::move(progress);
    parts->give_up = std::move(give_up);
    const Place& place = parts->place;
    // Nobody else's way in: hosts have setuid programs, and accounts whose numbers may be those of users of this machine.
    for (const std::string& directory :
         {place.hosts(), place.images(), place.registries(), place.directory + "/locks"}) {
        TRY(make_directories(directory));
        if (chmod(directory.c_str(), 0700) != 0) return fail_errno(concat("`", directory, "`"));
    }
    TRY(check_directory(place.directory));
    sweep(*parts);
    return Lab(std::move(parts));
}

}  // namespace nagaya::lab
