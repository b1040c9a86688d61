#include <array>

#include "base/text.hpp"
#include "quadlet/conversion.hpp"

namespace nagaya::quadlet {
namespace {

constexpr auto string_options = std::to_array<KeyOption>({{"IP", "--ip"}, {"IP6", "--ip6"}, {"ShmSize", "--shm-size"}});
constexpr auto list_options = std::to_array<KeyOption>({{"NetworkAlias", "--network-alias"},
                                                        {"DNS", "--dns"},
                                                        {"DNSOption", "--dns-option"},
                                                        {"DNSSearch", "--dns-search"},
                                                        {"AddHost", "--add-host"},
                                                        {"HostName", "--hostname"}});

struct PodConversion {
    Conversion& c;
    std::string name;

    void control(std::string_view key, std::string_view deed, std::initializer_list<std::string_view> options) {
        Command command = c.podman();
        command.word("pod");
        command.word(deed);
        if (!c.since(5, 6)) command.word("--pod-id-file=%t/%N.pod-id");
        for (const auto option : options) command.word(option);
        if (c.since(5, 6)) command.word(name);
        c.add_command(key, command);
    }

    Fault create() {
        Command command = c.podman();
        for (const std::string_view word : {"pod", "create", "--infra-conmon-pidfile=%t/%N.pid"}) command.word(word);
        if (c.since(5, 6)) {
            command.word("--replace");
            command.option("--exit-policy", c.own.last("ExitPolicy").value_or("stop"));
        } else {
            for (const std::string_view word : {"--pod-id-file=%t/%N.pod-id", "--exit-policy=stop", "--replace"})
                command.word(word);
        }
        if (auto fault = c.user_mappings(command, true)) return fault;
        for (const auto port : c.own.list("PublishPort")) command.option("--publish", port);
        c.pairs(command, "Label", "--label");
        if (auto fault = c.networks(command)) return fault;
        c.strings(command, string_options);
        c.lists(command, list_options);
        if (auto fault = c.volumes(command)) return fault;
        command.option("--infra-name", concat(name, "-infra"));
        command.option("--name", name);
        c.podman_arguments(command);
        c.add_command("ExecStartPre", command);
        return std::nullopt;
    }
};

}  // namespace

Fault convert_pod(Conversion& c) {
    if (auto fault = c.begin()) return fault;
    const auto said = c.own.filled("PodName");
    PodConversion pod{.c = c, .name = {}};
    const auto stem = c.unit.name.substr(0, c.unit.name.size() - c.unit.row->extension.size());
    pod.name = said.empty() ? concat("systemd-", stem.empty() ? c.unit.name : stem) : std::string(said);
    for (const auto member : c.unit.members) {
        c.service.add("Unit", "Wants", member);
        c.service.add("Unit", "Before", member);
    }
    if (!c.service_values.has("SyslogIdentifier")) c.service.set("Service", "SyslogIdentifier", "%N");
    pod.control("ExecStart", "start", {});
    const auto timeout = concat("--time=", c.own.last("StopTimeout").value_or("10"));
    pod.control("ExecStop", "stop", {"--ignore", timeout});
    pod.control("ExecStopPost", "rm", {"--ignore", "--force"});
    if (auto fault = pod.create()) return fault;
    if (c.since(5, 6))
        c.service.add("Service", "Environment", "PODMAN_SYSTEMD_UNIT=%n");
    else
        c.service.set("Service", "Environment", "PODMAN_SYSTEMD_UNIT=%n");
    c.service.set("Service", "Type", "forking");
    if (!c.since(6, 0) || !c.service_values.has("Restart")) c.service.set("Service", "Restart", "on-failure");
    c.service.set("Service", "PIDFile", "%t/%N.pid");
    return std::nullopt;
}

}  // namespace nagaya::quadlet
