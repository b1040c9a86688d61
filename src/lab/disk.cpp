#include "lab/disk.hpp"

#include <linux/capability.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "base/text.hpp"
#include "host/process.hpp"
#include "lab/files.hpp"
#include "lab/network.hpp"

namespace nagaya::lab {
namespace {

struct DiskFile {
    std::string path;  ///< absolute in the host
    std::string content;
    mode_t mode = 0644;
};

/// Parents appear with the mode they have in the image, since a directory of the upper layer hides its twin's.
Result<> write_upper(const std::string& upper, const std::string& lower, const DiskFile& file) {
    for (size_t end = file.path.find('/', 1); end != std::string::npos; end = file.path.find('/', end + 1)) {
        const std::string directory = file.path.substr(0, end);
        struct stat below{};
        const mode_t mode = stat((lower + directory).c_str(), &below) == 0 ? below.st_mode & 07777 : 0755;
        const std::string path = upper + directory;
        if (mkdir(path.c_str(), mode) == 0 && chmod(path.c_str(), mode) == 0) continue;
        struct stat there{};
        if (lstat(path.c_str(), &there) != 0 || !S_ISDIR(there.st_mode))
            return fail(ErrorKind::io, concat("`", path, "` is no directory"));
    }
    return write_file(upper + file.path, file.content, file.mode);
}

std::string identifier() {
    std::string out;
    for (const char c : read_file("/proc/sys/kernel/random/uuid").value_or(""))
        if (c != '-' && c != '\n') out += c;
    return out;
}

/// Names of this machine that its own /etc/hosts knows: hosts shall reach by name what this machine reaches.
std::string names_of_this_machine() {
    const std::string file = read_file("/etc/hosts").value_or("");
    std::string out;
    for (const std::string_view line : split(file, '\n')) {
        const std::optional<Network> address = parse_network(line.substr(0, line.find_first_of(" \t")));
        if (address && address->prefix == 32 && address->address >> 24 != 127) out += concat(line, "\n");
    }
    return out;
}

std::string hosts_file(const Place& place, std::string_view name, const HostRecord& record) {
    const Network& network = record.network;
    std::string out = concat("127.0.0.1 localhost\n::1 localhost ip6-localhost\n", network.host(record.octet), " ",
                             name, "\n", network.host(machine_octet), " outer\n");
    if (name != infra_name) out += concat(network.host(infra_octet), " ", infra_name, "\n");
    for (const std::string& other : names_in(place.hosts())) {
        if (other == name || other == infra_name) continue;
        if (const Result<HostRecord> their = read_record(place, other))
            out += concat(network.host(their->octet), " ", other, "\n");
    }
    return out + names_of_this_machine();
}

constexpr std::string_view registries = R"(# Written by nagaya lab: the host infra answers for docker.io.
unqualified-search-registries = ["docker.io"]

[[registry]]
prefix = "docker.io"
location = "docker.io"

[[registry.mirror]]
location = "infra:5000"
insecure = true

[[registry]]
location = "infra:5000"
insecure = true
)";

constexpr std::string_view limits_conf = R"(# Written by nagaya lab: this machine has no cgroup2 controllers.
[containers]
pids_limit = 0

[engine]
runtime = "crun"

[engine.runtimes]
crun = ["/opt/nagaya-lab/crun"]
)";

constexpr std::string_view crun_without_limits = R"(#!/bin/sh
# Written by nagaya lab: crun on a machine without cgroup2 controllers. Takes the limits out of the bundle's config.json, keeps
# a line of what was asked for in crun-limits.log, and runs crun.
bundle=. verb= last=
for word do
    case $last in -b | --bundle) bundle=$word ;; esac
    case $word in create | run) verb=$word ;; esac
    last=$word
