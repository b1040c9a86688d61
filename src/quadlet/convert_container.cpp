#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "quadlet/conversion.hpp"

namespace nagaya::quadlet {
namespace {

constexpr auto string_options = std::to_array<KeyOption>({{"Timezone", "--tz"},
                                                          {"PidsLimit", "--pids-limit"},
                                                          {"ShmSize", "--shm-size"},
                                                          {"Entrypoint", "--entrypoint"},
                                                          {"WorkingDir", "--workdir"},
                                                          {"IP", "--ip"},
                                                          {"IP6", "--ip6"},
                                                          {"HostName", "--hostname"},
                                                          {"StopSignal", "--stop-signal"},
                                                          {"StopTimeout", "--stop-timeout"},
                                                          {"Pull", "--pull"},
                                                          {"Memory", "--memory"},
                                                          {"Retry", "--retry"},
                                                          {"RetryDelay", "--retry-delay"}});
constexpr auto list_options = std::to_array<KeyOption>({{"NetworkAlias", "--network-alias"},
                                                        {"Ulimit", "--ulimit"},
                                                        {"DNS", "--dns"},
                                                        {"DNSOption", "--dns-option"},
                                                        {"DNSSearch", "--dns-search"},
                                                        {"GroupAdd", "--group-add"},
                                                        {"AddHost", "--add-host"},
                                                        {"Tmpfs", "--tmpfs"}});
constexpr auto flag_options = std::to_array<KeyOption>({{"RunInit", "--init"},
                                                        {"EnvironmentHost", "--env-host"},
                                                        {"ReadOnlyTmpfs", "--read-only-tmpfs"},
                                                        {"HttpProxy", "--http-proxy"}});
constexpr auto health_options = std::to_array<KeyOption>({{"HealthCmd", "--health-cmd"},
                                                          {"HealthInterval", "--health-interval"},
                                                          {"HealthOnFailure", "--health-on-failure"},
                                                          {"HealthLogDestination", "--health-log-destination"},
                                                          {"HealthMaxLogCount", "--health-max-log-count"},
                                                          {"HealthMaxLogSize", "--health-max-log-size"},
                                                          {"HealthRetries", "--health-retries"},
                                                          {"HealthStartPeriod", "--health-start-period"},
                                                          {"HealthTimeout", "--health-timeout"},
                                                          {"HealthStartupCmd", "--health-startup-cmd"},
                                                          {"HealthStartupInterval", "--health-startup-interval"},
                                                          {"HealthStartupRetries", "--health-startup-retries"},
                                                          {"HealthStartupSuccess", "--health-startup-success"},
                                                          {"HealthStartupTimeout", "--health-startup-timeout"}});

/// One container; the methods follow the order of the command line.
struct ContainerConversion {
    Conversion& c;
    std::string name;
    std::string_view image;
    std::string_view type;

    Fault sources() {
        image = c.own.filled("Image");
        const auto rootfs = c.own.filled("Rootfs");
        if (image.empty() && rootfs.empty()) return "no Image or Rootfs key specified";
        if (!image.empty() && !rootfs.empty())
            return "the Image And Rootfs keys conflict can not be specified together";
        return image.empty() ? std::nullopt : c.image(image);
    }

    void stop_commands() {
        for (const std::string_view key : {"ExecStop", "ExecStopPost"}) {
            Command command = c.podman(key == "ExecStopPost" ? "-" : "");
            for (const std::string_view word : {"rm", "-v", "-f", "-i"}) command.word(word);
            command.word(c.since(5, 6) ? std::string_view(name) : "--cidfile=%t/%N.cid");
            c.add_command(key, command);
        }
    }

    Fault reload() {
        size_t bad = 0;
        const auto words = c.own.last_arguments("ReloadCmd", &bad);
        const auto signal = c.own.filled("ReloadSignal");
        if (c.since(5, 6)) c.warn_bad_escapes(bad);
        if (words.empty() && signal.empty()) return std::nullopt;
        if (!words.empty() && !signal.empty())
            return "ReloadCmd and ReloadSignal are mutually exclusive but both are set";
        Command command = c.podman();
        if (words.empty()) {
            command.word("kill");
            command.option("--signal", signal);
            command.word(name);
        } else {
            command.word("exec");
            command.word(name);
            command.words(words);
        }
        c.add_command("ExecReload", command);
        return std::nullopt;
    }

