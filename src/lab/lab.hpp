// Throw-away hosts: real systemd, real rootless Podman, on this machine. docs/lab.md tells how it is done.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "host/process.hpp"

namespace nagaya::lab {

/// Called with one line of progress at a time, never by two threads at once.
using Progress = std::function<void(std::string_view line)>;

/// What a host is doing.
enum class HostState {
    down,      ///< its disk is here, nothing runs
    starting,  ///< booting, or half gone
    running,
};

std::string_view word(HostState state);

struct Host {
    std::string name;
    std::string address;  ///< IPv4, fixed while the disk lives; empty while it has none
    HostState state;
    std::string image;  ///< key of the image below its disk
    std::chrono::sys_seconds created;
};

struct HostOptions {
    /// Also start the host `infra`, whose registry answers for docker.io.
    bool registry = true;
    /// An Ignition config that a fresh disk is filled by before it boots; a disk that is there already is a failure. What the
    /// config has the host do at its first boot may take ten minutes.
    std::string ignition = {};
};

struct Disk {
    /// Keep the disk, so that the next `up` boots it again.
    bool keep = false;
};

/// The root all hosts stand on.
struct Image {
    std::string key;        ///< of the recipe this nagaya has
    std::string directory;  ///< where it is, or would be
    bool present;
    std::vector<std::string> others;  ///< keys of other images in the lab, newer or older
};

/// One lab: a directory, a bridge, and the hosts on it. All functions may be called from several threads and processes at
/// once. A call that dies in the middle (Ctrl-C, kill -9) leaves nothing running: a host belongs to the `up` that starts it
/// until that `up` has succeeded.
class Lab {
public:
    /// The lab of $NAGAYA_LAB_DIR, else /var/lib/nagaya-lab. Its network is $NAGAYA_LAB_NET ("10.77.0.0/24"), else the one it
    /// had before, else the first free 10.N.0.0/24 from 77 on. Fails (`unsupported`, `denied`) with what this machine lacks
    /// and the Debian package that has it. Sweeps up what dead hosts left.
    /// `give_up` is asked while an image is made, a host boots, a lock is waited for or a program runs in a host: true ends that as a
    /// failure, and what it began goes. Not by `down`.
    static Result<Lab> open(Progress progress, std::function<bool()> give_up = {});

    /// Builds the image when there is none of this recipe. About half a minute; two processes do not build at once.
    Result<Image> ensure_image();
    Result<Image> image_info() const;
    /// Removes images and registry stores of other recipes that no host stands on. Returns their keys.
    Result<std::vector<std::string>> prune_images();

    /// Boots a host, from a fresh disk unless it has one. Returns when systemd says `running`; a host that is up stays as it is.
    /// A host that ends up `degraded` is a failure that names its failed units, and stays up to be looked at.
    Result<Host> up(const std::string& name, HostOptions options);
    /// Hosts by name.
    Result<std::vector<Host>> list() const;
    /// Switches off cleanly. Without `keep` the disk is thrown away. A host that is down already loses its disk, or nothing.
    Result<> down(const std::string& name, Disk disk);
    /// Power loss: everything in the host dies at once; the disk stays.
    Result<> kill(const std::string& name);
    /// Starts the host `infra` with its registry; makes the registry's images the first time. Returns its address.
    Result<std::string> ensure_infra();

    /// Runs a program as root in the host, on this process's own standard streams; returns its exit code.
    Result<int> exec(const std::string& name, std::vector<std::string> argv) const;
    /// As host::run, in the host. `argv[0]` is looked up there. An empty environment means a plain root login's; `directory` is
    /// one of the host; `run_as` must be empty (accounts of the host are unknown here: use setpriv(1) in argv).
    Result<host::Completed> run_in(const std::string& name, host::Command command) const;
    /// `command` changed so that it runs in the host, for those who start it themselves; the rules of `run_in` hold.
    Result<host::Command> command_in(const std::string& name, host::Command command) const;
    /// Copies a file or the content of a directory to `destination` (the new path itself; into it when it ends in "/"), owned
    /// by root. Parents are made.
    Result<> put(const std::string& name, const std::string& source, const std::string& destination) const;
    /// An ssh session as root (or one command) on this process's own standard streams; returns ssh's exit code.
    Result<int> ssh(const std::string& name, std::vector<std::string> argv) const;
    /// The host's IPv4 address.
    Result<std::string> address(const std::string& name) const;

    struct Parts;  ///< the room's own business (lab/parts.hpp)

private:
    explicit Lab(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}
    Result<Host> find(const std::string& name) const;
    std::shared_ptr<const Parts> parts_;
};

}  // namespace nagaya::lab
