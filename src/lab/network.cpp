#include "lab/network.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/text.hpp"
#include "host/process.hpp"
#include "lab/files.hpp"

namespace nagaya::lab {
namespace {

std::string remembered(const Place& place) { return place.directory + "/network"; }

std::string device(const std::string& name) { return concat("/sys/class/net/", name); }

/// What the way out of this machine carries: a larger packet from a host would depend on path MTU discovery.
std::string outer_mtu() {
    const Result<std::string> routes = read_file("/proc/net/route");
    if (!routes) return "1500";
    for (const std::string_view line : split(*routes, '\n')) {
        const std::vector<std::string_view> words = split_words(line);
        if (words.size() < 8 || words[1] != "00000000" || words[7] != "00000000") continue;
        if (const Result<std::string> mtu = read_file(concat(device(std::string(words[0])), "/mtu")))
            return std::string(trim(*mtu));
    }
    return "1500";
}

Result<> run_ip(std::vector<std::string> prefix, std::string commands) {
    prefix.insert(prefix.end(), {"ip", "-batch", "-"});
    TRY(host::run_ok({.argv = std::move(prefix), .environment = {}, .input = std::move(commands)}));
    return {};
}

/// The same address has the same card: who knew a host of that address before (arp(7)) reaches the next one at once.
std::string card_of(const std::string& address) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string card = "02:6e";  // set by hand, for one (RFC 9542, 2.1)
    for (const std::string_view part : split(address, '.')) {
        const uint64_t byte = parse_number(part).value_or(0);
        card += concat(":", digits[byte / 16 % 16], digits[byte % 16]);
    }
    return card;
}

/// systemd-resolved's and dnsmasq's stubs listen where only this machine reaches them.
bool only_for_this_machine(std::string_view server) { return server.starts_with("127.") || server == "::1"; }

}  // namespace

Result<Network> find_network(const Place& place) {
    std::optional<Network> before;
    if (const Result<std::string> text = read_file(remembered(place))) before = parse_network(trim(*text));
    std::optional<Network> wanted;
    if (const char* wish = std::getenv("NAGAYA_LAB_NET"); wish != nullptr && *wish != '\0') {
        wanted = parse_network(wish);
        if (!wanted)
            return fail(ErrorKind::malformed,
                        concat("NAGAYA_LAB_NET `", visible(wish), "` is no network such as 10.77.0.0/24"));
    }
    const std::string bridge = place.bridge();
    if (exists(device(bridge)) && before) {
        if (wanted && *wanted != *before)
            return fail(ErrorKind::failed, concat("the lab's hosts are on ", before->text(),
                                                  "; stop them before NAGAYA_LAB_NET becomes ", wanted->text()));
        return *before;
    }
    const std::string routes = TRY(read_file("/proc/net/route"));
    return choose_network(wanted, before, parse_routes(routes, bridge));
}

Result<> ensure_bridge(const Place& place, const Network& network) {
    const std::string bridge = place.bridge();
    if (exists(device(bridge))) return {};
    TRY(write_file(remembered(place), network.text() + "\n"));
    TRY(write_kernel_file("/proc/sys/net/ipv4/ip_forward", "1"));
    const std::string table = place.table();
    TRY(host::run_ok(
        {.argv = {"nft", "-f", "-"},
         .environment = {},
         .input = concat("table ip ", table, "\ndelete table ip ", table, "\ntable ip ", table,
                         " {\n chain postrouting {\n  type nat hook postrouting priority srcnat;\n  ip saddr ",
                         network.text(), " ip daddr != ", network.text(), " masquerade\n }\n}\n")}));
    // The bridge comes last and at once: where it is, everything is.
    const std::string half_made = concat(bridge.substr(0, 13), "-n");
    if (exists(device(half_made))) TRY(run_ip({}, concat("link del ", half_made, "\n")));
    return run_ip({}, concat("link add ", half_made, " type bridge\nlink set ", half_made, " mtu ", outer_mtu(),
                             "\naddr add ", network.host(machine_octet), "/24 dev ", half_made, "\nlink set ",
                             half_made, " name ", bridge, "\nlink set ", bridge, " up\n"));
}

Result<> plug(const Place& place, const Network& network, unsigned octet, pid_t pid) {
    const std::string cable = place.cable(octet);
    unplug(place, octet);
    TRY(run_ip({}, concat("link add ", cable, " mtu ", outer_mtu(), " type veth peer name eth0 address ",
                          card_of(network.host(octet)), " mtu ", outer_mtu(), " netns ", pid, "\nlink set ", cable,
                          " master ", place.bridge(), " up\n")));
    return run_ip({"nsenter", concat("--net=/proc/", pid, "/ns/net")},
                  concat("link set lo up\naddr add ", network.host(octet),
                         "/24 dev eth0\nlink set eth0 up\nroute add default via ", network.host(machine_octet), "\n"));
}

void unplug(const Place& place, unsigned octet) {
    const std::string cable = place.cable(octet);
    if (exists(device(cable))) static_cast<void>(run_ip({}, concat("link del ", cable, "\n")));
}

void remove_unused_bridge(const Place& place) {
    const std::string bridge = place.bridge();
    if (!exists(device(bridge)) || !names_in(device(bridge) + "/brif").empty()) return;
    static_cast<void>(run_ip({}, concat("link del ", bridge, "\n")));
    static_cast<void>(host::run({.argv = {"nft", "delete", "table", "ip", place.table()}}));
}

std::string upstream_resolv_conf() {
    std::string text;
    for (const char* path :
         {"/etc/resolv.conf", "/run/systemd/resolve/resolv.conf", "/run/NetworkManager/no-stub-resolv.conf"}) {
        const Result<std::string> file = read_file(path);
        if (!file) continue;
        text.clear();
        bool usable = false;
        for (const std::string_view line : split(*file, '\n')) {
            const std::vector<std::string_view> words = split_words(line);
            if (words.size() < 2) continue;
            if (words[0] == "nameserver" && only_for_this_machine(words[1])) continue;
            usable = usable || words[0] == "nameserver";
            if (words[0] == "nameserver" || words[0] == "search" || words[0] == "options") text += concat(line, "\n");
        }
        if (usable) return text;
    }
    return text;
}

}  // namespace nagaya::lab
