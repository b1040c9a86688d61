// hosts/NAME.toml.
#include "load/keys.hpp"

namespace nagaya::load {

namespace {

using model::Host;
using model::Mount;

TableRow host_table() {
    return {
        .kind = FileKind::host,
        .path = "",
        .doc = "One machine; the file's name is the host's name.",
        .keys = {
            {.key = "os",
             .type =
                 one_of({"debian", "ubuntu", "fedora", "coreos", "microos", "tumbleweed", "nixos", "arch", "other"}),
             .fallback = "\"debian\"",
             .example = "os = \"debian\"",
             .doc = "The system it runs.",
             .set = into(&Host::os)},
            {.key = "address",
             .type = form(ValueForm::address),
             .fallback = "this machine",
             .example = "address = \"lab://mouse\"",
             .doc = "How to reach it: `lab://NAME` is a lab host, `ssh://USER@HOST` another machine.",
             .set = into(&Host::address)},
            {.key = "stage",
             .type = form(ValueForm::name),
             .fallback = "no overlays",
             .example = "stage = \"production\"",
             .doc = "Picks the overlays: `service.<stage>.toml`, `x.<stage>.container.d/`, `files.<stage>/`.",
             .set = into(&Host::stage)},
            {.key = "podman",
             .type = form(ValueForm::version),
             .fallback = "the newest that nagaya knows",
             .example = "podman = \"5.4\"",
             .doc = "Its Podman's version: Quadlet keys are checked against it, since older versions drop a whole unit "
                    "for "
                    "one key they do not know.",
             .set = into(&Host::podman)},
            {.key = "host_loopback",
             .type = form(ValueForm::ipv4),
             .fallback = "\"169.254.1.3\"",
             .example = "host_loopback = \"169.254.1.3\"",
             .doc =
                 "The value of `@@HOST_LOOPBACK@@`: under this address a container reaches the host's 127.0.0.1, when "
                 "its Quadlet says `Network=pasta:--map-host-loopback=@@HOST_LOOPBACK@@`.",
             .set = into(&Host::host_loopback)},
            host_age_key(),
            {.key = "services",
             .type = list_of(form(ValueForm::name)),
             .fallback = "[]",
             .example = "services = [\"greeter\", \"web\"]",
             .doc = "The services it runs, by directory name.",
             .set = into(&Host::services)},
            {.key = "unprivileged_port_start",
             .type = integer(0, 65'535),
             .fallback = "1024",
             .example = "unprivileged_port_start = 80",
             .doc =
                 "What `sysctl net.ipv4.ip_unprivileged_port_start` says there: from this port on accounts may listen "
                 "themselves (`via = \"direct\"`). nagaya checks it before an apply and does not set it.",
             .set = into(&Host::unprivileged_port_start)},
        }};
}

TableRow mount_table() {
    return {
        .kind = FileKind::host,
        .path = "mount",
        .shape = TableShape::array,
        .doc = "A file system that the host mounts and that services may need. nagaya checks it and does not make it.",
        .open = element_of(&Host::mounts),
        .keys = {
            {.key = "where",
             .type = form(ValueForm::absolute_path),
             .required = true,
             .example = "where = \"/mnt/data\"",
             .doc = "The mount point.",
             .set = into(&Mount::where)},
            {.key = "kind",
             .type = one_of({"local", "zfs", "btrfs", "nfs4", "virtiofs", "fuse"}),
             .fallback = "\"local\"",
             .example = "kind = \"nfs4\"",
             .doc = "The kind of file system: labels and owners work differently on each.",
             .set = into(&Mount::kind)},
            {.key = "mode",
             .type = one_of({"required", "automount"}),
             .fallback = "\"required\"",
             .example = "mode = \"automount\"",
             .doc = "`required`: services that need it do not start without it. `automount`: it may come late.",
             .set = into(&Mount::mode)},
            {.key = "owner",
             .type = form(ValueForm::owner),
             .fallback = "not checked",
             .example = "owner = \"root\"",
             .doc = "The account or number that must own the mount point.",
             .set = into(&Mount::owner)},
            {.key = "group",
             .type = form(ValueForm::owner),
             .fallback = "not checked",
             .example = "group = \"root\"",
             .doc = "The group that must own the mount point.",
             .set = into(&Mount::group)},
        }};
}

TableRow vars_table() {
    return {.kind = FileKind::host,
            .path = "vars",
            .doc = "Variables of this host; they go before those of `nagaya.toml`.",
            .keys = {
                {.key = "*",
                 .key_form = KeyForm::variable,
                 .type = form(ValueForm::scalar),
                 .example = "LOG_LEVEL = \"debug\"",
                 .doc = "Any name of capitals, digits and `_` that is not built in. Numbers and booleans become text.",
                 .set = into(&Host::vars)},
            }};
}

}  // namespace

std::vector<TableRow> host_tables() { return {host_table(), mount_table(), firewall_table(), vars_table()}; }

}  // namespace nagaya::load