    void head(Command& command) const {
        command.word("run");
        command.option("--name", name);
        if (!c.since(5, 6)) command.word("--cidfile=%t/%N.cid");
        command.word("--replace");
        command.word("--rm");
        c.log_driver(command);
        c.service.add("Service", "Delegate", "yes");
        const auto mode = c.own.filled("CgroupsMode");
        if (mode.empty())
            command.word("--cgroups=split");
        else
            command.option("--cgroups", mode);
        std::span<const KeyOption> rest = string_options;
        const auto entrypoint = c.own.last("Entrypoint");
        if (c.since(5, 8, 2) && entrypoint) command.word(concat("--entrypoint=", *entrypoint));
        for (const KeyOption& option : rest)
            if (option.key != "Entrypoint" || !c.since(5, 8, 2)) c.strings(command, {&option, 1});
        c.lists(command, list_options);
        c.flags(command, flag_options);
    }

    void notify(Command& command) const {
        if (type != "oneshot") {
            c.service.set("Service", "Type", "notify");
            c.service.set("Service", "NotifyAccess", "all");
            if (lower_case(c.own.filled("Notify")) == "healthy" && c.since(5, 0))
                command.word("--sdnotify=healthy");
            else
                command.word(c.own.boolean("Notify").value_or(false) ? "--sdnotify=container" : "--sdnotify=conmon");
            command.word("-d");
        }
        if (!c.service_values.has("SyslogIdentifier")) c.service.set("Service", "SyslogIdentifier", "%N");
    }

    void security(Command& command) const {
        if (c.own.boolean("NoNewPrivileges").value_or(false)) command.word("--security-opt=no-new-privileges");
        const auto label = [&](std::string_view text) {
            command.option("--security-opt", concat("label", c.since(5, 3) ? "=" : ":", text));
        };
        if (c.own.boolean("SecurityLabelDisable").value_or(false)) label("disable");
        if (c.own.boolean("SecurityLabelNested").value_or(false)) label("nested");
        constexpr auto labels = std::to_array<KeyOption>(
            {{"SecurityLabelType", "type:"}, {"SecurityLabelFileType", "filetype:"}, {"SecurityLabelLevel", "level:"}});
        for (const auto& [key, what] : labels)
            if (const auto value = c.own.filled(key); !value.empty()) label(concat(what, value));
        if (const auto profile = c.own.filled("AppArmor"); !profile.empty())
            command.option("--security-opt", concat("apparmor=", profile));
        for (auto device : c.own.words("AddDevice")) {
            if (device.starts_with('-')) {
                device.remove_prefix(1);
                if (!c.run.files.exists(std::string(device.substr(0, device.find(':'))))) continue;
            }
            command.option("--device", device);
        }
        if (const auto profile = c.own.last("SeccompProfile"))
            command.option("--security-opt", concat("seccomp=", *profile));
        for (const auto capability : c.own.words("DropCapability"))
            command.option("--cap-drop", lower_case(capability));
        for (const auto capability : c.own.words("AddCapability")) command.option("--cap-add", lower_case(capability));
        for (const auto setting : c.own.words("Sysctl")) command.option("--sysctl", setting);
        const auto read_only = c.own.boolean("ReadOnly");
        if (read_only) command.flag("--read-only", *read_only);
        if (c.own.boolean("VolatileTmp").value_or(false) && !read_only.value_or(false))
            command.option("--tmpfs", "/tmp:rw,size=512M,mode=1777");
    }

    Fault user(Command& command) const {
        const auto user = c.own.filled("User");
        const auto group = c.own.filled("Group");
        if (user.empty()) {
            if (!group.empty()) return "invalid Group set without User";
            return std::nullopt;
        }
        command.option("--user", group.empty() ? std::string(user) : concat(user, ":", group));
        return std::nullopt;
    }

