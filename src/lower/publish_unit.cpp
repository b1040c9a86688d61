#include "lower/publish_unit.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "lower/certificates.hpp"
#include "lower/podman_names.hpp"
#include "lower/proxy.hpp"
#include "lower/unit_values.hpp"

namespace nagaya::lower {

namespace {

/// The program of the proxy's image that this is a contract with (docs/proxy.md).
constexpr std::string_view program = "/usr/local/bin/proxy";

std::string unit_text(const LoweredService& proxy, const LoweredUnit& container, const LoweredService& service) {
    const std::string command =
        concat("/usr/bin/podman exec ", command_word(container_name(container).value_or("")), ' ', program, ' ');
    return concat(
        generated_by(service.name()), "[Unit]\nDescription=", service.name(), " in the reverse proxy ", proxy.name(),
        "\nAfter=", container.unit,
        // When the manager ends, nothing is to be withdrawn: the proxy ends too.
        "\nDefaultDependencies=no\n\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=", command, "publish ",
        service.name(), "\nExecReload=", command, "publish ", service.name(), "\nExecStop=-", command, "withdraw ",
        service.name(),
        // What podman-exec(1) says of a container that does not run, or ends meanwhile: the proxy reads everything when it
        // starts.
        "\nSuccessExitStatus=125 137 255\nTimeoutStartSec=90\n\n[Install]\nWantedBy=default.target\n");
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    }
    return out;
}

/// A line of the index.
struct Entry {
    std::string title;
    std::string url;
};

std::vector<Entry> entries_of(Lowering& lowering) {
    std::vector<Entry> entries;
    for (const LoweredService& service : lowering.services) {
        for (const model::Proxy& proxy : service.service->proxies) {
            const std::optional<std::string> name = host_name(service, proxy.hosts.front().value);
            // Nobody can go to every name.
            if (!proxy.listed.value || !name || name->starts_with('*')) continue;
            const bool tls = proxy.tls ? proxy.tls->value : issuer_of(lowering) != nullptr;
            const std::string& title = proxy.title ? proxy.title->value : service.service->description.value;
            entries.push_back({.title = service.variables.expand_known(title),
                               .url = concat(tls ? "https://" : "http://", *name, '/')});
        }
    }
    std::ranges::stable_sort(entries, {}, &Entry::title);
    return entries;
}

}  // namespace

void put_publish_unit(Lowering& lowering, LoweredService& proxy, LoweredUnit& container, const LoweredService& service,
                      const std::vector<state::ResourceId>& fragments) {
    const Span origin = service.service->at;
    const bool rootful = proxy.service->rootful();
    state::Unit unit{
        .account = proxy.account(),
        .name = rootful ? service.system_prefix + "publish.service" : concat("publish-", service.name(), ".service"),
        .active = true,
        .enabled = true,
        .inputs = {},
        .comes_after = proxy.name()};
    const state::ResourceId id{.kind = state::Kind::unit, .scope = unit.account, .name = unit.name};
    const std::string units = rootful ? std::string("/etc/systemd/system") : proxy.home + "/.config/systemd/user";
    if (!rootful) {
        for (const std::string_view below : {"/.config", "/.config/systemd", "/.config/systemd/user"}) {
            lowering.put_directory(proxy.home + std::string(below), {}, origin,
                                   {.owner = proxy.owner(), .mode = 0700, .keep = false});
        }
    }
    const state::ResourceId file{.kind = state::Kind::file, .scope = {}, .name = concat(units, '/', unit.name)};
    lowering.put_file(
        file.name, service.name(), unit.name, origin,
        {.owner = proxy.owner(), .mode = 0644, .content = state::Content::of(unit_text(proxy, container, service))});
    std::vector<state::ResourceId> inputs = fragments;
    inputs.push_back(file);
    for (const state::ResourceId& input : inputs) {
        const state::Resource& resource = *lowering.state.find(input);
        const std::string label = state::input_label(resource, service.name());
        unit.inputs[label] = std::get<state::File>(resource.value).content.digest();
        // A restart would withdraw what is published for a moment.
        unit.reloaded_by.insert(label);
        lowering.state.used_by[input].insert(id);
    }
    lowering.state.put(id, {.service = service.name(), .origin = origin, .role = unit.name, .value = std::move(unit)});
}

void put_index_page(Lowering& lowering, const LoweredService& proxy) {
    const model::ReverseProxy& own = *proxy.service->reverse_proxy;
    if (!own.index) return;
    const std::string title = escaped(lowering.site.settings.name.value);
    std::string text = concat(
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
        "content=\"width=device-width\">\n"
        "<title>",
        title,
        "</title>\n<style>body{font:1.1em/1.6 system-ui,sans-serif;max-width:40em;margin:2em auto;padding:0 1em;"
        "color-scheme:light dark}</style>\n</head>\n<body>\n<h1>",
        title, "</h1>\n<ul>\n");
    for (const Entry& entry : entries_of(lowering)) {
        text += concat("<li><a href=\"", escaped(entry.url), "\">", escaped(entry.title), "</a></li>\n");
    }
    text += "</ul>\n</body>\n</html>\n";
    const std::string path = proxy.path + "/proxy/index/index.html";
    lowering.put_parents(proxy.path, path, proxy.name(), own.at);
    lowering.put_file(path, proxy.name(), "proxy/index/index.html", own.at,
                      {.owner = root_owner, .mode = 0644, .content = state::Content::of(std::move(text))});
}

}  // namespace nagaya::lower
