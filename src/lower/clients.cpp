#include "lower/clients.hpp"

#include <algorithm>
#include <map>

namespace nagaya::lower {

namespace {

bool connects_to(const LoweredService& client, const LoweredService& other) {
    const model::Service& service = *client.service;
    if (service.reverse_proxy && other.service->is_published()) return true;
    const std::string& name = other.name();
    const auto is_it = [&](const auto& named) { return named == name; };
    return std::ranges::any_of(service.needs, is_it, [](const model::Need& need) { return need.service.value; }) ||
           std::ranges::any_of(service.reaches, is_it, [](const Located<std::string>& reach) { return reach.value; });
}

Client client_of(const LoweredService& service) {
    const model::AccountIds& ids = *service.ids;
    Client client{.account = service.account(), .ids = {{ids.uid, ids.uid}}};
    if (ids.subid_count > 0) client.ids.push_back({ids.subid_start, ids.subid_start + (ids.subid_count - 1)});
    return client;
}

}  // namespace

std::vector<Client> clients_of(const Lowering& lowering, const LoweredService& service) {
    std::map<std::string, Client> clients;
    clients.emplace("root", Client{.account = "root", .ids = {{0, 0}}});
    for (const LoweredService& other : lowering.services) {
        const bool may = &other == &service || connects_to(other, service);
        if (may && !other.service->rootful()) clients.emplace(other.account(), client_of(other));
    }
    std::vector<Client> list;
    for (auto& [name, client] : clients) list.push_back(std::move(client));
    return list;
}

}  // namespace nagaya::lower
