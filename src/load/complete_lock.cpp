// Numbers for what has none. Services are asked in the order of their names and get the lowest that is free, so the same site
// and lock give the same numbers everywhere; whoever has left the site keeps his, since his data still has that owner.
#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "load/load.hpp"
#include "load/names.hpp"
#include "load/reading.hpp"

namespace nagaya::load {

namespace {

/// Hands out the lowest free numbers of a range, each once.
class Pool {
public:
    Pool(uint64_t first, uint64_t last) : next_(first), last_(last) {}

    void take(uint64_t number) { taken_.insert(number); }

    std::optional<uint64_t> lowest() {
        while (next_ <= last_ && taken_.contains(next_)) ++next_;
        if (next_ > last_) return std::nullopt;
        return next_++;
    }

private:
    uint64_t next_;
    uint64_t last_;
    std::set<uint64_t> taken_;
};

/// Hands out the lowest free blocks of `size` ids from `base` on; blocks that are taken may have any size and place.
class BlockPool {
public:
    BlockPool(uint64_t base, uint64_t size, const model::Lock& lock) : next_(base), size_(size) {
        for (const auto& [name, ids] : lock.accounts)
            taken_.emplace_back(ids.subid_start, uint64_t{ids.subid_start} + ids.subid_count);
        std::ranges::sort(taken_);
    }

    std::optional<uint64_t> lowest() {
        constexpr uint64_t end_of_ids = 4'294'967'294;
        while (index_ < taken_.size() && taken_[index_].first < next_ + size_) {
            next_ = std::max(next_, taken_[index_].second);
            ++index_;
        }
        if (next_ + size_ > end_of_ids) return std::nullopt;
        const uint64_t start = next_;
        next_ += size_;
        return start;
    }

private:
    uint64_t next_;
    uint64_t size_;
    std::vector<std::pair<uint64_t, uint64_t>> taken_;  // [start, end), sorted
    size_t index_ = 0;
};

void report_used_up(std::string_view what, std::string_view service, Span at, std::string_view key, Report& report) {
    report.add({.code = "out-of-range",
                .message = concat("no ", what, " is left for ", in_backticks(service)),
                .at = at,
                .help = concat("widen `", key, "` in nagaya.toml, or take what left the site out of nagaya.lock")});
}

bool complete_accounts(model::Site& site, Report& report) {
    const model::SiteSettings& settings = site.settings;
    Pool uids(settings.first_uid.value, settings.last_uid.value);
    for (const auto& [name, ids] : site.lock.accounts) uids.take(ids.uid);
    BlockPool subids(settings.subid_base.value, settings.subid_size.value, site.lock);
    bool changed = false;
    for (const auto& [name, service] : site.services) {
        const std::string& account = service.account.value;
        if (service.rootful() || site.lock.accounts.contains(account)) continue;
        const auto uid = uids.lowest();
        if (!uid) {
            report_used_up("uid", account, settings.last_uid.at, "accounts.uids", report);
            return changed;
        }
        const auto start = subids.lowest();
        if (!start) {
            report_used_up("range of subordinate ids", account, settings.subid_base.at, "accounts.subids", report);
            return changed;
        }
        site.lock.accounts[account] = {.uid = static_cast<uint32_t>(*uid),
                                       .subid_start = static_cast<uint32_t>(*start),
                                       .subid_count = settings.subid_size.value,
                                       .at = service.account.at};
        changed = true;
    }
    return changed;
}

bool complete_ports(model::Site& site, Report& report) {
    const model::SiteSettings& settings = site.settings;
    Pool ports(settings.first_loopback_port.value, settings.last_loopback_port.value);
    for (const auto& [name, port] : site.lock.loopback_ports) ports.take(port);
    for (const auto& [name, service] : site.services) {
        for (const model::Port& port : service.ports) {
            ports.take(port.target.value);
            if (port.listen) ports.take(port.listen->value);
        }
    }
    bool changed = false;
    for (auto& [name, service] : site.services) {
        for (model::Port& port : service.ports) {
            if (port.target.value != 0) continue;
            const std::string key = concat(name, '/', port.name.value);
            // The name may stand twice in a service; a rule says so, and both get the same number.
            auto locked = site.lock.loopback_ports.find(key);
            if (locked == site.lock.loopback_ports.end()) {
                const auto number = ports.lowest();
                if (!number) {
                    report_used_up("loopback port", key, settings.last_loopback_port.at, "accounts.loopback_ports",
                                   report);
                    return changed;
                }
                locked = site.lock.loopback_ports.emplace(key, static_cast<uint16_t>(*number)).first;
                changed = true;
            }
            port.target.value = locked->second;
        }
    }
    return changed;
}

}  // namespace

bool complete_lock(model::Site& site, Report& report) {
    const bool accounts = complete_accounts(site, report);
    const bool ports = complete_ports(site, report);
    return accounts || ports;
}

}  // namespace nagaya::load
