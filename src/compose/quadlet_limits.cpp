// What a container may use: limits, devices, privileges, namespaces, logs.
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "compose/quadlet_service.hpp"
#include "compose/scalars.hpp"
#include "compose/short_forms.hpp"

namespace nagaya::compose {

void ContainerWriter::simple() {
    if (const auto* user = find("user")) {
        const size_t colon = user->text.find(':');
        // Quadlet takes no group without a user; engines take root for the user that is not said.
        const auto name = user->text.substr(0, colon);
        const bool group_only = name.empty() && colon != std::string_view::npos;
        text_.add("User", group_only ? "0" : unit_value(name), user->at);
        if (colon != std::string_view::npos) text_.add("Group", unit_value(user->text.substr(colon + 1)), user->at);
    }
    if (const auto* directory = find("working_dir"))
        text_.add("WorkingDir", unit_value(directory->text), directory->at);
    flag("init", "RunInit");
    flag("read_only", "ReadOnly");
    if (const auto* read_only = find("read_only"); read_only != nullptr && read_only->is_true())
        text_.add("ReadOnlyTmpfs", "false", read_only->at);
    if (const auto* size = find("shm_size")) text_.add("ShmSize", size->text, size->at);
    if (const auto* signal = find("stop_signal")) text_.add("StopSignal", unit_value(signal->text), signal->at);
    if (const auto* grace = find("stop_grace_period")) {
        const int64_t seconds = (parse_duration(grace->text).value_or(0) + 999'999'999) / 1'000'000'000;
        text_.add("StopTimeout", concat(seconds), grace->at);
        if (seconds > 60) text_.add(Section::service, "TimeoutStopSec", concat(seconds + 30), grace->at);
    }
    for (const auto& [key, argument] : {std::pair{"tty", "-t"}, std::pair{"stdin_open", "-i"}})
        if (const auto* value = find(key)) text_.add("PodmanArgs", argument, value->at);
    if (const auto* platform = find("platform")) podman("platform", platform->text, platform->at);
    if (const auto* runtime = find("runtime"); runtime != nullptr && runtime->text != "nvidia")
        stack_.lose(runtime->at,
                    concat("the runtime `", visible(runtime->text), "` is left out: Podman's own is taken"));
}

void ContainerWriter::lists() {
    for (const auto& [key, unit_key] : {std::pair{"cap_add", "AddCapability"}, std::pair{"cap_drop", "DropCapability"}})
        if (const auto* list = find(key))
            for (const auto& item : list->items) text_.add(unit_key, unit_value(item.text), item.at);
    for (const auto& [key, unit_key] : {std::pair{"group_add", "GroupAdd"}})
        if (const auto* list = find(key))
            for (const auto& item : list->items) text_.add(unit_key, unit_value(item.text), item.at);
    for (const auto& [key, unit_key] :
         {std::pair{"dns", "DNS"}, std::pair{"dns_search", "DNSSearch"}, std::pair{"dns_opt", "DNSOption"}})
        if (const auto* list = find(key)) {
            if (joined_) {
                stack_.lose(list->at, concat("`", key, "` is left out: the container has no network of its own"));
                continue;
            }
            for (const auto& item : list->items) text_.add(unit_key, unit_value(item.text), item.at);
        }
    if (const auto* hosts = find("extra_hosts"))
        for (const auto& item : hosts->items) {
            const size_t sign = item.text.find('=');
            text_.add("AddHost", unit_value(concat(item.text.substr(0, sign), ":", item.text.substr(sign + 1))),
                      item.at);
        }
    if (const auto* sysctls = find("sysctls"))
        for (const auto& entry : sysctls->entries) {
            const bool namespaced = entry.key.starts_with("net.") || entry.key.starts_with("kernel.msg") ||
                                    entry.key.starts_with("kernel.sem") || entry.key.starts_with("kernel.shm") ||
                                    entry.key.starts_with("fs.mqueue.");
            if (namespaced)
                text_.add("Sysctl", unit_argument(concat(entry.key, "=", entry.value.text)), entry.value.at);
            else
                stack_.lose(entry.key_at,
                            concat("`", visible(entry.key), "` is the whole host's, and left out: Podman refuses it"),
                            "set it on the host, in a file below /etc/sysctl.d");
        }
    if (const auto* limits = find("ulimits"))
        for (const auto& entry : limits->entries) {
            std::string value = concat(entry.value.number);
            if (entry.value.is_mapping()) {
                auto one = [&](std::string_view key) {
                    return entry.value.find(key) != nullptr ? entry.value.find(key)->number : 0;
                };
                value = concat(one("soft"), ":", one("hard"));
            }
            text_.add("Ulimit", concat(unit_value(entry.key), "=", value), entry.value.at);
        }
    if (const auto* options = find("security_opt")) security(*options);
    if (const auto* privileged = find("privileged")) {
        text_.add("PodmanArgs", "--privileged", privileged->at);
        stack_.advise(privileged->at, "without root, a privileged container has the account's rights and no more");
    }
    if (const auto* links = find("links"))
        for (const auto& item : links->items)
            if (const size_t colon = item.text.find(':');
                colon != std::string_view::npos && item.text.substr(0, colon) != item.text.substr(colon + 1))
                stack_.lose(
                    item.at,
                    concat("the name `", visible(item.text.substr(colon + 1)), "` for a linked service is left out"),
                    "write it as an alias of that service's network");
}

namespace {

/// The file of "seccomp:./profile.json", absolute; "" for other options and the words that mean no file.
std::string seccomp_profile(const Project& project, std::string_view option) {
    constexpr std::string_view key = "seccomp";
    if (!option.starts_with(key) || option.size() < key.size() + 2) return {};
    const std::string_view value = option.substr(key.size() + 1);
    const bool separated = option[key.size()] == ':' || option[key.size()] == '=';
    if (!separated || value == "unconfined" || value == "builtin" || value.starts_with('{')) return {};
    return clean_path(join_path(project.directory, value));
}

}  // namespace

std::vector<std::string> unmounted_files(const Project& project) {
    std::vector<std::string> files;
    const Value* services = project.file.find("services");
    if (services == nullptr) return files;
    for (const auto& entry : services->entries)
        if (const auto* options = entry.value.find("security_opt"))
            for (const auto& item : options->items)
                if (std::string file = seccomp_profile(project, item.text); !file.empty())
                    files.push_back(std::move(file));
    return files;
}

void ContainerWriter::security(const Value& options) {
    for (const auto& item : options.items) {
        const size_t sign = item.text.find_first_of(":=");
        const std::string_view key = item.text.substr(0, sign);
        const std::string_view value = sign == std::string_view::npos ? std::string_view{} : item.text.substr(sign + 1);
        if (key == "no-new-privileges")
            text_.add_once("NoNewPrivileges", value == "false" ? "false" : "true", item.at);
        else if (const std::string profile = seccomp_profile(stack_.project, item.text); !profile.empty()) {
            if (const auto path = bind_source(profile, item.at, Bound::config))
                text_.add("SeccompProfile", *path, item.at);
        } else if (key == "seccomp")
            text_.add("SeccompProfile", unit_value(value), item.at);
        else if (key == "label" && value == "disable")
            text_.add_once("SecurityLabelDisable", "true", item.at);
        else if (key == "label" && (value.starts_with("type:") || value.starts_with("type=")))
            text_.add("SecurityLabelType", unit_value(value.substr(5)), item.at);
        else if (key == "label" && (value.starts_with("level:") || value.starts_with("level=")))
            text_.add("SecurityLabelLevel", unit_value(value.substr(6)), item.at);
        else if (key == "systempaths" && value == "unconfined")
            text_.add_once("Unmask", "ALL", item.at);
        else
            text_.add("PodmanArgs", unit_argument(concat("--security-opt=", key, value.empty() ? "" : "=", value)),
                      item.at);
    }
}

void ContainerWriter::limits() {
    struct Limit {
        std::string_view key;
        std::string_view argument;
    };
    static constexpr std::array<Limit, 10> keys{{{"cpus", "cpus"},
                                                 {"cpu_shares", "cpu-shares"},
                                                 {"cpu_period", "cpu-period"},
                                                 {"cpu_quota", "cpu-quota"},
                                                 {"cpuset", "cpuset-cpus"},
                                                 {"mem_limit", "memory"},
                                                 {"mem_reservation", "memory-reservation"},
                                                 {"memswap_limit", "memory-swap"},
                                                 {"oom_score_adj", "oom-score-adj"},
                                                 {"cgroup_parent", "cgroup-parent"}}};
    for (const auto& [key, argument] : keys)
        if (const auto* value = find(key)) podman(argument, print_scalar(*value), value->at);
    if (const auto* pids = find("pids_limit")) text_.add("PidsLimit", concat(pids->number), pids->at);
    if (const auto* kill = find("oom_kill_disable"); kill != nullptr && kill->is_true())
        stack_.lose(kill->at, "`oom_kill_disable` is left out: only cgroup v1 has it");
    if (const auto* storage = find("storage_opt"))
        stack_.lose(storage->at, "`storage_opt` is left out: it needs a file system that counts by project");
    if (const auto* blkio = find("blkio_config")) {
        if (const auto* weight = blkio->find("weight")) podman("blkio-weight", print_scalar(*weight), weight->at);
        for (const auto& [key, argument] :
             {std::pair{"device_read_bps", "device-read-bps"}, std::pair{"device_read_iops", "device-read-iops"},
              std::pair{"device_write_bps", "device-write-bps"}, std::pair{"device_write_iops", "device-write-iops"}})
            if (const auto* devices = blkio->find(key))
                for (const auto& item : devices->items)
                    podman(argument, concat(item.text_of("path"), ":", item.text_of("rate")), item.at);
        if (const auto* devices = blkio->find("weight_device"))
            for (const auto& item : devices->items)
                podman(
                    "blkio-weight-device",
                    concat(item.text_of("path"), ":", item.find("weight") != nullptr ? item.find("weight")->number : 0),
                    item.at);
    }
    const auto* deploy = find("deploy");
    if (deploy == nullptr) return;
    if (const auto* all = deploy->find("resources")) resources(*all);
    if (const auto* mode = deploy->find("mode"); mode != nullptr && mode->text != "replicated")
        stack_.advise(mode->at, concat("`mode: ", visible(mode->text), "` means one container on one host"));
    if (const auto* labels = deploy->find("labels"))
        stack_.lose(labels->at, "`deploy.labels` are left out: there is no service object to carry them");
}

void ContainerWriter::resources(const Value& resources) {
    if (const auto* most = resources.find("limits")) {
        if (const auto* cpus = most->find("cpus"); cpus != nullptr && find("cpus") == nullptr)
            podman("cpus", print_scalar(*cpus), cpus->at);
        if (const auto* memory = most->find("memory"); memory != nullptr && find("mem_limit") == nullptr)
            podman("memory", memory->text, memory->at);
        if (const auto* pids = most->find("pids"); pids != nullptr && find("pids_limit") == nullptr)
            text_.add("PidsLimit", concat(pids->number), pids->at);
    }
    const auto* least = resources.find("reservations");
    if (least == nullptr) return;
    if (const auto* cpus = least->find("cpus"))
        stack_.lose(cpus->at, "reserved processors are left out: one host shares them by need");
    if (const auto* memory = least->find("memory"); memory != nullptr && find("mem_reservation") == nullptr)
        podman("memory-reservation", memory->text, memory->at);
    if (const auto* requests = least->find("devices"))
        for (const auto& request : requests->items) gpu(request);
    if (const auto* generic = least->find("generic_resources"))
        stack_.lose(generic->at, "`generic_resources` are left out: they are Swarm's");
}

void ContainerWriter::devices() {
    if (const auto* devices = find("devices"))
        for (const auto& item : devices->items) {
            const auto source = item.text_of("source");
            const auto target = item.text_of("target");
            const auto permissions = item.text_of("permissions");
            if (source.empty()) {
                stack_.lose(item.at, "a device without a path is left out");
                continue;
            }
            std::string line = unit_value(source);
            const bool named = !source.starts_with('/');  // a CDI device: "nvidia.com/gpu=all"
            if (!named && (target != source || (permissions != "rwm" && !permissions.empty())) && !target.empty())
                line += concat(":", unit_value(target));
            if (!named && permissions != "rwm" && !permissions.empty()) line += concat(":", unit_value(permissions));
            if (named && ((target != source && !target.empty()) || (permissions != "rwm" && !permissions.empty())))
                stack_.lose(item.at, concat("the target and the permissions of `", visible(source),
                                            "` are left out: its description on the host says both"));
            text_.add("AddDevice", line, item.at);
        }
    if (const auto* requests = find("gpus"))
        for (const auto& request : requests->items) gpu(request);
    // Docker's runtime shows all cards, unless something says which.
    if (const auto* runtime = find("runtime"); runtime != nullptr && runtime->text == "nvidia" && !has_gpu_) {
        text_.add_once("AddDevice", "nvidia.com/gpu=all", runtime->at);
        text_.add_once("SecurityLabelDisable", "true", runtime->at);
    }
}

void ContainerWriter::gpu(const Value& request) {
    const auto* capabilities = request.find("capabilities");
    const auto driver = request.text_of("driver");
    const bool nvidia =
        driver == "nvidia" || driver == "cdi" ||
        (driver.empty() && (capabilities == nullptr || std::ranges::any_of(capabilities->items, [](const Value& item) {
                                return item.text == "gpu" || item.text == "nvidia" || item.text == "compute";
                            })));
    if (!nvidia) return stack_.lose(request.at, "a device request that is not for a graphics card is left out");
    if (const auto* names = request.find("device_ids")) {
        for (const auto& name : names->items)
            text_.add_once("AddDevice",
                           unit_value(driver == "cdi" ? std::string(name.text) : concat("nvidia.com/gpu=", name.text)),
                           name.at);
    } else {
        const auto* count = request.find("count");
        if (count == nullptr || count->number < 0)
            text_.add_once("AddDevice", "nvidia.com/gpu=all", request.at);
        else
            for (int64_t i = 0; i < std::min<int64_t>(count->number, 64); ++i)
                text_.add_once("AddDevice", concat("nvidia.com/gpu=", i), request.at);
    }
    if (const auto* options = request.find("options"))
        stack_.lose(options->at, "`options` of a device request are left out: they are for Docker's driver");
    text_.add_once("SecurityLabelDisable", "true", request.at);
    has_gpu_ = true;
    stack_.advise(request.at, "the host must describe its graphics cards for Podman", "`nvidia-ctk cdi generate`");
}

void ContainerWriter::logging() {
    const auto* logging = find("logging");
    if (logging == nullptr) return;
    const auto driver = logging->text_of("driver");
    const auto* options = logging->find("options");
    if (driver == "none") {
        text_.add("LogDriver", "none", logging->at);
    } else if (driver.empty() || driver == "json-file" || driver == "journald") {
        const bool sized = options != nullptr && options->find("max-size") != nullptr && driver != "journald";
        if (sized) text_.add("LogDriver", "k8s-file", logging->at);
        if (options != nullptr)
            for (const auto& entry : options->entries) {
                if (sized && entry.key == "max-size")
                    text_.add("LogOpt", unit_value(concat("max-size=", entry.value.text)), entry.value.at);
                else if (entry.key == "tag")
                    text_.add("LogOpt", unit_value(concat("tag=", entry.value.text)), entry.value.at);
                else
                    stack_.lose(entry.key_at,
                                concat("the log option `", visible(entry.key), "` is left out: Podman has none such"));
            }
    } else {
        stack_.lose(logging->at,
                    concat("the log driver `", visible(driver), "` is left out: the journal takes the output"));
    }
}

void ContainerWriter::namespaces() {
    for (const auto& [key, argument] :
         {std::pair{"pid", "pid"}, std::pair{"ipc", "ipc"}, std::pair{"uts", "uts"}, std::pair{"cgroup", "cgroupns"}}) {
        const auto* mode = find(key);
        if (mode == nullptr) continue;
        std::string value(mode->text);
        if (value.starts_with("service:")) {
            const auto other = value.substr(8);
            const auto* service = stack_.service(other);
            const auto own = service != nullptr ? service->text_of("container_name") : std::string_view{};
            value =
                concat("container:", own.empty() ? concat(stack_.project.name, "-", other, "-1") : std::string(own));
        }
        podman(argument, value, mode->at);
    }
    if (const auto* users = find("userns_mode")) text_.add("UserNS", unit_value(users->text), users->at);
}

}  // namespace nagaya::compose
