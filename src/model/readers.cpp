#include "model/readers.hpp"

#include <algorithm>

namespace nagaya::model {

namespace {

bool runs(const Host& host, std::string_view service) {
    return std::ranges::any_of(host.services, [&](const auto& listed) { return listed.value == service; });
}

}  // namespace

std::vector<Reader> readers_of(const Site& site, std::string_view service) {
    std::vector<Reader> readers;
    const auto add = [&](std::string who, const std::string& key) {
        if (std::ranges::none_of(readers, [&](const Reader& known) { return known.key == key; }))
            readers.push_back({.who = std::move(who), .key = key});
    };
    size_t number = 0;
    for (const auto& recipient : site.settings.recipients)
        add(concat("recipient ", ++number, " of nagaya.toml"), recipient.value);
    for (const auto& [name, host] : site.hosts)
        if (host.age && runs(host, service)) add(concat("host ", name), host.age->value);
    return readers;
}

std::vector<const Host*> hosts_without_key(const Site& site, std::string_view service) {
    std::vector<const Host*> hosts;
    for (const auto& [name, host] : site.hosts)
        if (!host.age && runs(host, service)) hosts.push_back(&host);
    return hosts;
}

}  // namespace nagaya::model
