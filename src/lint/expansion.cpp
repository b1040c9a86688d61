// Only what rules need to see paths and ports; `lower` has the whole set and reports unknown names.
#include <algorithm>

#include "base/letters.hpp"
#include "base/text.hpp"
#include "lint/context.hpp"
#include "syntax/placeholder.hpp"

namespace nagaya::lint {
namespace {

/// "HTTP_ALT" → "http-alt": names of services and ports have no other characters.
std::string as_name(std::string_view upper) {
    std::string name = lower_case(upper);
    std::ranges::replace(name, '_', '-');
    return name;
}

const model::Port* find_port(const model::Service& service, std::string_view name) {
    const auto found = std::ranges::find(service.ports, name, [](const model::Port& port) { return port.name.value; });
    return found == service.ports.end() ? nullptr : &*found;
}

std::optional<std::string> target_text(const model::Port* port) {
    if (port == nullptr || port->target.value == 0) return std::nullopt;
    return concat(port->target.value);
}

std::optional<std::string> find_variable(const model::Variables& vars, std::string_view name) {
    const auto found = vars.find(std::string(name));
    if (found == vars.end()) return std::nullopt;
    return found->second.value;
}

}  // namespace

NamedPort Expansion::named_port(std::string_view name) const {
    const auto whole = as_name(name);
    if (const auto* own = find_port(service_, whole)) return {.service = &service_, .port = own};
    // PORT_<SERVICE>_<NAME>: both parts may have dashes, so every cut is tried.
    for (size_t i = whole.find('-'); i != std::string::npos; i = whole.find('-', i + 1)) {
        const auto* other = site_.find_service(std::string_view(whole).substr(0, i));
        if (other == nullptr) continue;
        if (const auto* found = find_port(*other, std::string_view(whole).substr(i + 1)))
            return {.service = other, .port = found};
    }
    return {};
}

std::optional<std::string> Expansion::built_in(std::string_view name) const {
    const auto& settings = site_.settings;
    const auto own = [&] { return concat(settings.install_root.value, "/", service_.name); };
    if (name == "SERVICE") return service_.name;
    if (name == "SERVICE_PATH") return own();
    if (name == "FILES_PATH") return own() + "/files";
    if (name == "SECRETS_PATH") return model::secrets_path(settings.prefix.value, service_.name);
    if (name == "INSTALL_ROOT") return settings.install_root.value;
    if (name == "DATA_ROOT") return settings.data_root.value;
    if (name == "DATA_PATH") return concat(settings.data_root.value, "/", service_.account.value);
    if (name == "PREFIX") return settings.prefix.value;
    if (name == "DOMAIN" || name == "DOMAIN_NAME") return settings.domain.value;
    if (name == "CERTIFICATES")
        return service_.copies_certificates() ? model::copies_path(settings.prefix.value, service_.name)
                                              : settings.certificates.directory.value;
    if (name == "ACCOUNT") return service_.account.value;
    if (name == "HOME" && !service_.rootful()) return concat("/home/", service_.account.value);
    if (name == "IMAGE") return concat("localhost/", service_.name, ":latest");
    if (name.starts_with("IMAGE_")) return concat("localhost/", as_name(name.substr(6)), ":latest");
    if (name.starts_with("PORT_")) return target_text(named_port(name.substr(5)).port);
    if (name.starts_with("PUBLISH_")) {
        const auto* found = find_port(service_, as_name(name.substr(8)));
        if (found != nullptr) return model::publish_text(*found, service_.rootful());
    }
    if (name.starts_with("LISTEN_")) {
        const auto* found = find_port(service_, as_name(name.substr(7)));
        if (found != nullptr && found->listen) return concat(found->listen->value);
    }
    if (name == "HOST" && host_ != nullptr) return host_->name;
    return std::nullopt;
}

std::optional<std::string> Expansion::value_of(std::string_view name) const {
    if (auto value = built_in(name)) return value;
    if (auto value = find_variable(service_.vars, name)) return value;
    // A host may set any variable differently, so without a host only the service's own are certain.
    if (host_ == nullptr && std::ranges::any_of(site_.hosts, [&](const auto& host) {
            return find_variable(host.second.vars, name).has_value();
        }))
        return std::nullopt;
    if (host_ != nullptr)
        if (auto value = find_variable(host_->vars, name)) return value;
    return find_variable(site_.settings.vars, name);
}

std::optional<std::string> Expansion::expand(std::string_view text) const {
    if (!text.contains("@@")) return std::string(text);
    bool known = true;
    auto expanded = syntax::substitute(text, [&](const syntax::Placeholder& place) {
        auto value = value_of(place.name);
        known = known && value.has_value();
        return value;
    });
    if (!known) return std::nullopt;
    return expanded;
}

}  // namespace nagaya::lint
