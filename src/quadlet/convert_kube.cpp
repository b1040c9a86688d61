#include "base/text.hpp"
#include "quadlet/conversion.hpp"

namespace nagaya::quadlet {
namespace {

struct KubeConversion {
    Conversion& c;
    std::vector<std::string> files;

    Fault find_files() {
        if (c.since(5, 7)) {
            for (const auto file : c.own.words("Yaml")) files.push_back(c.absolute(file));
        } else if (const auto file = c.own.filled("Yaml"); !file.empty()) {
            files.push_back(c.absolute(file));
        }
        if (files.empty()) return "no Yaml key specified";
        return std::nullopt;
    }

    Fault play() {
        Command command = c.podman();
        for (const std::string_view word : {"kube", "play", "--replace", "--service-container=true"})
            command.word(word);
        if (const auto how = c.own.filled("ExitCodePropagation"); !how.empty())
            command.word(concat("--service-exit-code-propagation=", how));
        c.log_driver(command);
        if (auto fault = c.user_mappings(command, false)) return fault;
        if (auto fault = c.networks(command)) return fault;
        for (const auto update : c.own.words("AutoUpdate")) {
            const size_t slash = update.find('/');
            const auto whose = slash == std::string_view::npos ? std::string() : concat("/", update.substr(0, slash));
            const auto how = slash == std::string_view::npos ? update : update.substr(slash + 1);
            command.word(concat("--annotation=io.containers.autoupdate", whose, "=", how));
        }
        for (const auto map : c.own.words("ConfigMap")) command.option("--configmap", c.absolute(map));
        for (const auto port : c.own.list("PublishPort")) command.option("--publish", port);
        c.podman_arguments(command);
        for (const auto& file : files) command.word(file);
        c.add_command("ExecStart", command);
        return std::nullopt;
    }

    void down() {
        Command command = c.podman();
        command.word("kube");
        command.word("down");
        if (const auto force = c.own.boolean("KubeDownForce")) command.flag("--force", *force);
        for (const auto& file : files) command.word(file);
        c.add_command("ExecStopPost", command);
    }
};

}  // namespace

Fault convert_kube(Conversion& c) {
    if (auto fault = c.begin()) return fault;
    KubeConversion kube{.c = c, .files = {}};
    if (auto fault = kube.find_files()) return fault;
    if (auto fault = c.kill_mode()) return fault;
    c.service.add("Service", "Environment", "PODMAN_SYSTEMD_UNIT=%n");
    std::string_view type;
    if (auto fault = c.service_type(type)) return fault;
    if (type != "oneshot") {
        c.service.set("Service", "Type", "notify");
        c.service.set("Service", "NotifyAccess", "all");
    }
    if (!c.service_values.has("SyslogIdentifier")) c.service.set("Service", "SyslogIdentifier", "%N");
    if (auto fault = kube.play()) return fault;
    kube.down();
    std::string context;
    return c.working_directory(context);
}

}  // namespace nagaya::quadlet
