#include "lab/nspawn.hpp"

#include "base/text.hpp"
#include "lab/disk.hpp"
#include "lab/files.hpp"

namespace nagaya::lab {

std::vector<std::string> nspawn_argv(const HostJob& job) {
    const std::string directory = job.place.host(job.name);
    std::vector<std::string> argv = {
        "systemd-nspawn", "--quiet", "--boot", "--settings=no", "--register=no", "--keep-unit", "--notify-ready=yes",
        "--console=pipe", "--link-journal=no", "--resolv-conf=off", "--timezone=off",
        concat("--directory=", directory, "/root"), concat("--machine=", job.place.unit(job.name)),
        concat("--hostname=", job.name), concat("--network-namespace-path=", directory, "/net"),
        // Rootless Podman makes user namespaces, keyrings and BPF device filters of its own.
        "--capability=all", "--system-call-filter=add_key keyctl bpf", concat("--bind=", directory, "/home:/home"),
        concat("--bind=", directory, "/containers:/var/lib/containers")};
    for (const std::string_view device : host_devices) {
        const std::string twin = concat(directory, "/dev/", device.substr(device.rfind('/') + 1));
        if (exists(twin)) argv.push_back(concat("--bind=", twin, ":", device));
    }
    if (!job.extra_bind.empty()) argv.push_back(concat("--bind=", job.extra_bind));
    return argv;
}

std::vector<std::string> nspawn_environment(const HostJob& job) {
    return {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", concat("NOTIFY_SOCKET=", job.notify),
            // cgroup2 for the host, also beside version 1; its own /proc/sys/net to write to.
            "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1", "SYSTEMD_NSPAWN_API_VFS_WRITABLE=network"};
}

}  // namespace nagaya::lab
