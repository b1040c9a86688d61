#include "app/deployed_units.hpp"

#include <set>

#include "app/forward.hpp"
#include "base/nearest.hpp"
#include "base/text.hpp"
#include "host/deployed_record.hpp"
#include "host/observe.hpp"

namespace nagaya::app {

Result<state::Deployed> read_records() {
    state::Deployed all;
    std::vector<std::string> prefixes = TRY(host::deployed_prefixes());
    for (const std::string& prefix : prefixes) {
        state::Deployed one = TRY(host::read_deployed(prefix));
        all.entries.merge(one.entries);
    }
    return all;
}

std::vector<DeployedUnit> units_of(const state::Deployed& deployed, const std::vector<std::string>& services) {
    std::set<std::string> wanted(services.begin(), services.end());
    std::vector<DeployedUnit> units;
    for (const auto& [id, entry] : deployed.entries)
        if (id.kind == state::Kind::unit && (wanted.empty() || wanted.contains(entry.service)))
            units.push_back({.service = entry.service,
                             .account = id.scope,
                             .name = id.name,
                             .triggered = entry.digest == "triggered"});
    std::stable_sort(units.begin(), units.end(),
                     [](const DeployedUnit& a, const DeployedUnit& b) { return a.service < b.service; });
    return units;
}

bool services_deployed(const std::vector<std::string>& services, const state::Deployed& deployed, Console& console) {
    std::set<std::string> known;
    for (const auto& [id, entry] : deployed.entries)
        if (!entry.service.empty()) known.insert(entry.service);
    bool all = true;
    for (const std::string& service : services) {
        if (known.contains(service)) continue;
        std::string hint = did_you_mean(service, {known.begin(), known.end()});
        console.err(concat("nagaya: no service `", visible(service), "` is deployed here", hint.empty() ? "" : "; ",
                           hint, "\n"));
        all = false;
    }
    return all;
}

Routed route(const HostOptions& where, std::vector<std::string> words, Console& console) {
    auto refuse = [&](std::string_view text, int code) {
        console.err(concat("nagaya: ", text, "\n"));
        return Routed{.here = false, .exit_code = code};
    };
    model::Host nowhere;
    std::string prefix;
    Result<Address> address = Address{};
    if (!where.local && is_site(where.site)) {
        auto workspace = open_site(where.site, where.host, where.secrets);
        if (!workspace) return refuse(safe_text(workspace.error()), exit_failed);
        const model::Host* host = choose_host(**workspace, where, console);
        if (!host) return {.here = false, .exit_code = exit_usage};
        prefix = (*workspace)->site.settings.prefix.value;
        address = address_of(*host, where);
    } else if (!where.host.empty() && !where.local && where.to.empty()) {
        return refuse(
            concat("--host needs a site, and ", where.site, " has no nagaya.toml\nhelp: name the site with --site"),
            exit_usage);
    } else {
        address = address_of(nowhere, where);
    }
    if (!address) return refuse(safe_text(address.error()), exit_usage);
    if (address->kind == Address::Kind::local) return {.here = true, .prefix = std::move(prefix)};
    if (words.back() == "--prefix" && prefix.empty()) words.pop_back();
    if (words.back() == "--prefix") words.push_back(prefix);
    return {.here = false, .exit_code = forward_without_site(*address, words, console)};
}

}  // namespace nagaya::app