done
config=$bundle/config.json
if [ -n "$verb" ] && [ -f "$config" ]; then
    jq -c .linux.resources "$config" >>"${XDG_RUNTIME_DIR:-/run}/crun-limits.log" 2>/dev/null
    if jq 'del(.linux.resources["memory", "cpu", "pids", "blockIO", "hugepageLimits", "unified"])' "$config" >"$config.lab"; then
        cat "$config.lab" >"$config"
    fi
    rm -f "$config.lab"
fi
exec /usr/bin/crun "$@"
)";

/// Runs on the host infra only.
constexpr std::string_view registry_unit = R"([Unit]
Description=The lab's registry

[Service]
ExecStart=/usr/bin/docker-registry serve /etc/nagaya-lab-registry.yml
Restart=on-failure
)";

constexpr std::string_view registry_config = R"(version: 0.1
log: {level: warn}
storage:
  filesystem: {rootdirectory: /var/lib/nagaya-lab-registry/storage}
  delete: {enabled: true}
http: {addr: ":5000"}
)";

/// Twins of this machine's device nodes that every account may open, as udev makes them on a full system; this machine's own
/// modes stay what they are.
Result<> make_devices(const std::string& directory) {
    TRY(make_directories(directory));
    for (const std::string_view device : host_devices) {
        struct stat ours{};
        const std::string path = concat(directory, "/", device.substr(device.rfind('/') + 1));
        if (stat(std::string(device).c_str(), &ours) != 0 || !S_ISCHR(ours.st_mode) || exists(path)) continue;
        if (mknod(path.c_str(), S_IFCHR | 0600, ours.st_rdev) != 0) return fail_errno(concat("`", path, "`"));
        const bool for_all = device == "/dev/fuse" || device == "/dev/net/tun";
        if (chmod(path.c_str(), for_all ? 0666 : 0600) != 0) return fail_errno(concat("`", path, "`"));
    }
    return {};
}

Result<std::string> ssh_file(const Place& place, std::string_view name) {
    return read_file(concat(place.ssh(), "/", name));
}

}  // namespace

Result<HostRecord> read_record(const Place& place, std::string_view name) {
    const std::string text = TRY(read_file(place.host(name) + "/host.json"));
    return within(concat("reading `", place.host(name), "/host.json`"), parse_record(text));
}

Result<> prepare_disk(const Place& place, std::string_view name, const HostRecord& record, bool fresh) {
    const std::string directory = place.host(name);
    const std::string upper = directory + "/upper";
    const std::string lower = place.image(record.image) + "/root";
    std::vector<DiskFile> files = {{.path = "/etc/hosts", .content = hosts_file(place, name, record)}};
    if (fresh) {
        for (const std::string_view part : {"/upper", "/root", "/home", "/containers"})
            TRY(make_directories(concat(directory, part)));
        std::string user_key = TRY(ssh_file(place, "key.pub"));
        std::string host_key = TRY(ssh_file(place, "host_key"));
        std::string public_host_key = TRY(ssh_file(place, "host_key.pub"));
        files.push_back({.path = "/etc/hostname", .content = concat(name, "\n")});
        files.push_back({.path = "/etc/machine-id", .content = identifier() + "\n", .mode = 0444});
        files.push_back({.path = "/etc/resolv.conf", .content = upstream_resolv_conf()});
        files.push_back({.path = "/root/.ssh/authorized_keys", .content = std::move(user_key), .mode = 0600});
        files.push_back({.path = "/etc/ssh/ssh_host_ed25519_key", .content = std::move(host_key), .mode = 0600});
        files.push_back({.path = "/etc/ssh/ssh_host_ed25519_key.pub", .content = std::move(public_host_key)});
        files.push_back(
            {.path = "/etc/containers/registries.conf.d/nagaya-lab.conf", .content = std::string(registries)});
        if (name == infra_name) {
            constexpr std::string_view unit = "nagaya-lab-registry.service";
            files.push_back({.path = concat("/etc/systemd/system/", unit), .content = std::string(registry_unit)});
            files.push_back({.path = "/etc/systemd/system/multi-user.target.d/nagaya-lab.conf",
                             .content = concat("[Unit]\nWants=", unit, "\n")});
            files.push_back({.path = "/etc/nagaya-lab-registry.yml", .content = std::string(registry_config)});
        }
    }
    TRY(make_devices(directory + "/dev"));
    for (const DiskFile& file : files) TRY(write_upper(upper, lower, file));
    if (fresh) chmod((upper + "/root/.ssh").c_str(), 0700);
    return {};
}

