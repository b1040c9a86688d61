// How a container is reached and what it reaches.
#include <algorithm>
#include <set>
#include <tuple>

#include "base/ip_address.hpp"
#include "base/text.hpp"
#include "compose/quadlet_service.hpp"
#include "compose/scalars.hpp"
#include "compose/short_forms.hpp"

namespace nagaya::compose {

namespace {

int64_t priority(const Value& options) {
    const auto* value = options.find("priority");
    return value != nullptr ? value->number : 0;
}

}  // namespace

void ContainerWriter::networks() {
    if (const auto* mode = find("network_mode")) return network_mode(*mode);
    const auto* networks = find("networks");
    if (networks == nullptr || stack_.alone) return;
    std::vector<const Entry*> order;
    for (const auto& entry : networks->entries) order.push_back(&entry);
    std::ranges::stable_sort(
        order, [](const Entry* one, const Entry* other) { return priority(one->value) > priority(other->value); });
    for (const auto* entry : order) network(entry->key, entry->value, entry == order.front());
}

void ContainerWriter::network(std::string_view name, const Value& options, bool first) {
    const auto* resource = stack_.resource("networks", name);
    const bool outside = resource != nullptr && is_external(*resource);
    std::string line = outside ? unit_value(resource->text_of("name")) : concat(stack_.resource_name(name), ".network");
    const Span at = options.at;
    if (outside) stack_.advise(at, concat("the network `", visible(line), "` must be there: nothing makes it"));
    std::string more = concat(":alias=", name_);
    if (const auto* aliases = options.find("aliases"))
        for (const auto& alias : aliases->items)
            if (alias.text != name_) more += concat(",alias=", unit_value(alias.text));
    for (const auto& [key, option] : {std::pair{"ipv4_address", "ip"}, std::pair{"ipv6_address", "ip6"},
                                      std::pair{"mac_address", "mac"}, std::pair{"interface_name", "interface_name"}})
        if (const auto text = options.text_of(key); !text.empty()) more += concat(",", option, "=", unit_value(text));
    if (const auto* mac = find("mac_address"); mac != nullptr && first) {
        const auto own = options.text_of("mac_address");
        if (own.empty())
            more += concat(",mac=", unit_value(mac->text));
        else if (own != mac->text)
            stack_.lose(mac->at, concat("`mac_address` is left out: the network `", visible(name), "` says another"));
    }
    for (const auto key : {"link_local_ips", "driver_opts", "gw_priority"})
        if (const auto* value = options.find(key))
            stack_.lose(value->at, concat("`", key, "` is left out: Podman has no such thing for a container"));
    text_.add("Network", line + more, at);
}

void ContainerWriter::network_mode(const Value& mode) {
    if (const auto* mac = find("mac_address"))
        stack_.lose(mac->at, "`mac_address` is left out: the container is on no network of the project",
                    "name a network under `networks`");
    if (mode.text.starts_with("service:")) {
        const auto other = mode.text.substr(8);
        if (stack_.scale(other) == 0)
            return stack_.lose(mode.at, concat("service `", visible(other),
                                               "` has no container: its network cannot be used, and a private one is"));
        joined_ = true;
        text_.add("Network", concat(stack_.unit_name(other, 1), ".container"), mode.at);
    } else if (mode.text.starts_with("container:")) {
        joined_ = true;
        const auto other = mode.text.substr(10);
        const auto* services = stack_.project.file.find("services");
        const auto* found = services == nullptr ? nullptr : [&]() -> const Entry* {
            for (const auto& entry : services->entries)
                if (entry.value.text_of("container_name") == other) return &entry;
            return nullptr;
        }();
        if (found != nullptr) {
            text_.add("Network", concat(stack_.unit_name(found->key, 1), ".container"), mode.at);
        } else {
            text_.add("Network", unit_value(mode.text), mode.at);
            stack_.lose(mode.at, concat("the container `", visible(other),
                                        "` is none of this project: nothing starts it first"));
        }
    } else if (mode.text == "host" || mode.text == "none") {
        joined_ = mode.text == "host";
        text_.add("Network", mode.text, mode.at);
    } else if (mode.text != "bridge" && mode.text != "default") {
        text_.add("Network", unit_value(mode.text), mode.at);
        stack_.lose(mode.at, concat("the network `", visible(mode.text), "` must be there: nothing makes it"));
    } else {
        stack_.advise(mode.at, "Podman's own network takes the place of Docker's bridge");
    }
}

void ContainerWriter::ports() {
    const auto* ports = find("ports");
    if (ports == nullptr) return;
    if (joined_) {
        stack_.lose(ports->at, "ports are left out: the container has no network of its own",
                    find("network_mode")->text == "host" ? "it listens on the host's addresses itself"
                                                         : "publish them with the service whose network it uses");
        return;
    }
    std::set<std::string> written;  // the reference keeps `80` and `"80"`, which are one port to Podman
    for (const auto& port : ports->items) {
        const auto* target = port.find("target");
        if (target == nullptr) {
            stack_.lose(port.at, "a port without a `target` is left out");
            continue;
        }
        std::string_view published = port.text_of("published");
        const auto ip = port.text_of("host_ip");
        const auto protocol = port.text_of("protocol");
        if (published.contains('-')) {
            stack_.lose(port.at, concat("of the ports `", visible(published),
                                        "` the first is taken: Podman takes no free one of a range"));
            published = published.substr(0, published.find('-'));
        }
        std::string line;
        const auto own = stack_.options.ports.find(concat(published, "/", protocol));
        if (own != stack_.options.ports.end() && (ip.empty() || ip == "0.0.0.0" || ip == "::")) {
            if (own->second.empty()) continue;  // the container is given the socket
            line = concat(own->second, ":");
        } else {
            if (!ip.empty()) line += ip.contains(':') ? concat("[", ip, "]:") : concat(ip, ":");
            if (!published.empty() || !ip.empty()) line += concat(published, ":");
        }
        line += concat(target->number);
        if (!protocol.empty() && protocol != "tcp") line += concat("/", protocol);
        if (!written.insert(line).second) continue;
        text_.add("PublishPort", unit_value(line), port.at);
        if (port.find("app_protocol") != nullptr) stack_.lose(port.at, "`app_protocol` is left out");
        if (number_ > 1 && !published.empty())
            stack_.lose(port.at, concat("several containers of `", visible(name_), "` publish port ",
                                        visible(published), ": only one can start"));
    }
}

namespace {

/// "10.0.0.0/8": an address and how many of its first bits are the network's.
bool is_subnet(std::string_view text) {
    const size_t slash = text.find('/');
    if (slash == std::string_view::npos || !is_ip_address(text.substr(0, slash))) return false;
    const auto bits = parse_integer(text.substr(slash + 1));
    return bits && *bits >= 0 && *bits <= (text.contains(':') ? 128 : 32);
}

/// "10.0.1.0/24", or "10.0.1.1-10.0.1.9". podman-network-create(1)
bool is_range(std::string_view text) {
    const size_t dash = text.find('-');
    if (dash == std::string_view::npos) return is_subnet(text);
    return is_ip_address(text.substr(0, dash)) && is_ip_address(text.substr(dash + 1));
}

/// One pool of a network's addresses. The reference takes any text, and so leaves it to the engine to refuse the network.
void add_pool(const Stack& stack, UnitText& text, const Value& pool) {
    const auto* subnet = pool.find("subnet");
    const bool good = subnet != nullptr && is_subnet(subnet->text);
    if (good)
        text.add("Subnet", unit_value(subnet->text), subnet->at);
    else if (subnet != nullptr)
        stack.lose(subnet->at, concat("`", visible(subnet->text), "` is not a subnet: Podman chooses one"),
                   "write an address and how many bits of it are the network's, such as `10.89.7.0/24`");
    for (const auto& [key, unit_key, fits] :
         {std::tuple{"gateway", "Gateway", &is_ip_address}, std::tuple{"ip_range", "IPRange", &is_range}}) {
        const auto* one = pool.find(key);
        if (one == nullptr) continue;
        if (good && fits(one->text))
            text.add(unit_key, unit_value(one->text), one->at);
        else if (good)
            stack.lose(one->at, concat("`", visible(one->text), "` is left out: it is no `", key, "`"));
        else
            stack.lose(one->at, concat("`", key, "` is left out: it means nothing without a subnet"));
    }
    if (const auto* more = pool.find("aux_addresses"))
        stack.lose(more->at, "`aux_addresses` are left out: Podman keeps no addresses free");
}

}  // namespace

QuadletFile write_network(const Stack& stack, const Entry& network) {
    UnitText text("Network");
    const Value& value = network.value;
    const auto* name = value.find("name");
    text.add("NetworkName", unit_value(name != nullptr ? name->text : std::string_view{}),
             name != nullptr ? name->at : network.key_at);
    const auto* driver = value.find("driver");
    if (driver != nullptr && (driver->text == "overlay" || driver->text == "macvlan" || driver->text == "ipvlan"))
        stack.lose(driver->at,
                   concat("the driver `", driver->text, "` does not work without root: the network becomes a bridge"));
    else if (driver != nullptr && driver->text != "default")
        text.add("Driver", unit_value(driver->text), driver->at);
    if (const auto* internal = value.find("internal"))
        text.add("Internal", internal->is_true() ? "true" : "false", internal->at);
    if (const auto* six = value.find("enable_ipv6")) text.add("IPv6", six->is_true() ? "true" : "false", six->at);
    if (const auto* four = value.find("enable_ipv4"); four != nullptr && !four->is_true())
        stack.lose(four->at, "`enable_ipv4: false` is left out: Podman's networks have IPv4 addresses");
    if (const auto* attachable = value.find("attachable"))
        stack.advise(attachable->at, "`attachable` says nothing here: every network is");
    if (const auto* ipam = value.find("ipam")) {
        if (const auto* own = ipam->find("driver"); own != nullptr && own->text != "default")
            text.add("IPAMDriver", unit_value(own->text), own->at);
        if (const auto* pools = ipam->find("config"))
            for (const auto& pool : pools->items) add_pool(stack, text, pool);
    }
    if (const auto* options = value.find("driver_opts"))
        for (const auto& entry : options->entries) {
            if (entry.key == "com.docker.network.driver.mtu" || entry.key == "mtu")
                text.add("Options", concat("mtu=", unit_value(entry.value.text)), entry.key_at);
            else if (entry.key == "com.docker.network.bridge.name")
                text.add("PodmanArgs", unit_argument(concat("--interface-name=", entry.value.text)), entry.key_at);
            else
                stack.lose(entry.key_at, concat("the network option `", visible(entry.key),
                                                "` is left out: Podman does not know it"));
        }
    if (const auto* labels = value.find("labels"))
        for (const auto& entry : labels->entries)
            text.add("Label", unit_word(concat(entry.key, "=", entry.value.text)), entry.value.at);
    return text.finish(concat(stack.resource_name(network.key), ".network"),
                       concat("Network ", network.key, " of the Compose project ", stack.project.name, "."),
                       network.key_at);
}

QuadletFile write_volume(const Stack& stack, const Entry& volume) {
    UnitText text("Volume");
    const Value& value = volume.value;
    const auto* name = value.find("name");
    text.add("VolumeName", unit_value(name != nullptr ? name->text : std::string_view{}),
             name != nullptr ? name->at : volume.key_at);
    const auto* driver = value.find("driver");
    if (driver != nullptr && driver->text != "local") text.add("Driver", unit_value(driver->text), driver->at);
    if (const auto* options = value.find("driver_opts")) {
        const auto device = options->text_of("device");
        for (const auto& entry : options->entries) {
            const bool known = entry.key == "device" || entry.key == "type" || entry.key == "o";
            const std::string_view key = entry.key == "device" ? "Device" : entry.key == "type" ? "Type" : "Options";
            if (known && !device.empty() && !entry.value.text.empty())
                text.add(key, unit_value(entry.value.text), entry.key_at);
            else if (!entry.value.text.empty())
                text.add("PodmanArgs", unit_argument(concat("--opt=", entry.key, "=", entry.value.text)), entry.key_at);
        }
        stack.lose(options->at,
                   concat("mounting the volume `", visible(volume.key), "` needs root, which the account has not"),
                   "mount it on the host and bind the directory");
    }
    if (const auto* labels = value.find("labels"))
        for (const auto& entry : labels->entries)
            text.add("Label", unit_word(concat(entry.key, "=", entry.value.text)), entry.value.at);
    return text.finish(concat(stack.resource_name(volume.key), ".volume"),
                       concat("Volume ", volume.key, " of the Compose project ", stack.project.name, "."),
                       volume.key_at);
}

}  // namespace nagaya::compose