    Fault ports(Command& command) const {
        for (const auto value : c.own.list("ExposeHostPort")) {
            const auto port = trim_both(value);
            auto digits = port;
            if (digits.ends_with("/udp") || digits.ends_with("/tcp")) digits.remove_suffix(4);
            if (digits.empty() || digits.back() < '0' || digits.back() > '9')
                return concat("invalid port format '", port, "'");
            command.option("--expose", port);
        }
        for (const auto port : c.own.list("PublishPort")) command.option("--publish", port);
        return std::nullopt;
    }

    Fault body(Command& command) {
        if (auto fault = user(command)) return fault;
        if (auto fault = c.user_mappings(command, true)) return fault;
        if (auto fault = c.volumes(command)) return fault;
        if (const auto update = c.own.filled("AutoUpdate"); !update.empty())
            command.option("--label", concat("io.containers.autoupdate=", update));
        if (auto fault = ports(command)) return fault;
        c.pairs(command, "Environment", "--env");
        c.pairs(command, "Label", "--label");
        c.pairs(command, "Annotation", "--annotation");
        for (const auto path : c.own.arguments("Mask")) command.option("--security-opt", concat("mask=", path));
        for (const auto path : c.own.arguments("Unmask")) command.option("--security-opt", concat("unmask=", path));
        for (const auto path : c.own.arguments("EnvironmentFile")) command.option("--env-file", c.absolute(path));
        for (const auto secret : c.own.arguments("Secret")) command.option("--secret", secret);
        for (const auto value : c.own.arguments("Mount")) {
            std::string mount;
            if (auto fault = c.mount(value, mount)) return fault;
            command.option("--mount", mount);
        }
        c.strings(command, health_options);
        return pod(command);
    }

    Fault pod(Command& command) {
        const auto name_of_pod = c.own.filled("Pod");
        if (name_of_pod.empty()) return std::nullopt;
        if (!name_of_pod.ends_with(".pod")) return concat("pod ", name_of_pod, " is not Quadlet based");
        auto* other = c.find(name_of_pod);
        if (other == nullptr) return concat("quadlet pod unit ", name_of_pod, " does not exist");
        if (c.since(5, 6)) {
            command.option("--pod", other->resource);
        } else {
            const auto stem = other->service.substr(0, other->service.size() - std::string_view(".service").size());
            command.option("--pod-id-file", concat("%t/", stem, ".pod-id"));
        }
        c.service.add("Unit", "BindsTo", other->service);
        c.service.add("Unit", "After", other->service);
        if (c.own.boolean("StartWithPod").value_or(true)) other->members.push_back(c.unit.service);
        return std::nullopt;
    }

    void tail(Command& command) {
        c.podman_arguments(command);
        if (!image.empty())
            command.word(image);
        else
            command.option("--rootfs", c.own.filled("Rootfs"));
        size_t bad = 0;
        command.words(c.own.last_arguments("Exec", &bad));
        if (c.since(5, 6)) c.warn_bad_escapes(bad);
        c.add_command("ExecStart", command);
    }
};

}  // namespace

Fault convert_container(Conversion& c) {
    if (auto fault = c.begin()) return fault;
    ContainerConversion container{.c = c, .name = container_name(c.unit, c.own), .image = {}, .type = {}};
    if (auto fault = container.sources()) return fault;
    c.service.add("Service", "Environment", "PODMAN_SYSTEMD_UNIT=%n");
    if (auto fault = c.kill_mode()) return fault;
    if (!c.since(5, 6)) c.service.add("Unit", "RequiresMountsFor", "%t/containers");
    container.stop_commands();
    if (auto fault = container.reload()) return fault;
    Command command = c.podman();
    container.head(command);
    if (auto fault = c.networks(command)) return fault;
    if (auto fault = c.service_type(container.type)) return fault;
    container.notify(command);
    container.security(command);
    if (auto fault = container.body(command)) return fault;
    container.tail(command);
    return std::nullopt;
}

}  // namespace nagaya::quadlet
