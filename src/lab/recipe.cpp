#include "lab/recipe.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"

namespace nagaya::lab {
namespace {

// Raised when the way an image is made changes without the lists below changing.
constexpr std::string_view host_format = "host 1";
constexpr std::string_view slim_format = "slim 1";
constexpr size_t key_length = 16;

const std::vector<std::string_view> packages = {
    // the system
    "systemd-sysv",
    "libpam-systemd",
    "dbus-user-session",
    "polkitd",
    "ca-certificates",
    "iproute2",
    "nftables",
    "openssh-server",
    "procps",
    "less",
    "acl",
    "sudo",
    // Podman, with what rootless containers need
    "podman",
    "crun",
    "uidmap",
    "passt",
    "netavark",
    "aardvark-dns",
    "catatonit",
    "fuse-overlayfs",
    // for people and tests that look around
    "curl",
    "jq",
    "rsync",
    "socat",
    "strace",
    "sqlite3",
    "iputils-ping",
    // what nagaya works with where a site asks for it
    "age",
    "firewalld",
    // for the host infra, and for hosts that tests make a name server or a certificate authority
    "docker-registry",
    "skopeo",
    "bind9",
    "bind9-dnsutils",
    "pebble",
};

// A container has no hardware, and this network is set up from outside before the host boots.
const std::vector<std::string_view> masked = {
    "apt-daily-upgrade.timer",
    "apt-daily.timer",
    "console-getty.service",
    "dev-hugepages.mount",
    "dpkg-db-backup.timer",
    "e2scrub_all.timer",
    "e2scrub_reap.service",
    "fstrim.timer",
    "kmod-static-nodes.service",
    "modprobe@.service",
    "proc-sys-fs-binfmt_misc.automount",
    "run-lock.mount",
    "sshd-keygen.service",
    "sys-kernel-config.mount",
    "sys-kernel-debug.mount",
    "sys-kernel-tracing.mount",
    "systemd-binfmt.service",
    "systemd-firstboot.service",
    "systemd-modules-load.service",
    "systemd-networkd-wait-online.service",
    "systemd-networkd.service",
    "systemd-networkd.socket",
    "systemd-pstore.service",
    "systemd-resolved.service",
    "systemd-udev-trigger.service",
    "systemd-udevd.service",
};

const std::vector<std::string_view> removed = {
    "/etc/hostname",
    "/etc/resolv.conf",
    // Only the host infra runs it.
    "/etc/systemd/system/multi-user.target.wants/docker-registry.service",
    // Only tests that ask for them start these.
    "/etc/systemd/system/bind9.service",
    "/etc/systemd/system/dbus-org.fedoraproject.FirewallD1.service",
    "/etc/systemd/system/multi-user.target.wants/firewalld.service",
    "/etc/systemd/system/multi-user.target.wants/named.service",
    // Every lab has its own.
    "/etc/ssh/ssh_host_ecdsa_key",
    "/etc/ssh/ssh_host_ecdsa_key.pub",
    "/etc/ssh/ssh_host_ed25519_key",
    "/etc/ssh/ssh_host_ed25519_key.pub",
    "/etc/ssh/ssh_host_rsa_key",
    "/etc/ssh/ssh_host_rsa_key.pub",
};

void add_list(DigestBuilder& digest, const std::vector<std::string_view>& list) {
    digest.add(concat(list.size()));
    for (const std::string_view entry : list) digest.add(entry);
}

}  // namespace

Recipe host_recipe() {
    Recipe recipe{.suite = "trixie",
                  .packages = packages,
                  .excluded = {"/usr/share/doc/*", "/usr/share/info/*", "/usr/share/locale/*", "/usr/share/man/*"},
                  .edits = {}};
    for (const std::string_view path : removed)
        recipe.edits.push_back({.kind = ImageEdit::Kind::remove, .path = std::string(path), .content = {}});
    for (const std::string_view unit : masked)
        recipe.edits.push_back(
            {.kind = ImageEdit::Kind::link, .path = concat("/etc/systemd/system/", unit), .content = "/dev/null"});
    // Quadlets of accounts wait up to 90 s for this target, and nothing else pulls it in.
    recipe.edits.push_back({.kind = ImageEdit::Kind::link,
                            .path = "/etc/systemd/system/multi-user.target.wants/network-online.target",
                            .content = "/usr/lib/systemd/system/network-online.target"});
    // An empty machine-id would make every boot a first boot; each host gets its own.
    recipe.edits.push_back({.kind = ImageEdit::Kind::file, .path = "/etc/machine-id", .content = ""});
    recipe.edits.push_back({.kind = ImageEdit::Kind::file,
                            .path = "/etc/ssh/sshd_config.d/nagaya-lab.conf",
                            .content = "HostKey /etc/ssh/ssh_host_ed25519_key\nPasswordAuthentication no\n"});
    // What dpkg's triggers have done is not done again at first boot (systemd.unit(5), ConditionNeedsUpdate=).
    for (const std::string_view path : {"/etc/.updated", "/var/.updated"})
        recipe.edits.push_back(
            {.kind = ImageEdit::Kind::file, .path = std::string(path), .content = "made by nagaya\n"});
    return recipe;
}

std::string recipe_key(const Recipe& recipe) {
    DigestBuilder digest;
    digest.add(host_format).add(recipe.suite);
    add_list(digest, recipe.packages);
    add_list(digest, recipe.excluded);
    for (const ImageEdit& edit : recipe.edits)
        digest.add(concat(static_cast<int>(edit.kind))).add(edit.path).add(edit.content);
    return digest.finish().substr(0, key_length);
}

std::vector<SlimImage> slim_images() {
    return {{.suite = "bookworm", .tags = {"bookworm-slim", "12-slim"}},
            {.suite = "trixie", .tags = {"trixie-slim", "13-slim"}}};
}

std::vector<std::string_view> slim_dpkg_options() {
    return {"path-exclude=/usr/share/doc/*",  "path-include=/usr/share/doc/*/copyright",
            "path-exclude=/usr/share/info/*", "path-exclude=/usr/share/locale/*",
            "path-exclude=/usr/share/man/*",  "path-exclude=/usr/share/lintian/*"};
}

std::string slim_key() {
    DigestBuilder digest;
    digest.add(slim_format);
    add_list(digest, slim_dpkg_options());
    for (const SlimImage& image : slim_images()) {
        digest.add(image.suite);
        add_list(digest, image.tags);
    }
    return digest.finish().substr(0, key_length);
}

}  // namespace nagaya::lab
