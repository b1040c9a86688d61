// Who waits for whom when the host boots. Inside one service manager systemd keeps the order itself. Between managers it knows
// none, so the system manager, which starts the accounts' managers, holds an account back until what it needs is up.
#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "lower/lowering.hpp"
#include "lower/ready_unit.hpp"
#include "lower/unit_name.hpp"
#include "lower/unit_values.hpp"

namespace nagaya::lower {

namespace {

/// What a unit waits for.
struct Waits {
    std::vector<std::string> units = {};
    std::vector<std::string> mounts = {};
    Span at = {};  ///< the first line of the site that says so

    void add_unit(const std::string& unit, Span said) { add(units, unit, said); }
    void add_mount(const std::string& mount, Span said) { add(mounts, mount, said); }
    bool empty() const { return units.empty() && mounts.empty(); }

    std::string text(std::string head) const {
        head += "[Unit]\n";
        if (!units.empty()) head += concat("Wants=", join(units, " "), "\nAfter=", join(units, " "), '\n');
        if (!mounts.empty()) {
            head += "RequiresMountsFor=";
            for (const std::string& mount : mounts)
                head += concat(&mount == &mounts.front() ? "" : " ", unit_word(mount));
            head += '\n';
        }
        return head;
    }

private:
    void add(std::vector<std::string>& list, const std::string& name, Span said) {
        if (empty()) at = said;
        if (std::ranges::find(list, name) == list.end()) list.push_back(name);
    }
};

class BootOrder {
public:
    explicit BootOrder(Lowering& lowering) : lowering_(lowering) {}

    void lower() {
        for (const LoweredService& service : lowering_.services) note_needs(service);
        for (const auto& [service, healthy] : ready_) put_ready_unit(lowering_, *service, healthy);
        for (LoweredService& service : lowering_.services) {
            Waits waits = waits_in_manager(service);
            if (service.service->rootful()) {
                add_system_waits(service, waits);
            } else {
                add_system_waits(service, accounts_[service.account()].waits);
                accounts_[service.account()].uid = service.ids->uid;
            }
            if (!waits.empty()) put_needs(service, waits);
        }
        for (const auto& [name, account] : accounts_) {
            if (!account.waits.empty()) put_account_needs(name, account.uid, account.waits);
        }
    }

private:
    struct AccountWaits {
        uint32_t uid = 0;
        Waits waits = {};
    };

    /// Calls `each` with every need of the service that this host can fulfil.
    template <class Each>
    void for_each_need(const LoweredService& service, const Each& each) {
        for (const model::Need& need : service.needs) {
            const LoweredService* other = lowering_.find(need.service.value);
            if (other && other != &service) each(need, *other);
        }
    }

    void note_needs(const LoweredService& service) {
        for_each_need(service, [&](const model::Need& need, const LoweredService& other) {
            const bool healthy = need.condition.value == "healthy";
            if (healthy && !can_be_healthy(other)) report_no_probe(need, other);
            const bool crosses = other.service->rootful() || other.account() != service.account();
            if (!crosses || !needs_ready_unit(other, healthy)) return;
            // Whoever asks for more decides for all: one unit says that a service is ready.
            ready_[&other] = ready_[&other] || healthy;
        });
    }

    void report_no_probe(const model::Need& need, const LoweredService& other) {
        lowering_.report.add({.code = "healthy-without-probe",
                              .severity = Severity::warning,
                              .message = concat("`", other.name(), ":healthy` waits for the start of `", other.name(),
                                                "` only: nothing says when it is healthy"),
                              .at = need.service.at,
                              .help = concat("add `HealthCmd=` to a container of `", other.name(),
                                             "`, or `[health]` to its service.toml")});
    }

    /// What the service waits for inside its account's manager. (Sockets, timers and paths are left alone: they start before
    /// any service does.)
    Waits waits_in_manager(const LoweredService& service) {
        Waits waits;
        if (service.service->rootful()) return waits;
        for_each_need(service, [&](const model::Need& need, const LoweredService& other) {
            if (other.account() != service.account()) return;
            for (const LoweredUnit& unit : other.units) {
                if (unit.active && unit.account == service.account() && extension(unit.unit) == ".service")
                    waits.add_unit(unit.unit, need.service.at);
            }
        });
        return waits;
    }

    /// What the system manager holds the service back for.
    void add_system_waits(const LoweredService& service, Waits& waits) {
        for_each_need(service, [&](const model::Need& need, const LoweredService& other) {
            if (!service.service->rootful() && other.account() == service.account()) return;
            for (const LoweredUnit& unit : other.units) {
                if (unit.active && unit.account == "root" && extension(unit.unit) == ".service")
                    waits.add_unit(unit.unit, need.service.at);
            }
            if (ready_.contains(&other)) waits.add_unit(ready_unit_name(other), need.service.at);
        });
        for (const Located<std::string>& where : mounts_of(lowering_, service)) {
            if (is_required(where.value)) waits.add_mount(where.value, where.at);
        }
    }

    // A mount that may come late must not hold the boot.
    bool is_required(const std::string& where) const {
        const auto& mounts = lowering_.host.mounts;
        return std::ranges::any_of(mounts, [&](const model::Mount& mount) {
            return mount.where.value == where && mount.mode.value == model::MountMode::required;
        });
    }

    void put_needs(LoweredService& service, const Waits& waits) {
        const std::string text = waits.text(generated_by(service.name()));
        for (LoweredUnit& unit : service.units) {
            if (!unit.active || unit.account != service.account() || extension(unit.unit) != ".service") continue;
            const bool quadlet = unit.source->place == model::UnitPlace::quadlet;
            const std::string& named = quadlet ? unit.source->name : unit.unit;
            put_drop_in(lowering_, service, unit, quadlet ? model::UnitPlace::quadlet : model::UnitPlace::user_unit,
                        "50-nagaya-needs.conf", concat("drop-in ", named, ".d/50-nagaya-needs.conf"), waits.at, text);
        }
    }

    /// The services of an account share its manager, so none of them owns this.
    void put_account_needs(const std::string& account, uint32_t uid, const Waits& waits) {
        const std::string unit = concat("user@", uid, ".service.d");
        const std::string file = concat("50-", lowering_.site.settings.prefix.value, "-needs.conf");
        const std::string directory = concat("/etc/systemd/system/", unit);
        lowering_.put_directory(directory, {}, waits.at, {.owner = root_owner, .mode = 0755, .keep = false});
        const std::string head =
            concat("# Generated by nagaya for the account ", account, "; changes made here are lost.\n");
        lowering_.put_file(concat(directory, '/', file), {}, concat("drop-in ", unit, '/', file), waits.at,
                           {.owner = root_owner, .mode = 0644, .content = lowering_.content(waits.text(head))});
    }

    Lowering& lowering_;
    std::map<const LoweredService*, bool> ready_;  // who gets a ready unit → does it wait for probes?
    std::map<std::string, AccountWaits> accounts_;
};

}  // namespace

void lower_boot_order(Lowering& lowering) { BootOrder(lowering).lower(); }

}  // namespace nagaya::lower
