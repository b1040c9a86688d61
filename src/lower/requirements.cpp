#include "base/text.hpp"
#include "lower/lowering.hpp"

namespace nagaya::lower {

using state::Requirement;

namespace {

void require_mount(Lowering& lowering, const LoweredService& service, const std::string& where, Span origin) {
    Requirement requirement{.kind = Requirement::Kind::mounted,
                            .service = service.name(),
                            .subject = where,
                            .detail = {},
                            .owner = {},
                            .group = {},
                            .origin = origin};
    for (const model::Mount& mount : lowering.host.mounts) {
        if (mount.where.value != where) continue;
        if (mount.owner) requirement.owner = mount.owner->value;
        if (mount.group) requirement.group = mount.group->value;
    }
    lowering.state.requirements.push_back(std::move(requirement));
}

void require_mounts(Lowering& lowering, const LoweredService& service) {
    for (const Located<std::string>& where : mounts_of(lowering, service)) {
        require_mount(lowering, service, where.value, where.at);
    }
}

void require_ports(Lowering& lowering, const LoweredService& service) {
    for (const model::Port& port : service.service->ports) {
        const std::string protocol = port.protocol.value == model::Protocol::udp ? "udp" : "tcp";
        const auto require_free = [&](uint16_t number, Span origin) {
            lowering.state.requirements.push_back({.kind = Requirement::Kind::port_free,
                                                   .service = service.name(),
                                                   .subject = concat(number),
                                                   .detail = protocol,
                                                   .owner = {},
                                                   .group = {},
                                                   .origin = origin == Span{} ? port.at : origin});
        };
        if (port.listen) require_free(port.listen->value, port.listen->at);
        if (port.target.value != 0 && (!port.listen || port.listen->value != port.target.value)) {
            require_free(port.target.value, port.target.at);
        }
        const bool low = port.listen && port.listen->value < model::first_unprivileged_port;
        if (low && !service.service->rootful() && model::way_of(port, false) == model::Way::direct) {
            lowering.state.requirements.push_back({.kind = Requirement::Kind::unprivileged_port,
                                                   .service = service.name(),
                                                   .subject = concat(port.listen->value),
                                                   .detail = {},
                                                   .owner = {},
                                                   .group = {},
                                                   .origin = port.listen->at});
        }
    }
}

void require_secrets(Lowering& lowering, const LoweredService& service) {
    for (const model::Secret& secret : service.service->secrets) {
        if (secret.source != model::SecretSource::none) continue;
        const Located<std::string>& name = secret.name;
        lowering.state.requirements.push_back({.kind = Requirement::Kind::secret,
                                               .service = service.name(),
                                               .subject = concat(service.name(), '/', name.value),
                                               .detail = {},
                                               .owner = {},
                                               .group = {},
                                               .origin = name.at});
    }
}

}  // namespace

void lower_requirements(Lowering& lowering) {
    for (const LoweredService& service : lowering.services) {
        require_mounts(lowering, service);
        require_ports(lowering, service);
        require_secrets(lowering, service);
    }
}

}  // namespace nagaya::lower
