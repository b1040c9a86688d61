// How the world's connections reach the services: what the system manager and the accounts' managers listen on.
#include "base/text.hpp"
#include "lower/lowering.hpp"
#include "lower/unit_name.hpp"

namespace nagaya::lower {

using model::Way;

namespace {

constexpr std::string_view proxy_program = "/usr/lib/systemd/systemd-socket-proxyd";

/// Which port of which service.
struct WayIn {
    const LoweredService& service;
    const model::Port& port;

    bool rootful() const { return service.service->rootful(); }
    bool udp() const { return port.protocol.value == model::Protocol::udp; }
    std::string name() const { return concat(service.name(), " (", port.name.value, ")"); }
};

std::string socket_text(const WayIn& way, uint16_t number, std::string_view more) {
    return concat(generated_by(way.service.name()), "[Unit]\nDescription=Port ", way.port.listen->value, " of ",
                  way.name(), "\n\n[Socket]\n", way.udp() ? "ListenDatagram=" : "ListenStream=", number, "\n", more,
                  "\n[Install]\nWantedBy=sockets.target\n");
}

// The proxy is one of the accounts that may connect to the port: its service's own. Root's has nothing of root but the number.
std::string proxy_text(const WayIn& way, const std::string& socket) {
    const std::string& account = way.service.account();
    return concat(
        generated_by(way.service.name()), "[Unit]\nDescription=Port ", way.port.listen->value, " of ",
        way.service.name(), " handed on to 127.0.0.1:", way.port.target.value, "\nRequires=", socket,
        "\nAfter=", socket, "\n\n[Service]\nExecStart=", proxy_program, " 127.0.0.1:", way.port.target.value,
        "\nUser=", account,
        "\nCapabilityBoundingSet=\nNoNewPrivileges=yes\nProtectSystem=strict\nProtectHome=yes\nPrivateTmp=yes\n"
        "PrivateDevices=yes\nRestrictAddressFamilies=AF_UNIX AF_INET AF_INET6\n");
}

void put_proxy(Lowering& lowering, const WayIn& way) {
    const std::string base = concat(way.service.system_prefix, way.port.name.value);
    const std::string socket = base + ".socket";
    put_system_unit(lowering, way.service.name(), way.port.at, socket_text(way, way.port.listen->value, ""),
                    {.account = "root", .name = socket, .active = true, .enabled = true, .inputs = {}});
    put_system_unit(lowering, way.service.name(), way.port.at, proxy_text(way, socket),
                    {.account = "root", .name = base + ".service", .inputs = {}});
}

/// A generated unit of the account's own manager.
void put_account_unit(Lowering& lowering, const LoweredService& service, Span origin, std::string text,
                      state::Unit unit) {
    const std::string directory = service.home + "/.config/systemd/user";
    for (const std::string_view below : {"/.config", "/.config/systemd", "/.config/systemd/user"}) {
        lowering.put_directory(service.home + std::string(below), {}, service.service->account.at,
                               {.owner = service.owner(), .mode = 0700, .keep = false});
    }
    const std::string name = unit.name;
    const state::ResourceId file{.kind = state::Kind::file, .scope = {}, .name = concat(directory, '/', name)};
    lowering.put_file(file.name, service.name(), name, origin,
                      {.owner = service.owner(), .mode = 0644, .content = state::Content::of(std::move(text))});
    const state::ResourceId id{.kind = state::Kind::unit, .scope = service.account(), .name = name};
    unit.inputs[name] = lowering.state.get<state::File>(file)->content.digest();
    lowering.state.put(id, {.service = service.name(), .origin = origin, .role = name, .value = std::move(unit)});
    lowering.state.used_by[file].insert(id);
}

void report_unclear(Lowering& lowering, const WayIn& way) {
    lowering.report.add({.code = "socket-unit-unclear",
                         .message = concat("port `", way.port.name.value, "` of service `", way.service.name(),
                                           "` does not say which unit gets its socket"),
                         .at = way.port.via.at,
                         .help = "add `socket = \"NAME.container\"` to the `[[port]]`"});
}

/// Who gets the socket: the unit that is named, or the only container that is started.
LoweredUnit* taker_of(Lowering& lowering, LoweredService& service, const WayIn& way) {
    if (way.port.socket) return find_named(lowering, service, way.port.socket->value, way.port.socket->at);
    LoweredUnit* only = nullptr;
    for (LoweredUnit& unit : service.units) {
        if (!unit.active || unit.account != service.account() || extension(unit.source->name) != ".container") continue;
        if (only) return report_unclear(lowering, way), nullptr;
        only = &unit;
    }
    if (!only) report_unclear(lowering, way);
    return only;
}

void put_handed_socket(Lowering& lowering, LoweredService& service, const WayIn& way) {
    LoweredUnit* taker = taker_of(lowering, service, way);
    if (!taker) return;
    const uint16_t number =
        model::is_redirected(way.port, way.rootful()) ? way.port.target.value : way.port.listen->value;
    std::string text =
        socket_text(way, number, concat("FileDescriptorName=", way.port.name.value, "\nService=", taker->unit, '\n'));
    const std::string name = way.rootful() ? concat(service.system_prefix, way.port.name.value, ".socket")
                                           : concat(service.name(), '-', way.port.name.value, ".socket");
    state::Unit unit{.account = service.account(),
                     .name = name,
                     .active = true,
                     .enabled = true,
                     .triggers = taker->unit,
                     .inputs = {}};
    if (way.rootful()) {
        put_system_unit(lowering, service.name(), way.port.at, std::move(text), std::move(unit));
    } else {
        put_account_unit(lowering, service, way.port.at, std::move(text), std::move(unit));
    }
    const bool quadlet = taker->source->place == model::UnitPlace::quadlet;
    const std::string file = concat("50-nagaya-socket-", way.port.name.value, ".conf");
    put_drop_in(lowering, service, *taker, quadlet ? model::UnitPlace::quadlet : taker->source->place, file,
                concat("drop-in ", taker->source->name, ".d/", file), way.port.at,
                concat(generated_by(service.name()), "[Unit]\nRequires=", name, "\nAfter=", name,
                       "\n\n[Service]\nSockets=", name, '\n'));
}

}  // namespace

void lower_ways_in(Lowering& lowering) {
    for (LoweredService& service : lowering.services) {
        for (const model::Port& port : service.service->ports) {
            const WayIn way{.service = service, .port = port};
            switch (model::way_of(port, way.rootful())) {
                case Way::socket_proxy:
                    if (!way.udp()) put_proxy(lowering, way);  // a rule tells of the other
                    break;
                case Way::fd: put_handed_socket(lowering, service, way); break;
                default: break;
            }
        }
    }
}

}  // namespace nagaya::lower
