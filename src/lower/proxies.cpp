#include "base/text.hpp"
#include "lower/lowering.hpp"

namespace nagaya::lower {

namespace {

constexpr uint32_t first_unprivileged_port = 1024;
constexpr std::string_view system_units = "/etc/systemd/system/";
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

void put_unit(Lowering& lowering, const LoweredService& service, const model::Port& port, const std::string& name,
              std::string text, bool started) {
    const std::string path = concat(system_units, name);
    lowering.put_file(path, service.name(), name, port.at,
                      {.owner = root_owner, .mode = 0644, .content = state::Content::of(std::move(text))});
    const state::ResourceId file{.kind = state::Kind::file, .scope = {}, .name = path};
    const state::ResourceId unit{.kind = state::Kind::unit, .scope = "root", .name = name};
    state::Unit value{.account = "root", .name = name, .active = started, .enabled = started, .inputs = {}};
    value.inputs[name] = lowering.state.get<state::File>(file)->content.digest();
    lowering.state.put(unit, {.service = service.name(), .origin = port.at, .role = name, .value = std::move(value)});
    lowering.state.used_by[file].insert(unit);
}

}  // namespace

void lower_proxies(Lowering& lowering) {
    for (const LoweredService& service : lowering.services) {
        for (const model::Port& port : service.service->ports) {
            if (!is_proxied(service, port)) continue;
            const std::string base = concat(service.system_prefix, port.name.value);
            put_unit(lowering, service, port, base + ".socket", socket_text(service, port), true);
            put_unit(lowering, service, port, base + ".service", service_text(service, port, base + ".socket"), false);
        }
    }
}

}  // namespace nagaya::lower
