#include "base/text.hpp"
#include "lower/lowering.hpp"

namespace nagaya::lower {

namespace {

constexpr uint32_t first_unprivileged_port = 1024;
constexpr std::string_view proxy_program = "/usr/lib/systemd/systemd-socket-proxyd";

/// Does the system manager listen in the service's place? Without a word from the user: where an account may not.
bool is_proxied(const LoweredService& service, const model::Port& port) {
    // systemd-socket-proxyd(8) carries streams only; a rule tells whoever wants more.
    if (!port.listen || port.protocol.value != model::Protocol::tcp) return false;
    if (port.via.value == model::Via::socket_proxy) return true;
    return port.via.value == model::Via::automatic && !service.service->rootful() &&
           port.listen->value < first_unprivileged_port;
}

std::string socket_text(const LoweredService& service, const model::Port& port) {
    return concat(generated_by(service.name()), "[Unit]\nDescription=Port ", port.listen->value, " of ", service.name(),
                  " (", port.name.value, ")\n\n[Socket]\nListenStream=", port.listen->value,
                  "\n\n[Install]\nWantedBy=sockets.target\n");
}

std::string service_text(const LoweredService& service, const model::Port& port, const std::string& socket) {
    return concat(generated_by(service.name()), "[Unit]\nDescription=Port ", port.listen->value, " of ", service.name(),
                  " handed on to 127.0.0.1:", port.target.value, "\nRequires=", socket, "\nAfter=", socket,
                  "\n\n[Service]\nExecStart=", proxy_program, " 127.0.0.1:", port.target.value,
                  "\nDynamicUser=yes\nNoNewPrivileges=yes\nProtectSystem=strict\nProtectHome=yes\nPrivateTmp=yes\n");
}

}  // namespace

void lower_proxies(Lowering& lowering) {
    for (const LoweredService& service : lowering.services) {
        for (const model::Port& port : service.service->ports) {
            if (!is_proxied(service, port)) continue;
            const std::string base = concat(service.system_prefix, port.name.value);
            put_system_unit(
                lowering, service.name(), port.at, socket_text(service, port),
                {.account = "root", .name = base + ".socket", .active = true, .enabled = true, .inputs = {}});
            put_system_unit(lowering, service.name(), port.at, service_text(service, port, base + ".socket"),
                            {.account = "root", .name = base + ".service", .inputs = {}});
        }
    }
}

}  // namespace nagaya::lower
