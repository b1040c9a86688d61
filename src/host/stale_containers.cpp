#include "host/stale_containers.hpp"

#include <future>
#include <map>

#include "host/account_database.hpp"
#include "host/container.hpp"
#include "host/podman_storage.hpp"

namespace nagaya::host {
namespace {

/// Unit → service.
using Units = std::map<std::string, std::string>;

std::vector<StaleContainer> ask(const PasswdEntry& account, const Units& units) {
    std::vector<StaleContainer> out;
    const Result<std::vector<Container>> containers = containers_of(account);
    const Result<std::vector<StoredImage>> images =
        account.uid == 0 ? images_of_root() : images_of_account(account.home);
    if (!containers || !images) return out;
    for (const Container& container : *containers) {
        const auto unit = units.find(container.unit);
        if (unit == units.end() || container.state != "running" || container.image_id.empty()) continue;
        const StoredImage* image = find_image(*images, container.image);
        if (image != nullptr && image->id == container.image_id) continue;
        out.push_back({.service = unit->second,
                       .account = account.name,
                       .unit = unit->first,
                       .image = container.image,
                       .has = container.image_id,
                       .named_now = image == nullptr ? "" : image->id});
    }
    return out;
}

}  // namespace

Result<std::vector<StaleContainer>> find_stale_containers(const state::HostState& state) {
    std::map<std::string, Units> by_account;
    for (const auto& [id, resource] : state.resources())
        if (id.kind == state::Kind::unit && id.name.ends_with(".service"))
            by_account[id.scope].emplace(id.name, resource.service);
    const AccountDatabase database = TRY(read_account_database());
    std::vector<std::future<std::vector<StaleContainer>>> asked;
    for (const auto& [name, units] : by_account)
        if (const PasswdEntry* account = database.find(name))
            asked.push_back(std::async(std::launch::async, ask, *account, units));
    std::vector<StaleContainer> out;
    for (auto& answer : asked)
        for (StaleContainer& stale : answer.get()) out.push_back(std::move(stale));
    return out;
}

}  // namespace nagaya::host
