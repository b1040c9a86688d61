#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "lower/lowering.hpp"

namespace nagaya::lower {

using state::Requirement;

namespace {

bool is_in(const std::string& path, const std::string& directory) {
    return path == directory || directory == "/" || path.starts_with(directory + "/");
}

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
    std::set<std::string> seen;
    for (const Located<std::string>& where : service.service->needs_mounts) {
        if (seen.insert(where.value).second) require_mount(lowering, service, where.value, where.at);
    }
    for (const model::Data& data : service.service->data) {
        if (!data.precheck_mount.value) continue;
        const std::string path =
            concat(lowering.site.settings.data_root.value, '/', service.account(), '/', data.path.value);
        for (const model::Mount& mount : lowering.host.mounts) {
            if (!is_in(path, mount.where.value) || !seen.insert(mount.where.value).second) continue;
            require_mount(lowering, service, mount.where.value, data.at);
        }
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
    }
}

void require_secrets(Lowering& lowering, const LoweredService& service) {
    for (const Located<std::string>& name : service.service->secret_env) {
        if (service.service->secret_texts.contains(name.value)) continue;
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
