#include "host/container.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/json.hpp"
#include "base/text.hpp"
#include "host/podman.hpp"

namespace nagaya::host {
namespace {

/// "Up 3 minutes (healthy)" → "healthy".
std::string health_in(std::string_view status) {
    const size_t open = status.rfind('(');
    if (open == std::string_view::npos || !status.ends_with(')')) return {};
    const std::string_view word = status.substr(open + 1, status.size() - open - 2);
    for (const std::string_view known : {"healthy", "unhealthy", "starting"})
        if (word == known) return std::string(word);
    return {};
}

/// A range is at most what a port number can count.
void add_ports(std::vector<uint16_t>& ports, const Json& port) {
    const int64_t first = port["host_port"].number();
    const int64_t count = std::clamp<int64_t>(port["range"].number(1), 1, 65536);
    for (int64_t number = first; number > 0 && number < first + count && number < 65536; ++number)
        ports.push_back(static_cast<uint16_t>(number));
}

}  // namespace

Result<std::vector<Container>> parse_containers(std::string_view json) {
    const Json root = TRY(parse_json(json));
    std::vector<Container> out;
    for (const Json& entry : root.array()) {
        Container container;
        container.id = entry["Id"].text();
        if (!entry["Names"].array().empty()) container.name = entry["Names"].array().front().text();
        container.unit = entry["Labels"]["PODMAN_SYSTEMD_UNIT"].text();
        container.image = entry["Image"].text();
        container.image_id = entry["ImageID"].text();
        container.state = entry["State"].text();
        container.health = health_in(entry["Status"].text());
        for (const Json& port : entry["Ports"].array()) add_ports(container.ports, port);
        out.push_back(std::move(container));
    }
    return out;
}

Result<std::vector<Container>> containers_of(const PasswdEntry& account) {
    Command command = as_account(account, {"podman", "ps", "--all", "--format", "json"});
    command.timeout = std::chrono::seconds(30);
    const Completed said = TRY(within(concat("asking the podman of ", account.name), run_ok(command)));
    return within("reading the output of podman ps", parse_containers(said.output));
}

Result<int> run_in_container(const PasswdEntry& account, const std::string& container,
                             const std::vector<std::string>& command) {
    std::vector<std::string> argv{"podman", "exec", "--interactive"};
    if (isatty(0) != 0 && isatty(1) != 0) argv.push_back("--tty");
    argv.push_back(container);
    argv.insert(argv.end(), command.begin(), command.end());
    Command program = as_account(account, std::move(argv));
    if (const char* terminal = getenv("TERM")) program.environment.push_back(concat("TERM=", terminal));
    return run_attached(program);
}

}  // namespace nagaya::host
