#include "host/packages.hpp"

#include "base/text.hpp"

namespace nagaya::host {

std::string install_command(std::string_view os, const Package& package) {
    const std::string_view fedora = package.fedora.empty() ? package.debian : package.fedora;
    const std::string_view suse = package.suse.empty() ? package.debian : package.suse;
    if (os == "microos") return concat("`transactional-update pkg install ", suse, "`, then reboot");
    if (os == "coreos") return concat("`rpm-ostree install ", fedora, "`, then `systemctl reboot`");
    if (os == "fedora") return concat("`dnf install ", fedora, "`");
    if (os == "tumbleweed") return concat("`zypper install ", suse, "`");
    if (os == "nixos")
        return concat("set `virtualisation.podman.enable = true;` or add ", package.debian,
                      " to the system's packages");
    if (os == "arch") return concat("`pacman -S ", fedora, "`");
    if (os.empty() || os == "debian" || os == "ubuntu") return concat("`apt-get install ", package.debian, "`");
    return concat("install the package ", package.debian);
}

}  // namespace nagaya::host
