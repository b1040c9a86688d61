#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/ip_address.hpp"
#include "base/text.hpp"
#include "lint/container.hpp"
#include "lint/context.hpp"
#include "lint/rule.hpp"

namespace nagaya::lint {
namespace {

std::optional<uint32_t> number_of(std::string_view address) {
    if (ip_version(address) != 4) return std::nullopt;
    uint32_t number = 0;
    for (const std::string_view piece : split(address, '.'))
        number = number << 8 | static_cast<uint32_t>(parse_number(piece).value_or(0));
    return number;
}

/// A stretch of addresses of version 4: "10.89.0.0/24".
struct Subnet {
    uint32_t first = 0;
    uint32_t last = 0;
    std::string_view text = {};
    Span at = {};

    bool has(uint32_t address) const { return first <= address && address <= last; }
    bool overlaps(const Subnet& other) const { return first <= other.last && other.first <= last; }
};

std::optional<Subnet> parse_subnet(const syntax::UnitEntry& entry) {
    const size_t slash = entry.value.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto address = number_of(entry.value.substr(0, slash));
    const auto bits = parse_number(entry.value.substr(slash + 1));
    if (!address || !bits || *bits > 32) return std::nullopt;
    const uint32_t mask = *bits == 0 ? 0 : ~uint32_t{0} << (32 - *bits);
    return Subnet{.first = *address & mask, .last = *address | ~mask, .text = entry.value, .at = entry.value_at};
}

bool is(const Unit& network, std::string_view key, std::string_view value) {
    const auto* entry = last_value(network, "Network", key);
    return entry != nullptr && entry->value == value;
}

/// The subnets from which a network gives addresses by itself.
std::vector<Subnet> subnets_of(const Unit& network) {
    std::vector<Subnet> subnets;
    if (is(network, "IPAMDriver", "none") || is(network, "IPAMDriver", "dhcp")) return subnets;
    for (const syntax::UnitEntry* entry : all_values(network, "Network", "Subnet"))
        if (const auto subnet = parse_subnet(*entry)) subnets.push_back(*subnet);
    return subnets;
}

class AddressCheck {
public:
    AddressCheck(const Context& context, const Manager& manager, const RuleInfo& info, Report& report)
        : context_(context), manager_(manager), info_(info), report_(report) {}

    void run() {
        for (const Unit* unit : manager_.units) {
            if (unit->kind == UnitKind::network) network(*unit);
            if (unit->kind == UnitKind::container || unit->kind == UnitKind::pod) member(*unit);
        }
        overlaps();
    }

private:
    void network(const Unit& unit) {
        const std::vector<Subnet> subnets = subnets_of(unit);
        // Others than bridges are parts of a network that is there already.
        const bool bridge = last_value(unit, "Network", "Driver") == nullptr || is(unit, "Driver", "bridge");
        if (bridge)
            for (const Subnet& subnet : subnets) all_.push_back({subnet, &unit, network_name(context_, unit)});
        if (subnets.empty()) return;
        for (const syntax::UnitEntry* entry : all_values(unit, "Network", "Gateway"))
            inside(*entry, entry->value, subnets);
    }

    void member(const Unit& unit) {
        if (unit.is_template()) return;
        const auto networks = all_values(unit, section_of(unit.kind), "Network");
        const auto* address = last_value(unit, section_of(unit.kind), "IP");
        if (networks.size() != 1 || address == nullptr || !number_of(address->value)) return;
        const std::string_view name = networks[0]->value.substr(0, networks[0]->value.find(':'));
        const Unit* network = manager_.find(name);
        if (network == nullptr || network->kind != UnitKind::network) return;
        const std::vector<Subnet> subnets = subnets_of(*network);
        if (subnets.empty() || !inside(*address, address->value, subnets)) return;
        const auto [first, fresh] =
            taken_.try_emplace(concat(network_name(context_, *network), " ", address->value), address);
        if (!fresh)
            tell(address->value_at, concat("`", address->value, "` is given twice in `", name, "`"),
                 {.at = first->second->value_at, .message = "first here"}, "choose another address");
    }

    bool inside(const syntax::UnitEntry& entry, std::string_view address, const std::vector<Subnet>& subnets) {
        const auto number = number_of(address);
        if (!number) return false;
        if (std::ranges::any_of(subnets, [&](const Subnet& subnet) { return subnet.has(*number); })) return true;
        tell(entry.value_at, concat("`", visible(address), "` is in no subnet of the network"),
             {.at = subnets[0].at, .message = "this is its subnet"}, concat("choose an address in ", subnets[0].text));
        return false;
    }

    /// By their first addresses, so that each is held against the one that reaches farthest before it.
    void overlaps() {
        std::ranges::stable_sort(all_, {}, [](const Owned& one) { return one.subnet.first; });
        const Owned* widest = nullptr;
        for (const Owned& one : all_) {
            if (widest != nullptr && one.name != widest->name && widest->subnet.overlaps(one.subnet))
                tell(one.subnet.at,
                     concat("`", one.network->name, "` and `", widest->network->name, "` want the same addresses"),
                     {.at = widest->subnet.at, .message = "the other subnet"}, "choose another subnet");
            if (widest == nullptr || one.subnet.last > widest->subnet.last) widest = &one;
        }
    }

    void tell(Span at, std::string message, Label label, std::string help) {
        report_.add({.code = info_.code,
                     .severity = info_.severity,
                     .message = std::move(message),
                     .at = at,
                     .labels = {std::move(label)},
                     .help = std::move(help)});
    }

    struct Owned {
        Subnet subnet;
        const Unit* network;
        std::string name;  // in Podman: files with the same one make one network
    };

    const Context& context_;
    const Manager& manager_;
    const RuleInfo& info_;
    Report& report_;
    std::vector<Owned> all_;
    std::map<std::string, const syntax::UnitEntry*> taken_;  // by network and address
};

void check(const Context& context, const RuleInfo& info, Report& report) {
    for (const HostView& view : context.hosts())
        for (const auto& [account, manager] : view.managers) AddressCheck(context, manager, info, report).run();
}

}  // namespace

extern const Rule address_outside_network = {
    .info =
        {
            .code = "address-outside-network",
            .summary = "an address is not free in its network",
            .why = "The addresses of a network are those of its `Subnet=`. Podman refuses a gateway outside of it, a "
                   "container with an\n"
                   "`IP=` outside of it (`requested static ip … not in any subnet on network`), the second container "
                   "with an `IP=` that is\n"
                   "taken, and a second network of the account with addresses of the first (`subnet … is already used "
                   "on the host or by\n"
                   "another config`).",
            .bad = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Network=front.network
IP=10.89.8.5

[Install]
WantedBy=default.target

== services/web/front.network
[Network]
Subnet=10.89.7.0/24
)",
            .good = R"(== nagaya.toml
[site]
name = "home"

== hosts/mouse.toml
services = ["web"]

== services/web/web.container
[Container]
Image=docker.io/library/nginx:1.27
Network=front.network
IP=10.89.7.5

[Install]
WantedBy=default.target

== services/web/front.network
[Network]
Subnet=10.89.7.0/24
)",
            .severity = Severity::error,
        },
    .check = check,
};

}  // namespace nagaya::lint
