// What services and hosts say about ports: [[port]] and [firewall].
#include "load/keys.hpp"

namespace nagaya::load {

using model::Firewall;
using model::Host;
using model::Port;
using model::Service;

namespace {

std::vector<KeyRow> way_keys() {
    return {
        {.key = "via",
         .type = one_of({"automatic", "direct", "socket-proxy", "redirect", "fd"}),
         .fallback = "\"automatic\"",
         .example = "via = \"redirect\"",
         .doc = "How connections get from `listen` to the container. `direct`: it publishes `listen` itself; "
                "`socket-proxy`: a socket of the system manager and systemd-socket-proxyd, which hides the clients' "
                "addresses; `redirect`: a rule of the packet filter sends them to `target`; `fd`: a socket of the "
                "account's manager is handed to the container; `automatic`: `socket-proxy` below 1024 for an account "
                "(`redirect` for udp), else `direct`.",
         .set = into(&Port::via)},
        {.key = "socket",
         .type = form(ValueForm::text),
         .fallback = "the only container",
         .example = "socket = \"web.container\"",
         .doc = "With `via = \"fd\"`: the unit or Quadlet file that gets the socket, by its name in the site.",
         .set = into(&Port::socket)},
        {.key = "protocol",
         .type = one_of({"tcp", "udp"}),
         .fallback = "\"tcp\"",
         .example = "protocol = \"tcp\"",
         .doc = "The transport. The socket proxy can only do `tcp`.",
         .set = into(&Port::protocol)},
        {.key = "open",
         .type = boolean(),
         .fallback = "true",
         .example = "open = false",
         .doc = "Whether the host's firewall lets connections to `listen` through.",
         .set = into(&Port::open)},
        {.key = "sources",
         .type = list_of(form(ValueForm::network)),
         .fallback = "everybody",
         .example = "sources = [\"10.0.0.0/8\"]",
         .doc = "Networks that may connect to `listen`; others are dropped. The host itself always may.",
         .set = into(&Port::sources)},
    };
}

/// The list takes the place of the default.
void set_allow(const Target& target, const CheckedValue& value) {
    auto& allow = object_of<Firewall>(target).allow;
    allow.clear();
    for (const CheckedItem& item : value.items) allow.push_back({item.text, item.at});
}

}  // namespace

TableRow port_table() {
    TableRow table{
        .kind = FileKind::service,
        .path = "port",
        .shape = TableShape::array,
        .doc = "A port that the service offers. Containers publish `@@PUBLISH_<NAME>@@`.",
        .open = element_of(&Service::ports),
        .keys = {
            {.key = "name",
             .type = form(ValueForm::name),
             .required = true,
             .example = "name = \"http\"",
             .doc =
                 "Names it: `@@PORT_HTTP@@` and `@@PUBLISH_HTTP@@` here, `@@PORT_<SERVICE>_HTTP@@` in other services "
                 "of the host.",
             .set = into(&Port::name)},
            {.key = "listen",
             .type = port(),
             .fallback = "loopback only",
             .example = "listen = 80",
             .doc = "What the world connects to.",
             .set = into(&Port::listen)},
            {.key = "target",
             .type = port(),
             .fallback = "from `nagaya.lock`; `listen`, where the container takes that itself",
             .example = "target = 8080",
             .doc = "Where the service is reached on the host's 127.0.0.1.",
             .set = into(&Port::target)},
        }};
    for (KeyRow& row : way_keys()) table.keys.push_back(std::move(row));
    return table;
}

TableRow firewall_table() {
    return {
        .kind = FileKind::host,
        .path = "firewall",
        .doc =
            "What the host lets in. nagaya opens what `[[port]]` says, closes it with the service, and touches no rule "
            "of anybody else.",
        .open = [](const Target& outer, Span) -> Target { return &object_of<Host>(outer).firewall; },
        .keys = {
            {.key = "backend",
             .type = one_of({"automatic", "firewalld", "nftables", "none"}),
             .fallback = "\"automatic\"",
             .example = "backend = \"firewalld\"",
             .doc = "Which firewall opens ports. `automatic`: firewalld where it runs, and the table of our own.",
             .set = into(&Firewall::backend)},
            {.key = "closed",
             .type = boolean(),
             .fallback = "false",
             .example = "closed = true",
             .doc = "Drop what comes to this host and is neither an open port nor in `allow`, by a table of our own.",
             .set = into(&Firewall::closed)},
            {.key = "allow",
             .type = list_of(form(ValueForm::open_port)),
             .fallback = "[\"22\"]",
             .example = "allow = [\"22\", \"51820/udp\"]",
             .doc = "With `closed`: ports of the host itself that stay open.",
             .set = set_allow},
            {.key = "isolate",
             .type = boolean(),
             .fallback = "true",
             .example = "isolate = false",
             .doc = "Refuse connections to a service's port on 127.0.0.1 to all but root, its own account, and the "
                    "accounts of services that name it in `[needs]`. Needs nftables.",
             .set = into(&Firewall::isolate)},
        }};
}

}  // namespace nagaya::load
