#include "app/target.hpp"

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "host/facts.hpp"

namespace nagaya::app {

namespace {

std::vector<std::string> host_names(const model::Site& site) {
    std::vector<std::string> names;
    for (const auto& [name, host] : site.hosts) names.push_back(name);
    return names;
}

}  // namespace

const model::Host* choose_host(const Workspace& workspace, const HostOptions& options, Console& console) {
    const model::Site& site = workspace.site;
    std::vector<std::string> names = host_names(site);
    if (names.empty()) {
        console.err("nagaya: this site has no hosts\nhelp: write hosts/<name>.toml with services = [\"…\"]\n");
        return nullptr;
    }
    if (const model::Host* host = find_host(site, options.host)) return host;
    if (!options.host.empty()) {
        std::string hint = did_you_mean(options.host, names);
        console.err(concat("nagaya: the site has no host `", visible(options.host), "`", hint.empty() ? "" : "; ", hint,
                           "\nhelp: its hosts are ", join(names, ", "), "\n"));
        return nullptr;
    }
    console.err(concat("nagaya: which host? this machine, ", host::hostname(),
                       ", is none of the site's\nhelp: choose one with --host: ", join(names, ", "), "\n"));
    return nullptr;
}

Result<Address> address_of(const model::Host& host, const HostOptions& options) {
    const Address here{.kind = options.apart ? Address::Kind::apart : Address::Kind::local, .name = host.name};
    if (options.local) return here;
    std::string address = options.to.empty() ? host.address.value : options.to;
    if (address.empty()) return here;
    for (std::string_view scheme : {"lab://", "lab:"})
        if (address.starts_with(scheme) && address.size() > scheme.size())
            return Address{.kind = Address::Kind::lab, .name = address.substr(scheme.size())};
    if (address.starts_with("ssh://")) {
        remote::SshAddress ssh = TRY(remote::parse_ssh_address(address));
        std::string name = host.name.empty() ? ssh.host : host.name;
        return Address{.kind = Address::Kind::ssh, .name = std::move(name), .ssh = std::move(ssh)};
    }
    return fail(
        ErrorKind::malformed,
        concat("`", visible(address),
               "` is no address: leave it away for this machine, or use ssh://[user@]host[:port] or lab://NAME"));
}

}  // namespace nagaya::app
