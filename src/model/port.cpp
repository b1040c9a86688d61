#include "model/port.hpp"

#include "base/text.hpp"

namespace nagaya::model {

namespace {

bool may_not_listen(const Port& port, bool rootful) {
    return !rootful && port.listen && port.listen->value < first_unprivileged_port;
}

}  // namespace

Way way_of(const Port& port, bool rootful) {
    if (!port.listen) return Way::loopback;
    switch (port.via.value) {
        case Via::direct: return Way::direct;
        case Via::socket_proxy: return Way::socket_proxy;
        case Via::redirect: return Way::redirect;
        case Via::fd: return Way::fd;
        case Via::automatic: break;
    }
    if (!may_not_listen(port, rootful)) return Way::direct;
    // systemd-socket-proxyd(8) carries streams only.
    return port.protocol.value == Protocol::tcp ? Way::socket_proxy : Way::redirect;
}

std::string_view name(Way way) {
    switch (way) {
        case Way::loopback: return "loopback";
        case Way::direct: return "direct";
        case Way::socket_proxy: return "socket-proxy";
        case Way::redirect: return "redirect";
        case Way::fd: return "fd";
    }
    return "";
}

std::string_view reason_of(const Port& port, bool rootful) {
    if (!port.listen) return "no `listen`: for services of this host only";
    if (port.via.value != Via::automatic) return "as `via` says";
    if (rootful) return "root may listen on every port";
    if (port.listen->value >= first_unprivileged_port) return "from 1024 on an account may listen itself";
    return port.protocol.value == Protocol::tcp
               ? "below 1024 only root may listen"
               : "below 1024 only root may listen, and the socket proxy carries no udp";
}

bool keeps_client_address(Way way) { return way == Way::direct || way == Way::redirect || way == Way::fd; }

bool is_redirected(const Port& port, bool rootful) {
    const Way way = way_of(port, rootful);
    return way == Way::redirect || (way == Way::fd && may_not_listen(port, rootful));
}

bool takes_listen(const Port& port, bool rootful) {
    const Way way = way_of(port, rootful);
    return way == Way::direct || (way == Way::fd && !may_not_listen(port, rootful));
}

std::optional<std::string> publish_text(const Port& port, bool rootful) {
    if (port.target.value == 0) return std::nullopt;
    switch (way_of(port, rootful)) {
        case Way::loopback:
        case Way::socket_proxy: return concat("127.0.0.1:", port.target.value);
        case Way::redirect: return concat(port.target.value);
        case Way::direct: return concat(port.listen->value);
        case Way::fd: break;
    }
    return std::nullopt;
}

bool is_target_local(const Port& port, bool rootful) {
    return !takes_listen(port, rootful) || port.target.value != port.listen->value;
}

}  // namespace nagaya::model