Result<> drop_container_limits(const Place& place, std::string_view name) {
    const std::string upper = place.host(name) + "/upper";
    const HostRecord record = TRY(read_record(place, name));
    const std::string lower = place.image(record.image) + "/root";
    TRY(write_upper(
        upper, lower,
        {.path = "/etc/containers/containers.conf.d/nagaya-lab.conf", .content = std::string(limits_conf)}));
    return write_upper(upper, lower,
                       {.path = "/opt/nagaya-lab/crun", .content = std::string(crun_without_limits), .mode = 0755});
}

namespace {

std::string ulimit(std::string_view name, rlim_t most) {
    const std::string number = most == RLIM_INFINITY ? "-1" : concat(most);
    return concat("\"", name, "=", number, ":", number, "\"");
}

}  // namespace

Result<> keep_to_own_limits(const Place& place, std::string_view name) {
    if (prctl(PR_CAPBSET_READ, CAP_SYS_RESOURCE) == 1) return {};
    rlimit files{};
    rlimit processes{};
    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || getrlimit(RLIMIT_NPROC, &processes) != 0)
        return fail_errno("getrlimit");
    const HostRecord record = TRY(read_record(place, name));
    return write_upper(
        place.host(name) + "/upper", place.image(record.image) + "/root",
        {.path = "/etc/containers/containers.conf.d/nagaya-lab-ulimits.conf",
         .content = concat("# Written by nagaya lab: root may not raise limits on this machine.\n[containers]\n",
                           "default_ulimits = [", ulimit("nofile", files.rlim_max), ", ",
                           ulimit("nproc", processes.rlim_max), "]\n")});
}

Result<> mount_disk(const Place& place, std::string_view name, const HostRecord& record) {
    const std::string directory = place.host(name);
    // A dead mount namespace may still hold the old one for a moment ("workdir is in-use"), so each mount has its own.
    TRY(remove_tree(directory + "/work"));
    TRY(make_directories(directory + "/work"));
    const std::string options = concat("lowerdir=", place.image(record.image), "/root,upperdir=", directory,
                                       "/upper,workdir=", directory, "/work");
    const std::string root = directory + "/root";
    if (::mount("overlay", root.c_str(), "overlay", 0, options.c_str()) != 0)
        return fail_errno("mounting the host's overlay");
    return {};
}

std::string console_tail(const Place& place, std::string_view name) {
    const std::string log = read_file(place.host(name) + "/console.log").value_or("");
    const std::vector<std::string_view> lines = split(trim(log), '\n');
    std::string tail;
    for (size_t i = lines.size() > 5 ? lines.size() - 5 : 0; i < lines.size(); ++i)
        tail += concat("\n  ", visible(trim(lines[i])));
    return tail == "\n  " ? std::string() : tail;
}

Result<> ensure_ssh_keys(const Place& place) {
    // Hosts that boot at once make them once.
    const Lock lock = TRY(Lock::take(place.lock("ssh")));
    TRY(make_directories(place.ssh()));
    chmod(place.ssh().c_str(), 0700);
    for (const std::string_view key : {"key", "host_key"}) {
        const std::string path = concat(place.ssh(), "/", key);
        if (exists(path) && exists(path + ".pub")) continue;
        TRY(remove_tree(path));
        TRY(host::run_ok({.argv = {"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "nagaya-lab", "-f", path}}));
    }
    const std::string host_key = TRY(ssh_file(place, "host_key.pub"));
    return write_file(place.ssh() + "/known_hosts", concat("* ", host_key));
}

}  // namespace nagaya::lab
