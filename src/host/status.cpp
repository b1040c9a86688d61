#include "host/status.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <map>
#include <optional>

#include "base/text.hpp"
#include "host/account_database.hpp"
#include "host/systemd.hpp"

namespace nagaya::host {
namespace {

using Rows = std::vector<UnitStatus>;

void fill_from(UnitStatus& row, const ListedUnit& unit, ServiceManager& manager) {
    row.load = unit.load;
    row.active = unit.active;
    row.sub = unit.sub;
    const Result<UnitDetails> details = manager.details(unit);
    if (!details) return;
    row.result = details->result;
    row.restarts = details->restarts;
    row.active_since = details->active_since;
    row.invocation_id = details->invocation_id;
}

void ask_manager(uid_t uid, Rows& rows) {
    Result<ServiceManager> manager = ServiceManager::connect(uid, impatient);
    if (!manager) return;
    std::vector<std::string> names;
    for (const UnitStatus& row : rows) names.push_back(row.unit);
    const Result<std::vector<ListedUnit>> listed = manager->list(names);
    if (!listed) return;
    // Each answer has its bound; a manager that lets every one of them be late is not waited for longer than this.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    for (const ListedUnit& unit : *listed)
        for (UnitStatus& row : rows)
            if (row.unit == unit.name && std::chrono::steady_clock::now() < deadline) fill_from(row, unit, *manager);
}

void ask_podman(const PasswdEntry& account, Rows& rows) {
    const Result<std::vector<Container>> containers = containers_of(account);
    if (!containers) return;
    for (const Container& container : *containers)
        for (UnitStatus& row : rows) {
            if (row.unit != container.unit) continue;
            row.container = container.name;
            row.image = container.image;
            row.health = container.health;
            row.ports = container.ports;
        }
}

bool has_container(const Rows& rows) {
    return std::ranges::any_of(rows, [](const UnitStatus& row) { return row.unit.ends_with(".service"); });
}

/// One account's rows; runs in a thread of its own.
Rows fill(Rows rows, std::optional<PasswdEntry> account, bool containers) {
    if (!account) return rows;
    ask_manager(account->uid, rows);
    if (containers && has_container(rows)) ask_podman(*account, rows);
    return rows;
}

std::map<std::string, Rows> rows_by_account(const state::Deployed& deployed, const StatusQuery& query) {
    std::map<std::string, Rows> out;
    for (const auto& [id, entry] : deployed.entries) {
        if (id.kind != state::Kind::unit) continue;
        if (!query.services.empty() && std::ranges::find(query.services, entry.service) == query.services.end())
            continue;
        UnitStatus row;
        row.service = entry.service;
        row.account = id.scope;
        row.unit = id.name;
        out[id.scope].push_back(std::move(row));
    }
    return out;
}

}  // namespace

Result<std::vector<UnitStatus>> read_status(const state::Deployed& deployed, const StatusQuery& query) {
    const AccountDatabase database = TRY(read_account_database());
    std::vector<std::future<Rows>> asked;
    for (auto& [name, rows] : rows_by_account(deployed, query)) {
        const PasswdEntry* entry = database.find(name);
        asked.push_back(std::async(std::launch::async, fill, std::move(rows),
                                   entry == nullptr ? std::nullopt : std::optional<PasswdEntry>(*entry),
                                   query.containers));
    }
    std::vector<UnitStatus> out;
    for (std::future<Rows>& answer : asked)
        for (UnitStatus& row : answer.get()) out.push_back(std::move(row));
    std::ranges::sort(out, {}, [](const UnitStatus& row) { return std::tie(row.service, row.account, row.unit); });
    return out;
}

}  // namespace nagaya::host
