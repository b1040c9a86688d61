#include "lower/variables.hpp"

#include <algorithm>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "syntax/placeholder.hpp"

namespace nagaya::lower {

namespace {

constexpr std::string_view default_host_loopback = "169.254.1.3";

void declare(NameTable& table, const model::Variables& variables) {
    for (const auto& [name, value] : variables) table.insert_or_assign(variable_name(name), value.value);
}

}  // namespace

std::string variable_name(std::string_view name) {
    std::string upper(name);
    for (char& c : upper) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (c == '-') c = '_';
    }
    return upper;
}

HostVariables::HostVariables(const model::Site& site, const model::Host& host,
                             const std::vector<const model::Service*>& services, ImageKeys& images) {
    const model::SiteSettings& settings = site.settings;
    built_in = {{"INSTALL_ROOT", settings.install_root.value},
                {"DATA_ROOT", settings.data_root.value},
                {"PREFIX", settings.prefix.value},
                {"DOMAIN", settings.domain.value},
                {"DOMAIN_NAME", settings.domain.value},
                {"CERTIFICATES", settings.certificates.directory.value},
                {"HOST", host.name},
                {"HOST_LOOPBACK",
                 host.host_loopback.value.empty() ? std::string(default_host_loopback) : host.host_loopback.value}};
    for (const model::Service* service : services) {
        for (const model::Port& port : service->ports) {
            const std::string name = concat("PORT_", variable_name(service->name), '_', variable_name(port.name.value));
            built_in.insert_or_assign(name, concat(port.target.value));
        }
    }
    for (const auto& [name, image] : site.images) {
        built_in.insert_or_assign(concat("IMAGE_", variable_name(name)), images.reference(name));
    }
    // LE_EMAIL has no default that could be right; the other standard names have one (C04).
    declared = {{"CERT_PATH", "/data/certificates"}, {"LOG_LEVEL", "info"}};
    declare(declared, settings.vars);
    declare(declared, host.vars);
}

ServiceVariables::ServiceVariables(const HostVariables& host, const model::Site& site, const model::Service& service,
                                   const model::AccountIds& ids, ImageKeys& images)
    : host_(host) {
    const std::string path = concat(site.settings.install_root.value, '/', service.name);
    const std::string& account = service.account.value;
    built_in_ = {{"SERVICE", service.name},
                 {"SERVICE_PATH", path},
                 {"FILES_PATH", path + "/files"},
                 {"SECRETS_PATH", model::secrets_path(site.settings.prefix.value, service.name)},
                 {"DATA_PATH", concat(site.settings.data_root.value, '/', account)},
                 {"ACCOUNT", account},
                 {"UID", concat(ids.uid)},
                 {"GID", concat(ids.uid)},
                 {"HOME", service.rootful() ? std::string("/root") : concat("/home/", account)}};
    for (const model::Port& port : service.ports) {
        const std::string name = variable_name(port.name.value);
        built_in_.insert_or_assign("PORT_" + name, concat(port.target.value));
        if (const auto publish = model::publish_text(port, service.rootful()))
            built_in_.insert_or_assign("PUBLISH_" + name, *publish);
        if (port.listen) built_in_.insert_or_assign("LISTEN_" + name, concat(port.listen->value));
    }
    if (service.copies_certificates())
        built_in_.insert_or_assign("CERTIFICATES", model::copies_path(site.settings.prefix.value, service.name));
    if (service.image) built_in_.insert_or_assign("IMAGE", images.reference(service.image->name));
    declare(declared_, service.vars);
}

std::optional<std::string> ServiceVariables::find(std::string_view name) const {
    for (const NameTable* table : {&built_in_, &host_.built_in, &declared_, &host_.declared}) {
        const auto found = table->find(name);
        if (found != table->end()) return found->second;
    }
    return std::nullopt;
}

std::vector<std::string> ServiceVariables::names() const {
    std::vector<std::string> names;
    for (const NameTable* table : {&built_in_, &host_.built_in, &declared_, &host_.declared}) {
        for (const auto& [name, value] : *table) names.push_back(name);
    }
    std::ranges::sort(names);
    return names;
}

std::optional<std::string> ServiceVariables::expand_at(std::string_view text, Report& report,
                                                       const auto& place_of) const {
    bool complete = true;
    std::string expanded = syntax::substitute(text, [&](const syntax::Placeholder& placeholder) {
        std::optional<std::string> value = find(placeholder.name);
        if (value) return value;
        complete = false;
        std::string help = did_you_mean(placeholder.name, names());
        if (placeholder.name.starts_with("PUBLISH_"))
            help = "name a `[[port]]` of the service; one with `via = \"fd\"` is handed over, not published";
        else if (help.empty())
            help = concat("set it under [vars]: ", placeholder.name, " = \"…\"");
        report.add({.code = "unresolved-variable",
                    .message = concat("the variable `", placeholder.name, "` is not known here"),
                    .at = place_of(placeholder),
                    .help = std::move(help)});
        return value;
    });
    if (!complete) return std::nullopt;
    return expanded;
}

std::optional<std::string> ServiceVariables::expand_file(std::string_view text, FileId file, Report& report) const {
    return expand_at(text, report, [file](const syntax::Placeholder& placeholder) {
        return Span{.file = file, .begin = placeholder.begin, .end = placeholder.end};
    });
}

std::optional<std::string> ServiceVariables::expand(std::string_view text, Span at, Report& report) const {
    return expand_at(text, report, [at](const syntax::Placeholder&) { return at; });
}

std::string ServiceVariables::expand_known(std::string_view text) const {
    return syntax::substitute(text, [this](const syntax::Placeholder& placeholder) { return find(placeholder.name); });
}

}  // namespace nagaya::lower
