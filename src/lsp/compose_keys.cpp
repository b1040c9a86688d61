#include "lsp/compose_keys.hpp"

#include <algorithm>
#include <array>

namespace nagaya::lsp {
namespace {

constexpr auto table = std::to_array<ComposeKey>({
    {"file", "name", "the project's name"},
    {"file", "services", "the containers, by name"},
    {"file", "networks", "networks that the services share, by name"},
    {"file", "volumes", "volumes that the services mount, by name"},
    {"file", "secrets", "secret files, by name"},
    {"file", "configs", "configuration files, by name"},
    {"file", "include", "further Compose files"},
    {"file", "version", "of no meaning any more"},
    {"service", "image", "the image it runs; fully qualified, or `localhost/NAME` of the site"},
    {"service", "build", "how its image is built: a directory, or more about it"},
    {"service", "command", "the arguments, instead of the image's"},
    {"service", "entrypoint", "the program, instead of the image's"},
    {"service", "environment", "variables: NAME: value, or NAME=value in a list"},
    {"service", "env_file", "files of variables"},
    {"service", "ports", "published ports: [address:]host:container[/protocol]"},
    {"service", "expose", "ports for other containers only"},
    {"service", "volumes", "mounts: name-or-path:target[:options]"},
    {"service", "tmpfs", "mounts in memory"},
    {"service", "networks", "the networks it is in"},
    {"service", "network_mode", "a network that is none of the file's", "bridge host none"},
    {"service", "depends_on", "the services that start before it"},
    {"service", "healthcheck", "how to tell that it works"},
    {"service", "restart", "when it is started again", "no always on-failure unless-stopped"},
    {"service", "secrets", "secrets that are mounted below /run/secrets"},
    {"service", "configs", "configuration files that are mounted"},
    {"service", "user", "as whom the program works: user[:group]"},
    {"service", "userns_mode", "the user namespace", "keep-id auto nomap host"},
    {"service", "group_add", "further groups"},
    {"service", "working_dir", "where the program starts"},
    {"service", "container_name", "the container's name, instead of one that is made up"},
    {"service", "hostname", "its name inside"},
    {"service", "extra_hosts", "further names and addresses: name=address"},
    {"service", "dns", "name servers"},
    {"service", "cap_add", "capabilities it gets"},
    {"service", "cap_drop", "capabilities it loses"},
    {"service", "privileged", "no isolation at all"},
    {"service", "security_opt", "options such as no-new-privileges:true"},
    {"service", "devices", "devices of the host: path[:inside[:rwm]]"},
    {"service", "read_only", "its root directory cannot be written"},
    {"service", "init", "a small init program reaps processes"},
    {"service", "labels", "labels of the container"},
    {"service", "logging", "where its output goes"},
    {"service", "profiles", "it runs only with one of these profiles"},
    {"service", "extends", "takes the settings of another service"},
    {"service", "deploy", "limits and, in a cluster, copies"},
    {"service", "mem_limit", "most memory; more ends it"},
    {"service", "cpus", "most processors"},
    {"service", "pids_limit", "most processes"},
    {"service", "shm_size", "size of /dev/shm"},
    {"service", "stop_grace_period", "time to end before it is killed"},
    {"service", "stop_signal", "what asks it to end"},
    {"service", "sysctls", "kernel settings of its namespaces"},
    {"service", "ulimits", "limits of its processes"},
    {"service", "pull_policy", "when the image is pulled", "always missing never build daily weekly"},
    {"build", "context", "the directory that is sent to the build"},
    {"build", "dockerfile", "the Containerfile in it"},
    {"build", "args", "values of ARG"},
    {"build", "target", "the stage that is built"},
    {"depends_on", "condition", "what of it is waited for"},
    {"depends_on", "required", "false: it may be missing"},
    {"healthcheck", "test", "the command: a text, or CMD or CMD-SHELL and words"},
    {"healthcheck", "interval", "time between two checks"},
    {"healthcheck", "timeout", "most time that one may take"},
    {"healthcheck", "retries", "how many must fail in a row"},
    {"healthcheck", "start_period", "time after the start in which failures do not count"},
    {"ports", "target", "the port inside"},
    {"ports", "published", "the port on the host"},
    {"ports", "host_ip", "the host's address that it is published on"},
    {"ports", "protocol", "tcp or udp", "tcp udp"},
    {"volumes", "source", "the volume, or the path on the host"},
    {"volumes", "target", "the path inside"},
    {"logging", "driver", "of the log", "journald k8s-file none"},
    {"network", "internal", "without a way out"},
    {"network", "external", "made by somebody else"},
    {"volume", "external", "made by somebody else"},
    {"secret", "file", "its file"},
    {"secret", "environment", "the variable that holds it"},
    {"secret", "external", "made by somebody else"},
    {"config", "file", "its file"},
    {"config", "content", "its text"},
});

const ComposeKey* find(std::string_view record, std::string_view key) {
    const auto* found =
        std::ranges::find_if(table, [&](const ComposeKey& one) { return one.record == record && one.key == key; });
    return found == table.end() ? nullptr : found;
}

}  // namespace

std::span<const ComposeKey> compose_keys() { return table; }

std::string_view compose_meaning(std::string_view record, std::string_view key) {
    const ComposeKey* found = find(record, key);
    return found == nullptr ? std::string_view() : found->meaning;
}

std::string_view compose_examples(std::string_view record, std::string_view key) {
    const ComposeKey* found = find(record, key);
    return found == nullptr ? std::string_view() : found->examples;
}

}  // namespace nagaya::lsp
